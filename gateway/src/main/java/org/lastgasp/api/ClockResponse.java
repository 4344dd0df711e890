package org.lastgasp.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The clock that messages are judged by, against the journal; {@code behind} or trusted. */
public record ClockResponse(
    Instant now, String state, @Omitted @Nullable Instant suppressesFrom) {
  static ClockResponse of(Instant now, Instant from) {
    boolean behind = now.isBefore(from);
    return new ClockResponse(now, behind ? "behind" : "trusted", behind ? from : null);
  }
}
