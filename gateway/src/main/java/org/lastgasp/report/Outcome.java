package org.lastgasp.report;

import java.time.Duration;
import java.util.Optional;

/** The outcome of sending a file to a target. */
sealed interface Outcome {

  /**
   * A file that is there, whole, and lasts through a loss of power as far as the target can
   * promise.
   */
  record Taken() implements Outcome {}

  /**
   * A file that is not there, and should be tried again.
   *
   * @param why a sentence for the operator: the fault, and what to do about it
   * @param retryAfter how long the target asks to be left alone
   */
  record NotYet(String why, Optional<Duration> retryAfter) implements Outcome {

    public NotYet(String why) {
      this(why, Optional.empty());
    }
  }
}
