package org.lastgasp.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.motorway.Counters.DspCounters.DspFailure;
import org.lastgasp.worker.HealthIssue;

/** The health of the DSP: whether it answers the requests that are relayed to it. */
final class DspHealth {
  private static final int ENOUGH = 3; // requests: one may fail for a cause of its own

  private final Supplier<Optional<DspFailure>> failure;

  DspHealth(Supplier<Optional<DspFailure>> failure) {
    this.failure = failure;
  }

  List<HealthIssue> issues() {
    return failure.get().filter(found -> found.requests() >= ENOUGH).stream()
        .map(found -> new HealthIssue("dsp-failing", detail(found)))
        .toList();
  }

  private static String detail(DspFailure found) {
    return "the last " + found.requests() + " requests to the DSP failed, since " + found.since()
        + ", the last one: " + found.last() + "; their senders got the failure, to try again: look"
        + " at the DSP, at the line to it and at dsp.url";
  }
}
