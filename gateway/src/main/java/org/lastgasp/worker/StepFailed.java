package org.lastgasp.worker;

import java.time.Duration;
import java.util.Optional;

/** A step that could not be done, with why in words; it is tried again. */
public final class StepFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> asked;

  /** Tried again when the loop's backoff says. */
  public StepFailed(String why) {
    this(why, Optional.empty());
  }

  /** Tried again not before what the other side asked for, within the backoff's limit. */
  public StepFailed(String why, Optional<Duration> asked) {
    super(why, null, false, false);
    this.asked = asked;
  }

  /** The time the other side wants to be left alone. */
  Optional<Duration> asked() {
    return asked;
  }
}
