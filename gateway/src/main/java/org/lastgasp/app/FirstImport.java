package org.lastgasp.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.lastgasp.worker.HealthIssue;

/**
 * The first import of the configured lists. Until it is in force activations are not tracked, so
 * the gateway does not call itself ready, but not for longer than a minute: a balancer that sends
 * nothing is worse than one alert more. Messages are taken meanwhile. Real time, as a list takes.
 */
final class FirstImport {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final long began = System.nanoTime();
  private final List<String> awaited;
  private volatile boolean over;

  /** Waits for these files, which nothing was ever imported from. */
  FirstImport(List<String> awaited) {
    this.awaited = List.copyOf(awaited);
    this.over = awaited.isEmpty();
  }

  /** Notes that the import has ended, successful or not. */
  void end() {
    over = true;
  }

  /** The import that readiness waits for; empty once it has ended or has taken too long. */
  Optional<String> readiness() {
    return isPatient() ? unfinished() : Optional.empty();
  }

  /** The issue that the import takes too long. */
  List<HealthIssue> issues() {
    return isPatient() || unfinished().isEmpty()
        ? List.of()
        : List.of(
            new HealthIssue(
                "first-import",
                unfinished().orElseThrow()
                    + " takes more than a minute: nothing is tracked until it is in force,"
                    + " everything is forwarded; look at the file and its disk"));
  }

  private Optional<String> unfinished() {
    return over
        ? Optional.empty()
        : Optional.of("the first import of " + String.join(" and ", awaited));
  }

  private boolean isPatient() {
    return System.nanoTime() - began < PATIENCE.toNanos();
  }
}
