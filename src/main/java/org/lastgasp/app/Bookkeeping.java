package org.lastgasp.app;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.DeliveryUnavailable;
import org.lastgasp.delivery.Standing;
import org.lastgasp.hindsight.Docket;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OfflineJournal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.report.Books;
import org.lastgasp.report.Handover;
import org.lastgasp.report.Ledger;
import org.lastgasp.report.ReportUnavailable;
import org.lastgasp.story.Chronicle;

/** Puts the books together: of a gateway that runs, and of what one left behind. */
public final class Bookkeeping {
  private Bookkeeping() {}

  static Books of(
      Config config,
      Journal journal,
      Chronicle chronicle,
      SuppressionLog log,
      Delivery delivery,
      Docket docket,
      InstantSource clock) {
    return new Books(
        new Books.Sources(
            journal,
            chronicle,
            config.log().path(),
            () -> logged(log),
            () -> delivered(() -> Optional.of(delivery.standing())),
            new Afterwards(docket),
            () -> Ledger.passed(config.reportFolder()),
            config.retention().log()),
        clock);
  }

  private static Books.Logged logged(SuppressionLog log) {
    long position = log.passed();
    return new Books.Logged(log.status().seq(), position);
  }

  private static Handover delivered(Supplier<Optional<Standing>> ledger) {
    try {
      return new Delivered(ledger.get());
    } catch (DeliveryUnavailable broken) {
      throw new ReportUnavailable("asking delivery's ledger", broken);
    }
  }

  /** Of a data folder that no gateway writes. A log whose cursor is lost is taken as complete. */
  public static Books offline(
      Config config,
      OfflineJournal journal,
      Chronicle chronicle,
      Docket docket,
      InstantSource clock) {
    return new Books(
        new Books.Sources(
            journal,
            chronicle,
            config.log().path(),
            () -> new Books.Logged(Long.MAX_VALUE, journal.position("log").orElse(journal.last())),
            () -> delivered(() -> Standing.offline(config.deliveryFolder())),
            new Afterwards(docket),
            () -> Ledger.passed(config.reportFolder()),
            config.retention().log()),
        clock);
  }

  /** What delivery's ledger says; without one nothing was delivered. */
  private record Delivered(Optional<Standing> standing) implements Handover {
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
      return standing.map(Standing::last).orElse(0L);
    }
  }
}
