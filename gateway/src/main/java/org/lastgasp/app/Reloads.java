package org.lastgasp.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.HealthIssue;

/**
 * The result of the last reload of the configuration: one that was refused changes nothing, and is
 * told until one is taken. Safe for any number of threads.
 */
final class Reloads {
  private static final EventLog LOG = EventLog.of(Reloads.class);
  private static final int TOLD = 5; // faults; the log has all of them

  private final InstantSource clock;
  private volatile Optional<Refused> last = Optional.empty();
  private volatile Instant taken;

  private record Refused(Instant at, List<String> faults) {}

  Reloads(InstantSource clock) {
    this.clock = clock;
    this.taken = clock.instant();
  }

  /** Returns true if the last one was taken, or there was none. */
  boolean isTaken() {
    return last.isEmpty();
  }

  /** When the configuration in force was read. */
  Instant lastTaken() {
    return taken;
  }

  /** It was refused for these faults, which are given back. */
  List<String> refused(List<String> faults) {
    last = Optional.of(new Refused(clock.instant(), faults));
    LOG.error(
        "config-refused", "faults", faults.size(), "first", faults.getFirst(),
        "action", "correct-it-and-reload");
    return faults;
  }

  /** It is in force. */
  void taken(String configHash) {
    last = Optional.empty();
    taken = clock.instant();
    LOG.info("reloaded", "config_hash", configHash);
  }

  /** That the last one was refused, with its faults. */
  List<HealthIssue> issues() {
    return last.map(Reloads::told).stream().toList();
  }

  private static HealthIssue told(Refused refused) {
    List<String> some = refused.faults().stream().limit(TOLD).toList();
    String more =
        refused.faults().size() > TOLD ? "; … " + refused.faults().size() + " in all" : "";
    return new HealthIssue(
        "config-refused",
        "the configuration read at " + refused.at() + " was refused, and the one before stays in"
            + " force: " + String.join("; ", some) + more);
  }
}
