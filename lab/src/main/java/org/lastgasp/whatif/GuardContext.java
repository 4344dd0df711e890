package org.lastgasp.whatif;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.GuardHistory;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.JudgementContext;
import org.lastgasp.policy.NearbyAlerts;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/**
 * What enters a verdict besides the alert's hub: the switch, the breaker, and what the guards that
 * count have seen on every bench that shares it. Used by one thread.
 */
final class GuardContext {
  private final Settings settings;
  private final Switch state;
  private final GuardHistory lately = new GuardHistory();
  private final List<JudgementRun> benches = new ArrayList<>();
  private Overrides precautions = Overrides.NONE;
  private Instant swept = Instant.MIN;

  GuardContext(Settings settings, Switch state) {
    this.settings = settings;
    this.state = state;
  }

  /** Everything a gateway would hold under these settings is on these benches. */
  void over(JudgementRun bench) {
    benches.add(bench);
  }

  Switch state() {
    return state;
  }

  /** Where an alert comes from, if a guard asks. */
  HubLocation where(
      Message.Ad1 alert, HubState hub, Function<Eui64, Optional<Device>> devices) {
    return HubLocation.isAsked(settings, precautions)
        ? HubLocation.of(alert, hub, devices)
        : HubLocation.UNKNOWN;
  }

  JudgementContext around(Message.Ad1 alert, HubState hub, HubLocation where, Instant at) {
    Optional<NearbyAlerts> crowd =
        hub.windows().isEmpty()
            ? Optional.empty()
            : where.area().map(area -> lately.around(area, alert.hub(), at, settings));
    return new JudgementContext(state, Instant.MIN, precautions, where, crowd);
  }

  /** The guards that count take an alert up; the breaker opens behind the one too many. */
  void judged(Message.Ad1 alert, HubLocation where, Verdict verdict, Instant at) {
    lately.judged(alert.hub(), where.area(), verdict, at, settings);
    lately.keep();
    if (!GuardHistory.isHeld(verdict)) {
      return;
    }
    Instant since = at.minus(settings.thresholds().suppressionsWithin());
    Optional<String> blown = lately.blown(at, settings, () -> windows(since, at));
    if (blown.isPresent() && precautions.breaker().isEmpty()) {
      precautions = precautions.turned(Breaker.Position.OPEN, at, blown.get());
    }
  }

  private long windows(Instant since, Instant at) {
    return benches.stream().mapToLong(bench -> bench.inForce(since, at)).sum();
  }

  /** Closes a quiet breaker at a full minute: a gateway looks once a minute. */
  void passed(Instant at) {
    Instant minute = at.truncatedTo(ChronoUnit.MINUTES);
    if (!minute.isAfter(swept)) {
      return;
    }
    swept = minute;
    if (precautions.breaker().filter(open -> lately.isOver(open, minute, settings)).isPresent()) {
      precautions = precautions.turned(Breaker.Position.CLOSED, minute, "quiet");
      lately.turned(Breaker.Position.CLOSED);
    }
  }
}
