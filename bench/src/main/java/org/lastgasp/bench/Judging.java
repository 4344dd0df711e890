package org.lastgasp.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Answer;
import org.lastgasp.policy.Circumstances;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Order;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.When;
import org.lastgasp.policy.Window;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Alerts of hubs picked at random, with 100,000 windows open. */
@State(Scope.Thread)
public class Judging {
  private static final int WINDOWS = 100_000;
  private static final int ALERTS = 1 << 16;
  private static final Instant NOW = Instant.parse("2030-01-15T09:00:00Z");

  private final Policy policy = new Policy(Settings.defaults());
  private final Circumstances circumstances = Circumstances.of(Switch.ENFORCE);
  private final Map<Eui64, HubState> hubs = new HashMap<>();
  private final List<Window> windows = new ArrayList<>();
  private final Message.Ad1[] tracked = new Message.Ad1[ALERTS];
  private final Message.Ad1[] untracked = new Message.Ad1[ALERTS];
  private int next;

  /** With all windows open. */
  public Judging() {
    for (int n = 0; n < WINDOWS; n++) {
      HubState state = open(n);
      hubs.put(state.hub(), state);
      windows.addAll(state.windows());
    }
    MessageReader reader = new MessageReader();
    for (int i = 0; i < ALERTS; i++) {
      long hub = Math.floorMod(i * 2_654_435_761L, WINDOWS);
      tracked[i] = (Message.Ad1) reader.read(Mail.ad1(hub, i));
      untracked[i] = (Message.Ad1) reader.read(Mail.ad1(WINDOWS + hub, i));
    }
  }

  private HubState open(int n) {
    RequestId request = new RequestId(Mail.SUPPLIER, Mail.meter(n), 1);
    Order order =
        new Order(
            request,
            Step.SEND,
            Mail.meter(n),
            Mail.hub(n),
            Mpan.parse(Mail.MPAN),
            "E470",
            Mail.HASH,
            new When.Now(),
            NOW,
            Duration.ofMinutes(30),
            false);
    return HubState.empty(Mail.hub(n))
        .requested(order, n + 1)
        .answered(request, Step.SEND, n + 1, Answer.ACCEPTED, NOW);
  }

  private Verdict judge(Message.Ad1 alert) {
    Eui64 hub = alert.hub().orElseThrow();
    HubState state = hubs.get(hub);
    return policy.judge(
        alert, state == null ? HubState.empty(hub) : state, circumstances, NOW.plusSeconds(60));
  }

  /** Every alert is held back. */
  @Benchmark
  public Verdict suppressed() {
    return judge(tracked[next++ & (ALERTS - 1)]);
  }

  /** No alert's hub is tracked, as on an ordinary day. */
  @Benchmark
  public Verdict forwarded() {
    return judge(untracked[next++ & (ALERTS - 1)]);
  }

  /** One in eight is held back, as in a campaign. */
  @Benchmark
  @OperationsPerInvocation(8)
  public int mixed() {
    int held = 0;
    for (int i = 0; i < 8; i++) {
      int at = next++ & (ALERTS - 1);
      held += judge(i == 0 ? tracked[at] : untracked[at]) instanceof Verdict.Suppress ? 1 : 0;
    }
    return held;
  }

  /** A peer: looks through all windows for one that holds. */
  @Benchmark
  public Optional<Window> scanned() {
    Eui64 hub = tracked[next++ & (ALERTS - 1)].hub().orElseThrow();
    Instant at = NOW.plusSeconds(60);
    return windows.stream().filter(w -> w.hub().equals(hub) && w.holds(at)).findFirst();
  }
}
