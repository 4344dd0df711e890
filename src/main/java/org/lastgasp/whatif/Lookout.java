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
import org.lastgasp.policy.Circumstances;
import org.lastgasp.policy.Crowd;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Lately;
import org.lastgasp.policy.Locality;
import org.lastgasp.policy.Precautions;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/**
 * What enters a verdict besides the alert's hub: the switch, the breaker, and what the guards that
 * count have seen on every bench that shares it. Used by one thread.
 */
final class Lookout {
  private final Settings settings;
  private final Switch state;
  private final Lately lately = new Lately();
  private final List<Bench> benches = new ArrayList<>();
  private Precautions precautions = Precautions.NONE;
  private Instant swept = Instant.MIN;

  Lookout(Settings settings, Switch state) {
    this.settings = settings;
    this.state = state;
  }

  /** Everything a gateway would hold under these settings is on these benches. */
  void over(Bench bench) {
    benches.add(bench);
  }

  Switch state() {
    return state;
  }

  /** Where an alert comes from, if a guard asks. */
  Locality where(
      Message.Ad1 alert, HubState hub, Function<Eui64, Optional<Device>> devices) {
    return Locality.isAsked(settings, precautions)
        ? Locality.of(alert, hub, devices)
        : Locality.UNKNOWN;
  }

  Circumstances around(Message.Ad1 alert, HubState hub, Locality where, Instant at) {
    Optional<Crowd> crowd =
        hub.windows().isEmpty()
            ? Optional.empty()
            : where.area().map(area -> lately.around(area, alert.hub(), at, settings));
    return new Circumstances(state, Instant.MIN, precautions, where, crowd);
  }

  /** The guards that count take an alert up; the breaker opens behind the one too many. */
  void judged(Message.Ad1 alert, Locality where, Verdict verdict, Instant at) {
    lately.judged(alert.hub(), where.area(), verdict, at, settings);
    lately.keep();
    if (!Lately.isHeld(verdict)) {
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
