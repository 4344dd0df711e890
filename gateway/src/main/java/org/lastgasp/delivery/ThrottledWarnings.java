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
  private long asideAt = failingAt;
  private long givenUpAt = failingAt;
  private long newAside;

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
  void failedAgain(String user, PendingMessage parcel, String answer) {
    if (parcel.failures().all() == STUCK) {
      LOG.warn(
          "message-failing-again", "user", user, "number", parcel.number,
          "tries", parcel.failures().all(), "answer", answer);
    }
  }

  /** One message is tried no more; a few are worth a line each, many are counted. */
  void givenUp(String user, PendingMessage parcel, String answer) {
    long now = System.nanoTime();
    if (now - givenUpAt >= SECOND) {
      givenUpAt = now;
      LOG.error(
          "dead-letter", "user", user, "number", parcel.number, "lane", parcel.lane,
          "tries", parcel.failures().all(), "answer", answer,
          "action", "fix-the-receiver-then-resend");
    }
  }

  void setAside() {
    newAside++;
  }

  /** Logs the dead letters since the last line. */
  void say(String user, long total, String answer) {
    long now = System.nanoTime();
    if (newAside > 0 && now - asideAt >= BETWEEN) {
      LOG.warn(
          "dead-letters-added", "user", user, "new", newAside, "total", total, "answer", answer);
      newAside = 0;
      asideAt = now;
    }
  }
}
