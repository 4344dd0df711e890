package org.lastgasp.app;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.DeliverySnapshot;
import org.lastgasp.delivery.DeliveryUnavailable;
import org.lastgasp.hindsight.CaseIndex;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.sqlite.OfflineJournal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.report.DeliveryOutcomes;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.report.ReportStore;
import org.lastgasp.report.ReportUnavailable;

/** Puts the books together: of a gateway that runs, and of what one left behind. */
public final class ReconciliationWiring {
  private ReconciliationWiring() {}

  static ReconciliationService of(
      Config config,
      Journal journal,
      AuditQueries chronicle,
      SuppressionLog log,
      Delivery delivery,
      CaseIndex docket,
      InstantSource clock) {
    return new ReconciliationService(
        new ReconciliationService.Sources(
            journal,
            chronicle,
            config.log().path(),
            () -> logged(log),
            () -> delivered(() -> Optional.of(delivery.standing())),
            new HindsightAssessments(docket),
            () -> ReportStore.passed(config.reportFolder()),
            config.retention().log()),
        clock);
  }

  private static ReconciliationService.Logged logged(SuppressionLog log) {
    long position = log.passed();
    return new ReconciliationService.Logged(log.status().seq(), position);
  }

  private static DeliveryOutcomes delivered(Supplier<Optional<DeliverySnapshot>> ledger) {
    try {
      return new Delivered(ledger.get());
    } catch (DeliveryUnavailable broken) {
      throw new ReportUnavailable("asking delivery's ledger", broken);
    }
  }

  /** Of a data folder that no gateway writes. A log whose cursor is lost is taken as complete. */
  public static ReconciliationService offline(
      Config config,
      OfflineJournal journal,
      AuditQueries chronicle,
      CaseIndex docket,
      InstantSource clock) {
    return new ReconciliationService(
        new ReconciliationService.Sources(
            journal,
            chronicle,
            config.log().path(),
            () ->
                new ReconciliationService.Logged(
                    Long.MAX_VALUE, journal.position("log").orElse(journal.last())),
            () -> delivered(() -> DeliverySnapshot.offline(config.deliveryFolder())),
            new HindsightAssessments(docket),
            () -> ReportStore.passed(config.reportFolder()),
            config.retention().log()),
        clock);
  }

  /** What delivery's ledger says; without one nothing was delivered. */
  private record Delivered(Optional<DeliverySnapshot> standing) implements DeliveryOutcomes {
    @Override
    public Fate of(long number, Eui64 recipient) {
      return standing
          .map(
              known ->
                  switch (known.of(number, recipient)) {
                    case TAKEN -> Fate.DELIVERED;
                    case WAITING -> Fate.WAITING;
                    case SET_ASIDE -> Fate.SET_ASIDE;
                    case LOST -> Fate.LOST;
                  })
          .orElse(Fate.WAITING);
    }

    @Override
    public boolean mentions(long number) {
      return standing.filter(known -> known.mentions(number)).isPresent();
    }

    @Override
    public long last() {
      return standing.map(DeliverySnapshot::last).orElse(0L);
    }
  }
}
