package org.lastgasp.log;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.logging.EventLog;

/**
 * The faults of the log files that cannot be fixed; the first is given in full. It stays until the
 * gateway is started anew. For any thread.
 */
final class LogFaults {
  private static final EventLog LOG = EventLog.of(SuppressionLog.class);
  private static final int TOLD = 20;

  private final Set<String> found = new LinkedHashSet<>();

  synchronized void add(String what) {
    if (found.size() < TOLD && found.add(what)) {
      LOG.error("log-damaged", "what", what, "action", "run-log-verify");
    }
  }

  /** In words; empty if nothing was found. */
  synchronized Optional<String> text() {
    int more = found.size() - 1;
    return found.stream()
        .findFirst()
        .map(first -> more == 0 ? first : first + " (and " + more + " more)");
  }
}
