package org.lastgasp.delivery;

import java.time.Duration;
import org.lastgasp.logging.EventLog;

/**
 * A throttle of the warnings that an operator gets about one user. An endpoint that comes and goes,
 * or refuses much, is worth a line now and then, not one each time. Not thread-safe.
 */
final class ThrottledWarnings {
  private static final EventLog LOG = EventLog.of(Delivery.class);
  private static final long BETWEEN = Duration.ofSeconds(10).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int STUCK = 10; // failures of one message while others are taken

  private boolean saidFailing;
  private long failingAt = System.nanoTime() - BETWEEN;
  private long saidAt = failingAt;
  private long givenUpAt = failingAt;
  private long newDeadLetters;

  void failing(String user, String endpoint, String answer, int waiting) {
    long now = System.nanoTime();
    if (now - failingAt >= BETWEEN) {
      saidFailing = true;
      failingAt = now;
      LOG.warn(
          "receiver-failing", "user", user, "endpoint", endpoint, "answer", answer,
          "waiting", waiting);
    }
  }

  void recovered(String user, String endpoint) {
    if (saidFailing) {
      saidFailing = false;
      LOG.info("receiver-recovered", "user", user, "endpoint", endpoint);
    }
  }

  /** One message failed once more although the endpoint is well. */
  void failedAgain(String user, PendingMessage message, String answer) {
    if (message.failures().all() == STUCK) {
      LOG.warn(
          "message-failing-again", "user", user, "number", message.number,
          "tries", message.failures().all(), "answer", answer);
    }
  }

  /** One message is tried no more; a few are worth a line each, many are counted. */
  void givenUp(String user, PendingMessage message, String answer) {
    long now = System.nanoTime();
    if (now - givenUpAt >= SECOND) {
      givenUpAt = now;
      LOG.error(
          "dead-letter", "user", user, "number", message.number, "lane", message.lane,
          "tries", message.failures().all(), "answer", answer,
          "action", "fix-the-receiver-then-resend");
    }
  }

  void deadLetterAdded() {
    newDeadLetters++;
  }

  /** Logs the dead letters since the last line. */
  void say(String user, long total, String answer) {
    long now = System.nanoTime();
    if (newDeadLetters > 0 && now - saidAt >= BETWEEN) {
      LOG.warn(
          "dead-letters-added", "user", user, "new", newDeadLetters, "total", total,
          "answer", answer);
      newDeadLetters = 0;
      saidAt = now;
    }
  }
}
