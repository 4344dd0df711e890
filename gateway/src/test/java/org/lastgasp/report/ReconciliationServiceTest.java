package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.ForwardingJournal;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Position;
import org.lastgasp.log.Alerts;
import org.lastgasp.policy.Event;

/** The books of an alert that was received shortly before midnight and judged shortly after. */
class ReconciliationServiceTest {
  private static final Instant MIDNIGHT = Instant.parse("2030-01-16T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path folder;
  private final MemoryJournal journal = MemoryJournal.withGaps();
  private Desk desk;
  private Instant recorded = Instant.MAX;

  @BeforeEach
  void heldBackAtMidnight() {
    Event.AlertJudged alert =
        Alerts.suppressed(MIDNIGHT.minusMillis(100), MIDNIGHT.plusMillis(100), "1712345678909");
    journal.append(pen -> pen.write(alert)).join();
    desk = new Desk(folder);
    assertThat(desk.log.write(alert)).isOne();
  }

  private Reconciliation of(Instant from) {
    try (MemoryReconciliation sources = new MemoryReconciliation(desk, journal)) {
      ReconciliationService.Order order =
          sources.service(recorded, () -> MIDNIGHT.plus(DAY)).reconcile(from, from.plus(DAY));
      return switch (order) {
        case ReconciliationService.Order.Done done -> done.books();
        case ReconciliationService.Order.NotNow notNow -> throw new AssertionError(notNow.why());
      };
    }
  }

  @Test
  void haveItInTheDayInWhichItWasReceived() {
    Reconciliation books = of(MIDNIGHT.minus(DAY));
    assertThat(books.imbalances()).isEmpty();
    assertThat(books.total().suppressed()).isOne();
    assertThat(books.total().logged()).isOne();
  }

  @Test
  void doNotHaveItInTheDayInWhichItWasJudged() {
    Reconciliation books = of(MIDNIGHT);
    assertThat(books.imbalances()).isEmpty();
    assertThat(books.rows()).isEmpty();
  }

  /** On a node whose partition stands still, what is not in its journal may be received. */
  @Test
  void saySoIfTheJournalMayNotHaveAll() {
    recorded = MIDNIGHT.minusSeconds(1);
    try (MemoryReconciliation sources = new MemoryReconciliation(desk, journal)) {
      ReconciliationService service = sources.service(recorded, () -> MIDNIGHT.plus(DAY));
      assertThat(service.reconcile(MIDNIGHT.minus(DAY), MIDNIGHT))
          .isInstanceOfSatisfying(
              ReconciliationService.Order.NotNow.class,
              notNow -> assertThat(notNow.why()).contains("up to 2030-01-15T23:59:59"));
      assertThat(service.reconcile(MIDNIGHT.minus(DAY), MIDNIGHT.minusSeconds(1)))
          .isInstanceOf(ReconciliationService.Order.Done.class);
    }
  }

  private void heldBack(Instant received, Instant judged) {
    Event.AlertJudged alert = Alerts.suppressed(received, judged, "1712345678909");
    journal.append(pen -> pen.write(alert)).join();
    desk.log.write(alert);
  }

  /** No node judged for hours, and the senders' broker kept what came. */
  @Test
  void haveWhatWasJudgedHoursAfterItWasReceived() {
    Instant received = MIDNIGHT.minus(Duration.ofHours(5));
    Instant judged = MIDNIGHT.plus(Duration.ofHours(3));
    for (int second = 0; second < 3; second++) {
      heldBack(received.plusSeconds(second), judged.plusSeconds(second));
    }
    heldBack(received.plusSeconds(3), judged.plus(Duration.ofHours(4)));
    Reconciliation books = of(MIDNIGHT.minus(DAY));
    assertThat(books.imbalances()).isEmpty();
    assertThat(books.total().suppressed()).isEqualTo(5);
    assertThat(books.total().logged()).isEqualTo(5);
  }

  @Test
  void haveWhatWasJudgedByAClockThatWasBehind() {
    Instant one = MIDNIGHT.plus(Desk.HOUR);
    heldBack(one.plusSeconds(1), one.minus(Duration.ofHours(3)));
    heldBack(one.plusSeconds(2), one.plusSeconds(2));
    Reconciliation books = of(one);
    assertThat(books.imbalances()).isEmpty();
    assertThat(books.total().suppressed()).isEqualTo(2);
    assertThat(books.total().logged()).isEqualTo(2);
  }

  @Test
  void nameAnAlertThatTheLogHasNoRecordOf() {
    Event.AlertJudged alert =
        Alerts.suppressed(
            MIDNIGHT.minusSeconds(60), MIDNIGHT.plus(Duration.ofHours(3)), "1712345678909");
    journal.append(pen -> pen.write(alert)).join();
    assertThat(of(MIDNIGHT.minus(DAY)).imbalances()).singleElement()
        .satisfies(one -> assertThat(one.what()).contains("the log has no record of it"));
  }

  @Test
  void sayThatTheLogIsDamagedWhereATimeInItIsNone() throws IOException {
    try (Stream<Path> files = Files.list(desk.log.folder())) {
      Path file = files.findFirst().orElseThrow();
      String line = Files.readString(file);
      Files.writeString(file, line.replace("received_at\":\"2030-01", "received_at\":\"2030-91"));
    }
    assertThat(of(MIDNIGHT.minus(DAY)).imbalances())
        .extracting(Reconciliation.Imbalance::what)
        .anySatisfy(what -> assertThat(what).contains("damaged", "received_at is not what it"));
  }

  @Test
  void readNoEntriesWhereIdsHaveGaps() {
    heldBack(MIDNIGHT.minusSeconds(60), MIDNIGHT.minusSeconds(60));
    heldBack(MIDNIGHT.minusSeconds(50), MIDNIGHT.minusSeconds(50));
    List<Position> read = new ArrayList<>();
    ForwardingJournal watched =
        new ForwardingJournal() {
          @Override
          public Journal journal() {
            return journal;
          }

          @Override
          public List<Entry> read(Position after, int most) {
            read.add(after);
            return journal.read(after, most);
          }
        };
    try (MemoryReconciliation sources = new MemoryReconciliation(desk, journal)) {
      ReconciliationService service =
          sources.service(watched, recorded, () -> MIDNIGHT.plus(DAY));
      assertThat(service.reconcile(MIDNIGHT.minus(DAY), MIDNIGHT))
          .isInstanceOfSatisfying(
              ReconciliationService.Order.Done.class,
              done -> assertThat(done.books().total().suppressed()).isEqualTo(3));
    }
    assertThat(read).isEmpty();
  }

  private static Event.AlertJudged throttled(long count) {
    Instant at = MIDNIGHT.minusSeconds(60);
    return Alerts.throttled(Alerts.suppressed(at, at, "1712345678909"), count);
  }

  @Test
  void haveMessagesAndWhatTheyStandForSideBySide() {
    journal.append(pen -> pen.write(throttled(7))).join();
    desk.log.write(throttled(7));
    Reconciliation books = of(MIDNIGHT.minus(DAY));
    assertThat(books.imbalances()).isEmpty();
    assertThat(books.total().received()).isEqualTo(2);
    assertThat(books.total().standFor()).isEqualTo(new Reconciliation.StandFor(0, 8, 0, 8));
    assertThat(books.total().standFor().received()).isEqualTo(8);
  }

  @Test
  void nameARecordThatStandsForAnotherNumberOfAlerts() {
    journal.append(pen -> pen.write(throttled(7))).join();
    desk.log.write(throttled(6));
    assertThat(of(MIDNIGHT.minus(DAY)).imbalances()).singleElement()
        .satisfies(
            one ->
                assertThat(one.what())
                    .isEqualTo("by the log it stands for 6 alerts, by the index for 7"));
  }

  @Test
  void nameARecordThatIsOlderThanTheFirstAlert() {
    desk.log.write(MIDNIGHT.minusSeconds(60), "1712345678909");
    assertThat(of(MIDNIGHT.minus(DAY)).imbalances()).singleElement()
        .satisfies(one -> assertThat(one.what()).contains("an alert that was not suppressed"));
  }

  @Test
  void areADigestTwoMinutesAfterTheDay() {
    desk.at(MIDNIGHT.plus(Desk.HOUR).plus(Planner.SETTLING));
    Instant over = MIDNIGHT.plus(DAY).plusSeconds(120);
    desk.now = over;
    try (MemoryReconciliation sources = new MemoryReconciliation(desk, journal);
        ReportStore store = ReportStore.open(folder.resolve("report"))) {
      DailySummaryGenerator generator =
          new DailySummaryGenerator(store, desk.settings(), desk, sources.sources());
      assertThat(generator.due(over.minusMillis(1))).isEmpty();
      assertThat(generator.due(over)).isNotEmpty()
          .allSatisfy(document -> assertThat(document.from()).isEqualTo(MIDNIGHT));
    }
  }
}
