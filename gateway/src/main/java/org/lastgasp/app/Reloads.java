package org.lastgasp.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.api.ConfigResponse;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigValue;
import org.lastgasp.files.ErrorText;
import org.lastgasp.journal.JournalUnavailable;
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
  private volatile Optional<HealthIssue> last = Optional.empty();
  private volatile InForce inForce;

  /** The instant a configuration came into force, and where its keys were written. */
  private record InForce(Instant since, Map<String, String> places) {}

  /** Begins with the configuration of the start, whose keys were written there. */
  Reloads(InstantSource clock, Map<String, String> places) {
    this.clock = clock;
    this.inForce = new InForce(clock.instant(), places);
  }

  /** Returns true if the last one was taken, or there was none. */
  boolean isTaken() {
    return last.isEmpty();
  }

  /** When the configuration in force was read. */
  Instant lastTaken() {
    return inForce.since();
  }

  /** Notes that a reload was refused for these faults, and returns them. */
  List<String> refused(List<String> faults) {
    String some = String.join("; ", faults.subList(0, Math.min(TOLD, faults.size())));
    String more = faults.size() > TOLD ? "; … " + faults.size() + " in all" : "";
    notTaken("was refused", some + more);
    LOG.error(
        "config-refused", "faults", faults.size(), "first", faults.getFirst(),
        "action", "correct-it-and-reload");
    return faults;
  }

  /** Notes that a reload could not be recorded in the journal. */
  void unrecorded(JournalUnavailable unavailable) {
    String why = ErrorText.of(unavailable);
    notTaken("could not be recorded", why + "; once that is over, reload again");
    LOG.error("reload-not-recorded", "why", why, "action", "reload-later");
  }

  private void notTaken(String how, String why) {
    last =
        Optional.of(
            new HealthIssue(
                "config-refused",
                "the configuration read at " + clock.instant() + " " + how
                    + ", and the one before stays in force: " + why));
  }

  /** Notes that a configuration is in force. */
  void taken(String configHash, Map<String, String> places) {
    last = Optional.empty();
    inForce = new InForce(clock.instant(), places);
    LOG.info("reloaded", "config_hash", configHash);
  }

  /** The values of the configuration in force, and where each was written. */
  ConfigResponse inForce(Config config) {
    InForce now = inForce;
    return new ConfigResponse(
        config.hash(),
        now.since(),
        ConfigValue.of(config, now.places()).stream()
            .map(v -> new ConfigResponse.Value(v.key(), v.value(), v.place().orElse(null)))
            .toList());
  }

  /** The issue that the last reload is not in force, and why. */
  List<HealthIssue> issues() {
    return last.stream().toList();
  }
}
