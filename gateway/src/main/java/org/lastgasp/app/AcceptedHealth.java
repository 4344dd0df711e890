package org.lastgasp.app;

import java.util.List;
import org.lastgasp.journal.sqlite.AcceptedStore;
import org.lastgasp.worker.HealthIssue;

/** The health of the store of accepted requests. */
final class AcceptedHealth {
  private AcceptedHealth() {}

  /** The issue that they cannot be looked up or kept, if that is so. */
  static List<HealthIssue> of(AcceptedStore accepted) {
    return accepted.fault().stream()
        .map(
            why ->
                new HealthIssue(
                    "accepted-not-kept",
                    why + ": what cannot be looked up is not tracked: look at the disk"))
        .toList();
  }
}
