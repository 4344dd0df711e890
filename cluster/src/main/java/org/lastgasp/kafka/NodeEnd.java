package org.lastgasp.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.lastgasp.logging.EventLog;

/**
 * The end of a node's process once another node acts for all, as after a crash. Alerts that this
 * node handed over while Kafka took nothing are known to it alone, so it has a few seconds to
 * record them; what it does for all meanwhile is done twice at worst. Safe for any number of
 * threads.
 */
final class NodeEnd {
  private static final EventLog LOG = EventLog.of(NodeEnd.class);
  private static final Duration TURN = Duration.ofMillis(500);

  private final int most; // turns
  private final Runnable halt;
  private volatile BooleanSupplier settled = () -> true;

  /**
   * Ends with something else than this process.
   *
   * @param most the time that is waited at most
   */
  NodeEnd(Duration most, Runnable halt) {
    this.most = (int) most.dividedBy(TURN);
    this.halt = halt;
  }

  /** Asks this before the end: whether all that is known here alone is recorded. */
  void after(BooleanSupplier allRecorded) {
    this.settled = allRecorded;
  }

  /** Ends the process. */
  void lost(String why) {
    LOG.error("leads-no-more", "why", why, "action", "start-it-afresh");
    boolean before = false;
    for (int i = 0; i < most; i++) {
      boolean now = settled.getAsBoolean();
      if (now && before) { // what was on its way to a receiver then is there now
        break;
      }
      before = now;
      LockSupport.parkNanos(TURN.toNanos());
    }
    halt.run();
  }
}
