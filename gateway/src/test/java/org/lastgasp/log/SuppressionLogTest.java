package org.lastgasp.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.ForwardingJournal;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;

/** What is written where, and what is said of it. */
class SuppressionLogTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long LARGE = 64L << 20;
  private static final Instant NINE = Alerts.NINE;
  private static final Instant LATER = NINE.plus(Duration.ofDays(99));

  @TempDir Path folder;
  private final MemoryJournal journal = MemoryJournal.withGaps();

  @Test
  void writesNothingForAnEmptyJournal() {
    SuppressionLog log = caughtUp(HOUR, LARGE);

    assertThat(LogFolder.names(folder)).isEmpty();
    assertThat(log.status().seq()).isZero();
    assertThat(log.status().hash()).isEqualTo("0".repeat(64));
    assertThat(log.activeFile()).isEmpty();
    assertThat(log.closedFiles(Instant.MAX)).isEmpty();
  }

  @Test
  void writesARecordForASuppressedAlertAndNoneForAForwardedOne() {
    Alerts.append(
        journal,
        List.of(
            Alerts.forwarded(NINE), Alerts.suppressed(NINE, "held"), Alerts.forwarded(NINE)));

    SuppressionLog log = caughtUp(HOUR, LARGE);

    assertThat(LogFolder.lines(folder)).singleElement().asString().contains("\"mpxn\":\"held\"");
    assertThat(log.status().seq()).isOne();
    assertThat(log.passed()).isEqualTo(journal.last());
  }

  @Test
  void beginsAFileWithTheFirstRecordOfAPeriodOfTheVerdict() {
    for (int minute : List.of(59, 60, 61, 200)) {
      Alerts.append(journal, Alerts.suppressed(NINE.plus(Duration.ofMinutes(minute)), "m"));
    }

    caughtUp(HOUR, LARGE);

    assertThat(LogFolder.names(folder))
        .containsExactly(
            "poa-suppression-20300115T090000Z-000001.jsonl",
            "poa-suppression-20300115T100000Z-000002.jsonl",
            "poa-suppression-20300115T120000Z-000003.jsonl");
    wholeFromTheFirst(4);
  }

  @Test
  void aFileThatWasRemovedWhileItWasWrittenIsWrittenAgainFromTheJournal() throws IOException {
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    SuppressionLog log = caughtUp(HOUR, LARGE);
    Files.delete(LogFolder.files(folder).getFirst());
    Alerts.append(journal, Alerts.suppressed(NINE, "two"));

    assertThatThrownBy(log::catchUp).hasStackTraceContaining("was moved, removed or replaced");
    log.catchUp();

    wholeFromTheFirst(2);
  }

  @Test
  void thePeriodIsThatOfTheVerdictAlsoIfTheAlertWasReceivedBefore() {
    Instant ten = NINE.plus(HOUR);
    Alerts.append(journal, Alerts.suppressed(ten.minusMillis(1), ten.plusMillis(1), "m"));

    caughtUp(HOUR, LARGE);

    assertThat(LogFolder.names(folder))
        .containsExactly("poa-suppression-20300115T100000Z-000001.jsonl");
  }

  @Test
  void beginsAFileBeforeARecordWouldPassTheSize() {
    int length = record(1).line().length;
    IntStream.range(0, 5).forEach(i -> Alerts.append(journal, Alerts.suppressed(NINE, "m")));

    caughtUp(HOUR, 2L * length);

    assertThat(LogFolder.names(folder))
        .containsExactly(
            "poa-suppression-20300115T090000Z-000001.jsonl",
            "poa-suppression-20300115T090000Z-000002.jsonl",
            "poa-suppression-20300115T090000Z-000003.jsonl");
    assertThat(LogFolder.files(folder).getFirst()).hasSize(2L * length);
    wholeFromTheFirst(5);
  }

  @Test
  void givesARecordThatIsLargerThanAFileAFileOfItsOwn() {
    IntStream.range(0, 3).forEach(i -> Alerts.append(journal, Alerts.suppressed(NINE, "m")));

    caughtUp(HOUR, 10);

    assertThat(LogFolder.names(folder)).hasSize(3);
    wholeFromTheFirst(3);
  }

  @Test
  void keepsARecordOfAnEarlierPeriodInTheFileBeingWritten() {
    Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR), "first"));
    Alerts.append(journal, Alerts.suppressed(NINE, "clock set back"));
    Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR), "and on"));

    caughtUp(HOUR, LARGE);

    assertThat(LogFolder.names(folder))
        .containsExactly("poa-suppression-20300115T100000Z-000001.jsonl");
    wholeFromTheFirst(3);
  }

  @Test
  void namesAFileOfALaterSizeAfterThePeriodBeingWritten() {
    Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR), "first"));
    Alerts.append(journal, Alerts.suppressed(NINE, "clock set back"));

    caughtUp(HOUR, 10);

    assertThat(LogFolder.names(folder))
        .containsExactly(
            "poa-suppression-20300115T100000Z-000001.jsonl",
            "poa-suppression-20300115T100000Z-000002.jsonl");
  }

  @Test
  void closesAFileThatHasASuccessorOrWhosePeriodIsOver() {
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR), "two"));

    SuppressionLog log = caughtUp(HOUR, LARGE);

    List<Path> files = LogFolder.files(folder);
    Instant eleven = NINE.plus(HOUR).plus(HOUR);
    assertThat(log.activeFile()).contains(files.get(1));
    assertThat(log.closedFiles(eleven)).containsExactly(files.get(0));
    assertThat(log.closedFiles(eleven.plusSeconds(60))).isEqualTo(files);
  }

  @Test
  void closesNoLastFileBeforeItHasAllOfTheJournal() {
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    SuppressionLog log = caughtUp(HOUR, LARGE);

    Alerts.append(journal, Alerts.suppressed(NINE, "not written yet"));

    assertThat(log.closedFiles(NINE.plus(HOUR).plus(HOUR))).isEmpty();
  }

  @Test
  void goesOnInTheSameFileAfterARestart() {
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    caughtUp(HOUR, LARGE).close();
    Alerts.append(journal, Alerts.suppressed(NINE, "two"));

    SuppressionLog log = caughtUp(HOUR, LARGE);

    assertThat(LogFolder.names(folder)).hasSize(1);
    assertThat(log.status().fault()).isEmpty();
    wholeFromTheFirst(2);
  }

  @Test
  void triesAgainWhenTheFolderCanBeWritten() throws Exception {
    Path blocked = folder.resolve("blocked");
    Files.writeString(blocked, "a file where the folder has to be");
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    SuppressionLog log = SuppressionLog.open(journal, blocked, HOUR, LARGE);

    Duration unused = log.turn();
    assertThat(log.status().fault()).get().asString().contains(blocked.toString());
    assertThat(log.passed()).isEqualTo(Position.START);

    Files.delete(blocked);
    Duration unusedToo = log.turn();
    assertThat(log.status().fault()).isEmpty();
    assertThat(log.passed()).isEqualTo(journal.last());
    assertThat(LogFolder.lines(blocked)).hasSize(1);
  }

  @Test
  void saysOnceWhereItGoesOnHoweverOftenItTriesAgain() throws IOException {
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    caughtUp(HOUR, LARGE).close();
    Path file = LogFolder.files(folder).getFirst();
    Alerts.append(journal, Alerts.suppressed(NINE, "two"));
    SuppressionLog log =
        SuppressionLog.open(new UnreadableJournal(journal), folder, HOUR, LARGE);
    List<String> lines = new ArrayList<>();
    try (var _ = Listening.to(SuppressionLog.class, lines)) {
      for (int i = 0; i < 3; i++) {
        Files.writeString(file, "{\"seq\":2,", StandardOpenOption.APPEND); // torn by a full disk
        assertThatThrownBy(log::catchUp).isInstanceOf(JournalUnavailable.class);
      }
    }
    assertThat(lines).filteredOn(line -> line.contains("event=log-continued")).hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("event=log-cut-back")).hasSize(1);
    assertThat(LogFolder.lines(folder)).as("cut back all the same").hasSize(1);
  }

  /** One of which the suppressed alerts cannot be read. */
  private record UnreadableJournal(Journal journal) implements ForwardingJournal {
    @Override
    public List<Entry> suppressed(Position after, Position upTo, int most) {
      throw new JournalUnavailable("not now");
    }
  }

  /** One who hears the log lines of a class. */
  private static final class Listening extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<String> lines;

    private Listening(Logger logger, List<String> lines) {
      this.logger = logger;
      this.lines = lines;
    }

    static Listening to(Class<?> owner, List<String> lines) {
      Logger logger = Logger.getLogger(owner.getName());
      Listening listening = new Listening(logger, lines);
      logger.setLevel(Level.INFO); // whatever a command that ran in this process has set
      logger.addHandler(listening);
      return listening;
    }

    @Override
    public void publish(java.util.logging.LogRecord event) {
      lines.add(new SimpleFormatter().formatMessage(event));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setLevel(null);
    }
  }

  @Test
  void writesFilesAgainThatVanishedUnderItsHands() {
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    SuppressionLog log = caughtUp(HOUR, LARGE);
    var before = LogFolder.contents(folder);
    log.close();
    LogFolder.delete(LogFolder.files(folder).getFirst());

    SuppressionLog next = caughtUp(HOUR, LARGE);

    assertThat(LogFolder.contents(folder)).isEqualTo(before);
    assertThat(next.status().fault()).isEmpty();
  }

  @Test
  void writesInAThreadOfItsOwn() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    Journal watched = new WatchedJournal(journal, written);
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));

    try (SuppressionLog log = SuppressionLog.open(watched, folder, HOUR, LARGE)) {
      log.start();
      assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
    }

    wholeFromTheFirst(1);
  }

  @Test
  void twoGatewaysCannotWriteToOneFolder() {
    MemoryJournal other = MemoryJournal.withGaps();
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    Alerts.append(other, Alerts.suppressed(NINE, "of another"));
    try (SuppressionLog log = caughtUp(HOUR, LARGE);
        SuppressionLog second = SuppressionLog.open(other, folder, HOUR, LARGE)) {
      assertThatThrownBy(second::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              folder + " is in use by another gateway, which holds " + folder.resolve("log.lock")
                  + ": stop it first");
      Duration unused = second.turn();
      assertThat(second.status().fault()).get().asString().contains("in use by another gateway");
      assertThat(log.status().seq()).isOne();
      wholeFromTheFirst(1);
    }
    try (SuppressionLog next = caughtUp(HOUR, LARGE)) {
      assertThat(next.status().fault()).isEmpty();
    }
  }

  @Test
  void refusesARotationThatNoFileNameCouldTell() {
    assertThatThrownBy(() -> SuppressionLog.open(journal, folder, Duration.ofMillis(1500), LARGE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SuppressionLog.open(journal, folder, HOUR, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void removesWholeFilesThatAreOldAndPassedAndNeverTheLast() {
    for (int hour = 0; hour < 5; hour++) {
      Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR.multipliedBy(hour)), "m"));
    }
    SuppressionLog log = caughtUp(HOUR, LARGE);
    List<String> said = new ArrayList<>();
    SuppressionLog.Removal saying = (file, last) -> said.add(file.getFileName() + " " + last);

    assertThat(log.expire(0, Instant.MAX, LATER, saying)).isZero();
    assertThat(log.expire(Long.MAX_VALUE, NINE.plus(HOUR), LATER, saying)).isZero();
    assertThat(log.expire(1, Instant.MAX, LATER, saying)).isOne();
    assertThat(said).containsExactly("poa-suppression-20300115T090000Z-000001.jsonl 1");
    assertThat(log.expire(Long.MAX_VALUE, Instant.MAX, LATER, saying)).isEqualTo(3);
    assertThat(LogFolder.names(folder))
        .containsExactly("poa-suppression-20300115T130000Z-000005.jsonl");

    Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR.multipliedBy(5)), "m"));
    log.catchUp();
    assertThat(LogVerifier.verify(LogFolder.files(folder)).findings()).isEmpty();
    assertThat(LogFolder.lines(folder)).hasSize(2);
  }

  @Test
  void afterAClockThatWasAYearAheadFilesAreNamedAndRemovedByTheOneThatIsRight() {
    Instant yearAhead = NINE.plus(Duration.ofDays(365));
    List<Instant> times =
        List.of(NINE, yearAhead, yearAhead.plusSeconds(1), NINE.plus(HOUR), NINE.plus(HOUR));
    times.forEach(at -> Alerts.append(journal, Alerts.suppressed(at, "m")));
    SuppressionLog log = caughtUp(HOUR, LARGE);
    assertThat(LogFolder.names(folder))
        .containsExactly(
            "poa-suppression-20300115T090000Z-000001.jsonl",
            "poa-suppression-20310115T090000Z-000002.jsonl",
            "poa-suppression-20300115T100000Z-000003.jsonl");
    wholeFromTheFirst(5);
    List<Long> read = new ArrayList<>();
    Instant ten = NINE.plus(HOUR);
    assertThat(new LogRange(folder, 5, r -> read.add(r.seq())).read(ten, ten.plus(HOUR))).isEmpty();
    assertThat(read).contains(4L, 5L);

    Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR.multipliedBy(4)), "m"));
    log.catchUp();
    Instant now = NINE.plus(HOUR.multipliedBy(5));
    assertThat(log.expire(9, NINE.plus(HOUR).plusSeconds(1), now, (file, last) -> {})).isOne();
    assertThat(log.expire(9, NINE.plus(HOUR.multipliedBy(3)), now, (file, last) -> {}))
        .as("the one of the year to come with the one behind it")
        .isEqualTo(2);
  }

  @Test
  void aRangeHasEveryFileOfThePeriodThatItBeginsIn() {
    for (int minute : List.of(-60, 0, 20, 40, 60)) {
      Alerts.append(journal, Alerts.suppressed(NINE.plus(Duration.ofMinutes(minute)), "m"));
    }
    caughtUp(HOUR, 1); // byte, so that each record has a file of its own
    List<Long> read = new ArrayList<>();
    assertThat(new LogRange(folder, 5, r -> read.add(r.seq())).read(NINE, NINE.plus(HOUR)))
        .isEmpty();
    assertThat(read).containsExactly(2L, 3L, 4L);
  }

  @Test
  void findsEveryRecordWhereverTheClockWent() {
    Duration year = Duration.ofDays(365);
    List<Duration> clock =
        List.of(
            Duration.ZERO, // file 1
            year, // a file of the year to come
            HOUR.plusMinutes(10), // file 3, behind that
            HOUR.plusMinutes(20),
            HOUR.multipliedBy(2), // file 4
            HOUR.plusMinutes(30), // stays in it
            HOUR.multipliedBy(-3), // file 5
            HOUR.plusMinutes(40), // file 6, of the period of file 3
            year.plus(HOUR),
            HOUR.multipliedBy(2).plusMinutes(1)); // file 8
    for (int i = 0; i < clock.size(); i++) {
      Alerts.append(journal, Alerts.suppressed(NINE.plus(clock.get(i)), "m" + i));
    }
    SuppressionLog log = caughtUp(HOUR, LARGE);
    assertThat(LogFolder.names(folder)).hasSize(8);

    for (int i = 0; i < clock.size(); i++) {
      Event.AlertJudged alert = Alerts.suppressed(NINE.plus(clock.get(i)), "m" + i);
      assertThat(log.record(alert.judged(), alert.messageSha256()))
          .as("at %s", alert.judged())
          .hasValueSatisfying(
              found -> assertThat(found.line()).contains("\"" + alert.mpxn() + "\""));
    }
  }

  @Test
  void aRemovalThatCannotBeRecordedDoesNotHappen() {
    Alerts.append(journal, Alerts.suppressed(NINE, "one"));
    Alerts.append(journal, Alerts.suppressed(NINE.plus(HOUR), "two"));
    SuppressionLog log = caughtUp(HOUR, LARGE);

    assertThatThrownBy(
            () ->
                log.expire(
                    9,
                    Instant.MAX,
                    LATER,
                    (file, last) -> {
                      throw new UncheckedIOException(new IOException("full"));
                    }))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(LogFolder.names(folder)).hasSize(2);
  }

  private SuppressionLog caughtUp(Duration every, long at) {
    SuppressionLog log = SuppressionLog.open(journal, folder, every, at);
    log.catchUp();
    return log;
  }

  private static LogRecord record(long seq) {
    return Alerts.record(seq, Alerts.suppressed(NINE, "m"), LogRecord.BEGINNING);
  }

  private void wholeFromTheFirst(long records) {
    Verification found = LogVerifier.verify(LogFolder.files(folder));
    assertThat(found.findings()).isEmpty();
    assertThat(found.records()).isEqualTo(records);
    assertThat(found.first()).isOne();
    assertThat(found.last()).isEqualTo(records);
  }
}
