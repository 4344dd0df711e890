package org.lastgasp.delivery;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A throttle of the warnings that an operator gets about one user. An endpoint that comes and goes,
 * or refuses much, is worth a line now and then, not one each time. Not thread-safe.
 */
final class ThrottledWarnings {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
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
          "delivery failing user={} endpoint={} answer=\"{}\" waiting={}",
          user, endpoint, answer, waiting);
    }
  }

  void recovered(String user, String endpoint) {
    if (saidFailing) {
      saidFailing = false;
      LOG.info("delivery recovered user={} endpoint={}", user, endpoint);
    }
  }

  /** One message failed once more although the endpoint is well. */
  void failedAgain(String user, PendingMessage parcel, String answer) {
    if (parcel.failures().all() == STUCK) {
      LOG.warn(
          "delivery stuck user={} number={} tries={} answer=\"{}\"",
          user, parcel.number, parcel.failures().all(), answer);
    }
  }

  /** One message is tried no more; a few are worth a line each, many are counted. */
  void givenUp(String user, PendingMessage parcel, String answer) {
    long now = System.nanoTime();
    if (now - givenUpAt >= SECOND) {
      givenUpAt = now;
      LOG.error(
          "event=dead-letter user={} number={} lane={} tries={} answer=\"{}\""
              + " action=mend-the-receiver-then-resend-it-from-set-aside",
          user, parcel.number, parcel.lane, parcel.failures().all(), answer);
    }
  }

  void setAside() {
    newAside++;
  }

  /** Says what was set aside since it was last said. */
  void say(String user, long total, String answer) {
    long now = System.nanoTime();
    if (newAside > 0 && now - asideAt >= BETWEEN) {
      LOG.warn(
          "delivery set-aside user={} new={} total={} answer=\"{}\"",
          user, newAside, total, answer);
      newAside = 0;
      asideAt = now;
    }
  }
}
