package org.lastgasp.delivery;

import java.time.Duration;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;

/**
 * The copy of {@code delivery.db}, renewed about once a minute if that changed, so that one that is
 * lost costs minutes. Guarded by the lock of the store.
 */
final class ProgressCopy {
  private static final EventLog LOG = EventLog.of(Delivery.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Runnable renewal;
  private final ActiveFault fault = ActiveFault.warning(LOG, "delivery-not-copied");
  private boolean changed = true;
  private long renewedAt = System.nanoTime();

  ProgressCopy(Runnable renewal) {
    this.renewal = renewal;
  }

  ActiveFault fault() {
    return fault;
  }

  void noteChanged() {
    changed = true;
  }

  void renewIfDue(long now) {
    if (now - renewedAt > EVERY.toNanos()) {
      renewOrSay();
    }
  }

  void renewOrSay() {
    renewedAt = System.nanoTime();
    if (!changed) {
      return;
    }
    try {
      renewal.run();
      changed = false;
      fault.over();
    } catch (StoreUnavailable broken) {
      fault.began(ErrorText.of(broken));
    }
  }
}
