package org.lastgasp.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.worker.HealthIssue;

/**
 * A response that says whether messages can be taken, what is waited for, and the state of the
 * gateway.
 */
record ReadyResponse(
    boolean ready,
    @Nullable String waitingFor,
    String state,
    String cause,
    String sentence,
    String because,
    List<StatusResponse.Degraded> degraded) {

  static ReadyResponse of(
      boolean ready, Optional<String> awaited, GatewayState state, List<HealthIssue> issues) {
    return new ReadyResponse(
        ready,
        Text.of(awaited),
        state.effect().code(),
        state.cause().code(),
        state.sentence(),
        state.because(),
        StatusResponse.Degraded.of(issues));
  }
}
