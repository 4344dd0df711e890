package org.lastgasp.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Alerts of hubs picked at random, with 100,000 windows open or as many as {@code -p windows=N}
 * says. Whoever judges has just read the alert, so a few hundred alerts take turns that stay in the
 * processor's cache; the hubs do not.
 */
@State(Scope.Thread)
public class Judging {
  private static final int HUBS = 1 << 20; // picked: more than any cache holds
  private static final int ALERTS = 1 << 8;
  static final Instant NOW = Instant.parse("2030-01-15T09:00:00Z");

  private final Policy policy = new Policy(Settings.defaults());
  private final Policy.JudgementContext circumstances = Policy.JudgementContext.of(Switch.ENFORCE);
  /** How many windows are open. */
  @Param("100000")
  public int windows;

  private TrackingState state = TrackingState.empty();
  private final List<Window> all = new ArrayList<>();
  private final HubState[] picked = new HubState[HUBS];
  private final Eui64[] names = new Eui64[HUBS];
  private final Message.Ad1[] alerts = new Message.Ad1[ALERTS];
  private final HubState untracked = HubState.empty(Mail.hub(-1));
  private int next;

  /** Opens all windows. */
  @Setup
  public void open() {
    for (int n = 0; n < windows; n++) {
      HubState hub = open(n);
      state = state.with(hub);
      all.addAll(hub.windows());
    }
    MessageReader reader = new MessageReader();
    for (int i = 0; i < ALERTS; i++) {
      alerts[i] = (Message.Ad1) reader.read(Mail.ad1(i, i));
    }
    Random random = new Random(1);
    for (int i = 0; i < HUBS; i++) {
      names[i] = Mail.hub(random.nextInt(windows));
      picked[i] = state.hub(names[i]);
    }
  }

  /** A hub with a window that is open for 30 minutes from {@link #NOW} on. */
  static HubState open(int n) {
    RequestId request = new RequestId(Mail.SUPPLIER, Mail.meter(n), 1);
    TrackedRequest order =
        new TrackedRequest(
            request,
            Step.SEND,
            Mail.meter(n),
            Mail.hub(n),
            Mpan.parse(Mail.MPAN),
            "E470",
            Mail.HASH,
            new ActivationTime.Now(),
            NOW,
            Duration.ofMinutes(30),
            false);
    return HubState.empty(Mail.hub(n))
        .requested(order, n + 1)
        .answered(request, Step.SEND, n + 1, DspAnswer.ACCEPTED, NOW);
  }

  private Verdict judge(Message.Ad1 alert, HubState state) {
    return policy.judge(alert, state, circumstances, NOW.plusSeconds(60));
  }

  private Message.Ad1 alert(int at) {
    return alerts[at & (ALERTS - 1)];
  }

  /** Every alert is suppressed. */
  @Benchmark
  public Verdict suppressed() {
    int at = next++;
    return judge(alert(at), picked[at & (HUBS - 1)]);
  }

  /** The same, with the look-up by the hub's name in a map that is as little in the cache. */
  @Benchmark
  public Verdict lookedUp() {
    int at = next++;
    return judge(alert(at), state.hub(names[at & (HUBS - 1)]));
  }

  /** No alert's hub is tracked, as on an ordinary day. */
  @Benchmark
  public Verdict forwarded() {
    return judge(alert(next++), untracked);
  }

  /** One in eight is suppressed, as in a campaign. */
  @Benchmark
  @OperationsPerInvocation(8)
  public int mixed() {
    int held = 0;
    for (int i = 0; i < 8; i++) {
      int at = next++;
      HubState state = i == 0 ? picked[at & (HUBS - 1)] : untracked;
      held += judge(alert(at), state) instanceof Verdict.Suppress ? 1 : 0;
    }
    return held;
  }

  /** A peer: looks through all windows for one that holds. */
  @Benchmark
  public Optional<Window> scanned() {
    Eui64 hub = names[next++ & (HUBS - 1)];
    Instant at = NOW.plusSeconds(60);
    return all.stream().filter(w -> w.hub().equals(hub) && w.holds(at)).findFirst();
  }
}
