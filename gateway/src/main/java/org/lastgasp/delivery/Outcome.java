package org.lastgasp.delivery;

import java.time.Duration;
import java.util.Optional;

/** The outcome of one try to hand a message over. */
sealed interface Outcome {
  /** In a word or two, for status and log: {@code HTTP 204}, {@code connection refused}. */
  String answer();

  /** The receiver has it. */
  record Taken(String answer) implements Outcome {}

  /**
   * A failure that passes: it is tried again.
   *
   * @param after what the receiver asked for
   */
  record Later(String answer, Optional<Duration> after) implements Outcome {}

  /**
   * The receiver does not want it.
   *
   * @param excerpt the beginning of what it said
   */
  record Refused(String answer, int status, String excerpt) implements Outcome {}

  /** A try that was not even made: the journal could not be read. */
  record Unread(String answer) implements Outcome {}

  /** The journal does not have it any more. */
  record Gone(String answer) implements Outcome {}
}
