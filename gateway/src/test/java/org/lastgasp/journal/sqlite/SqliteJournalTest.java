package org.lastgasp.journal.sqlite;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entries;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalContract;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.journal.Tally;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

class SqliteJournalTest implements JournalContract {
  private static final long SEGMENT = 1L << 30;

  @TempDir private Path folder;
  private Optional<SqliteJournal> journal = Optional.empty();

  @Override
  public Journal open(Journal.StateMachine machine) {
    return reopen(machine);
  }

  @Override
  public Journal reopen(Journal.StateMachine machine) {
    journal = Optional.of(SqliteJournal.open(folder, SEGMENT, machine));
    return journal.get();
  }

  @Test
  void recordsNothingInAFolderThatWasMovedAndGoesOnWhenItIsBack() throws IOException {
    Path there = folder.resolve("journal");
    Path away = folder.resolve("away");
    Tally tally = new Tally();
    try (SqliteJournal opened = SqliteJournal.open(there, SEGMENT, tally)) {
      long first = opened.append(tally.counting(Entries.alertTo(ANNE, 1))).join();
      Files.move(there, away);

      assertThat(opened.isWritable()).as("before anything is written").isFalse();
      assertThatThrownBy(opened.append(tally.counting(Entries.alertTo(ANNE, 2)))::join)
          .hasCauseInstanceOf(JournalUnavailable.class)
          .hasMessageContaining("was moved, removed or replaced");
      assertThat(opened.fault()).get().asString().contains("put it back, or restart the gateway");
      assertThat(tally.kept()).isOne();
      Files.move(away, there);

      assertThat(opened.append(tally.counting(Entries.alertTo(ANNE, 3))).join())
          .isEqualTo(first + 1);
      assertThat(opened.isWritable()).isTrue();
      assertThat(opened.read(Position.START, 10))
          .extracting(Entry::entry)
          .containsExactly(Entries.alertTo(ANNE, 1), Entries.alertTo(ANNE, 3));
    }
  }

  @Test
  void recordsNothingWithoutTheWriteAheadLogAndNothingInAnotherFileInItsPlace()
      throws IOException {
    for (String name : List.of("journal-0000000000000001.db-wal", "journal-0000000000000001.db")) {
      Path there = folder.resolve(name + ".d");
      Tally tally = new Tally();
      try (SqliteJournal opened = SqliteJournal.open(there, SEGMENT, tally)) {
        opened.append(tally.counting(Entries.alertTo(ANNE, 1))).join();
        Files.move(there.resolve(name), there.resolve("kept"));
        Files.copy(there.resolve("kept"), there.resolve(name));

        assertThatThrownBy(opened.append(tally.counting(Entries.alertTo(ANNE, 2)))::join)
            .as(name)
            .hasMessageContaining(name + " was moved, removed or replaced");
        Files.move(there.resolve("kept"), there.resolve(name), REPLACE_EXISTING);
        opened.append(tally.counting(Entries.alertTo(ANNE, 3))).join();
      }
    }
  }

  @Test
  void isNotSaidToBeMovedOnceItIsClosed() {
    Tally tally = new Tally();
    SqliteJournal opened = SqliteJournal.open(folder, SEGMENT, tally);
    opened.append(tally.counting(Entries.alertTo(ANNE, 1))).join();
    opened.close();
    assertThat(opened.fault()).isEmpty();
  }

  @Test
  void whatOnlyPassedIsLeftOutForWhoeverDoesNotNeedIt() {
    List<Entry> tracking = new ArrayList<>();
    List<OutboundMessage> waiting;
    Instant latest = Instant.MIN;
    Entries entries = new Entries(1);
    try (Journal journal = open(new Tally())) {
      for (int i = 0; i < 3_000; i++) {
        Event entry = entries.any();
        Entry recorded = new Entry(JournalContract.write(journal, entry), entry);
        boolean counts = entry.at().isAfter(latest) || entry instanceof Event.ClockTrusted;
        latest = counts ? entry.at() : latest;
        if (!onlyPassed(entry)) {
          tracking.add(new Entry(recorded.number(), withoutDigest(entry)));
        }
      }
      waiting = waiting(journal);
    }
    Tracking machine = new Tracking();
    try (Journal journal = reopen(machine)) {
      assertThat(machine.restored).isEqualTo(tracking).isNotEmpty();
      assertThat(machine.latest).isEqualTo(latest);
      assertThat(waiting(journal)).isEqualTo(waiting).isNotEmpty();
    }
  }

