package org.lastgasp.app;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.lastgasp.files.CountText;
import org.lastgasp.motorway.Counters;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.worker.HealthIssue;

/**
 * The health of Service Users' activations: those of the last hour that were refused a window for
 * what their sender did, so that false alerts of theirs are forwarded.
 */
final class RefusalHealth {
  private static final Duration SHOWN = Duration.ofHours(1);

  private final Supplier<Map<NotTrackedReason, Counters.Refused>> last;
  private final InstantSource clock;

  RefusalHealth(Supplier<Map<NotTrackedReason, Counters.Refused>> last, InstantSource clock) {
    this.last = last;
    this.clock = clock;
  }

  List<HealthIssue> issues() {
    Instant since = clock.instant().minus(SHOWN);
    return last.get().entrySet().stream()
        .filter(each -> each.getValue().at().isAfter(since))
        .sorted(Map.Entry.comparingByKey())
        .map(each -> new HealthIssue(each.getKey().code(), detail(each.getValue())))
        .toList();
  }

  private static String detail(Counters.Refused refused) {
    return CountText.of(refused.count(), "activation")
        + " since the start opened no window, so its alerts are forwarded; the last at "
        + refused.at() + ", " + refused.request() + ": " + refused.why();
  }
}
