package org.lastgasp.server;

import java.io.UncheckedIOException;
import java.util.Optional;
import org.lastgasp.audit.AuditUnavailable;
import org.lastgasp.delivery.DeliveryUnavailable;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.inventory.InventoryUnavailable;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.report.ReportUnavailable;

/**
 * The problem document of a request that failed because a store did: which one, what was tried, and
 * what to do. A store that is not available is never called a fault of Lastgasp.
 */
final class StoreProblem {
  private static final String LATER = "look at its disk, and at degraded in /-/ready; ask again";

  private StoreProblem() {}

  /** What to answer; empty if no store is the reason. */
  static Optional<Problem> of(Throwable failure) {
    return switch (failure) {
      case JournalUnavailable e -> problem("The journal", e, LATER);
      case AuditUnavailable e ->
          problem("The index, story.db,", e, LATER + "; if it stays, restart: it is built again");
      case HindsightUnavailable e ->
          problem(
              "Hindsight, hindsight.db,", e, LATER + "; if it stays, restart: it is built again");
      case ReportUnavailable e -> problem("The ledger of reports, report.db,", e, LATER);
      case DeliveryUnavailable e -> problem("Delivery's store", e, LATER);
      case InventoryUnavailable e ->
          problem("The inventory", e, LATER + "; if it stays, import the file again");
      case UncheckedIOException e -> problem("A file", e, LATER);
      default ->
          failure.getCause() == null || failure.getCause() == failure
              ? Optional.empty()
              : of(failure.getCause());
    };
  }

  private static Optional<Problem> problem(String store, Throwable failure, String what) {
    String cause = Optional.ofNullable(failure.getCause()).map(c -> ": " + c).orElse("");
    return Optional.of(
        Problem.of(
            503, store + " is not available", failure.getMessage() + cause + "; " + what));
  }
}