  /** The digest of a request is not needed either. */
  private static Event withoutDigest(Event entry) {
    return entry instanceof Event.ActivationRequested e
        ? new Event.ActivationRequested(
            e.at(),
            e.path(),
            e.request(),
            e.commandVariant(),
            e.admission(),
            Document.recorded(new byte[0], ""))
        : entry;
  }

  private static boolean onlyPassed(Event entry) {
    return switch (entry) {
      case Event.AlertJudged e -> !e.isSuppression();
      case Event.AlertCopied e -> true;
      case Event.Carried e -> true;
      case Event.Relayed e -> true;
      case Event.ActivationRequested e -> false;
      case Event.ActivationAnswered e -> false;
      case Event.Switched e -> false;
      case Event.ActivationFailed e -> false;
      case Event.StormOrdered e -> false;
      case Event.BreakerTurned e -> false;
      case Event.Configured e -> false;
      case Event.Supplied e -> false;
      case Event.ClockDiffered e -> false;
      case Event.WindowsEnded e -> false;
      case Event.ClockTrusted e -> false;
      case Event.Gap e -> false;
      case Event.HandedOver e -> false;
      case Event.Released e -> false;
      case Event.Restored e -> false;
      case Event.Noted e -> false;
      case Event.Settled e -> false;
      case Event.DeadLetterOrdered e -> false;
    };
  }

  private static List<OutboundMessage> waiting(Journal journal) {
    List<OutboundMessage> all = new ArrayList<>();
    journal.read(Position.START, Integer.MAX_VALUE).stream()
        .flatMap(r -> r.entry().delivery().stream())
        .map(d -> List.of(d.recipient(), d.lane()))
        .distinct()
        .forEach(
            key ->
                all.addAll(
                    journal.pending(
                        (Eui64) key.getFirst(), (Lane) key.getLast(), Position.START, 10_000)));
    return all;
  }

  @Test
  void anOrderThatTheClockIsRightSetsBackTheLatestInstantOverARestartToo() {
    Instant now = Instant.parse("2030-01-15T12:00:00Z");
    Instant yearAhead = now.plus(Duration.ofDays(365));
    List<Event> entries = new ArrayList<>();
    entries.add(Entries.largeTo(ANNE, 100, yearAhead));
    entries.add(new Event.ClockTrusted(now, yearAhead, "ada", "NTP is back"));
    for (int i = 1; i <= 2_000; i++) {
      entries.add(new Event.Settled(now.plusSeconds(i), i, "ada", "because"));
    }
    entries.add(Entries.largeTo(ANNE, 100, now.plusSeconds(2_001)));
    try (SqliteJournal journal = SqliteJournal.open(folder, 64 << 20, new Tracking())) {
      entries.forEach(entry -> journal.append(pen -> pen.write(entry)).join());
    }
    Tracking machine = new Tracking();
    SqliteJournal.open(folder, 64 << 20, machine).close();
    assertThat(machine.latest).isEqualTo(now.plusSeconds(2_001));
  }

  /** Needs what is tracked alone. */
  private static final class Tracking implements Journal.StateMachine {
    private final List<Entry> restored = new ArrayList<>();
    private Instant latest = Instant.MIN;

    @Override
    public boolean restoresWhatPassed() {
      return false;
    }

    @Override
    public void restore(Entry recorded) {
      restored.add(recorded);
    }

    @Override
    public void restored(Instant last) {
      latest = last;
    }

    @Override
    public void restore(Snapshot part) {}

    @Override
    public Snapshot snapshot() {
      return new Snapshot(Switch.OFF, Instant.EPOCH, Overrides.NONE, List.of());
    }

    @Override
    public void mark() {}

    @Override
    public void undoToMark() {}

    @Override
    public void keep() {}

    @Override
    public void undo() {}
  }

  @Override
  public void breakDisk() {
    journal.orElseThrow().limitPages(1);
  }

  @Override
  public void mendDisk() {
    journal.orElseThrow().limitPages(0);
  }
}
