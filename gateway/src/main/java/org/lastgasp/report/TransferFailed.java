package org.lastgasp.report;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;

/** The exception that a file could not be transferred now; caught in a target's put. */
final class TransferFailed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final Optional<Duration> retryAfter;

  /** A failure with its reason, in a sentence for the operator, with what to do about it. */
  TransferFailed(String why) {
    this(why, Optional.empty());
  }

  TransferFailed(String why, Throwable cause) {
    super(why, cause);
    this.retryAfter = Optional.empty();
  }

  TransferFailed(String why, Optional<Duration> retryAfter) {
    super(why);
    this.retryAfter = retryAfter;
  }

  Outcome.NotYet outcome() {
    return new Outcome.NotYet(String.valueOf(getMessage()), retryAfter);
  }
}
