package org.lastgasp.app;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.DeliverySnapshot;
import org.lastgasp.hindsight.CaseIndex;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.sqlite.OfflineJournal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.report.Assessments;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.report.SkippedRange;

/** The wiring of reconciliation: of a gateway that runs, and of what one left behind. */
public final class ReconciliationWiring {
  private ReconciliationWiring() {}

  static ReconciliationService of(
      Config config,
      Journal journal,
      AuditQueries queries,
      SuppressionLog log,
      Delivery delivery,
      CaseIndex caseIndex,
      Supplier<Config.Retention> retention,
      NodeWiring node,
      InstantSource clock) {
    return new ReconciliationService(
        new ReconciliationService.Sources(
            journal,
            queries,
            config.log().path(),
            () -> logged(log),
            delivery::standing,
            Assessments.of(caseIndex),
            () -> SkippedRange.in(config.reportFolder()),
            () -> retention.get().log(),
            node::recordedUpTo),
        clock);
  }

  private static ReconciliationService.Logged logged(SuppressionLog log) {
    long entry = log.status().entry(); // before the number: the log is as long as it says
    return new ReconciliationService.Logged(log.status().seq(), entry);
  }

  /** Of a data folder that no gateway writes. A log whose cursor is lost is taken as complete. */
  public static ReconciliationService offline(
      Config config,
      OfflineJournal journal,
      AuditQueries queries,
      CaseIndex caseIndex,
      InstantSource clock) {
    return new ReconciliationService(
        new ReconciliationService.Sources(
            journal,
            queries,
            config.log().path(),
            () ->
                new ReconciliationService.Logged(
                    Long.MAX_VALUE, journal.id(journal.position("log").orElse(journal.last()))),
            () -> DeliverySnapshot.offline(config.deliveryFolder()),
            Assessments.of(caseIndex),
            () -> SkippedRange.in(config.reportFolder()),
            () -> config.retention().log(),
            () -> Instant.MAX),
        clock);
  }
}
