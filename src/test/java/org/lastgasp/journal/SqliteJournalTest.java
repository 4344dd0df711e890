package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;

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

class SqliteJournalTest implements JournalContract {
  private static final long SEGMENT = 1L << 30;

  @TempDir private Path folder;
  private Optional<SqliteJournal> journal = Optional.empty();

  @Override
  public Journal open(Journal.Keeper keeper) {
    return reopen(keeper);
  }

  @Override
  public Journal reopen(Journal.Keeper keeper) {
    journal = Optional.of(SqliteJournal.open(folder, SEGMENT, keeper));
    return journal.get();
  }

  @Test
  void whatOnlyPassedIsLeftOutForWhoeverDoesNotNeedIt() {
    List<Recorded> tracking = new ArrayList<>();
    List<Recorded> waiting;
    Instant latest = Instant.MIN;
    Entries entries = new Entries(1);
    try (Journal journal = open(new Tally())) {
      for (int i = 0; i < 3_000; i++) {
        Entry entry = entries.any();
        Recorded recorded = new Recorded(JournalContract.write(journal, entry), entry);
        boolean counts = entry.at().isAfter(latest) || entry instanceof Entry.ClockTrusted;
        latest = counts ? entry.at() : latest;
        if (!onlyPassed(entry)) {
          tracking.add(new Recorded(recorded.number(), withoutDigest(entry)));
        }
      }
      waiting = waiting(journal);
    }
    Tracking keeper = new Tracking();
    try (Journal journal = reopen(keeper)) {
      assertThat(keeper.restored).isEqualTo(tracking).isNotEmpty();
      assertThat(keeper.latest).isEqualTo(latest);
      assertThat(waiting(journal)).isEqualTo(waiting).isNotEmpty();
    }
  }

  /** The digest of a request is not needed either. */
  private static Entry withoutDigest(Entry entry) {
    return entry instanceof Entry.ActivationRequested e
        ? new Entry.ActivationRequested(
            e.at(),
            e.path(),
            e.request(),
            e.commandVariant(),
            e.admission(),
            Document.recorded(new byte[0], ""))
        : entry;
  }

  private static boolean onlyPassed(Entry entry) {
    return switch (entry) {
      case Entry.AlertJudged e -> !e.isSuppression();
      case Entry.AlertCopied e -> true;
      case Entry.Carried e -> true;
      case Entry.Relayed e -> true;
      case Entry.ActivationRequested e -> false;
      case Entry.ActivationAnswered e -> false;
      case Entry.Switched e -> false;
      case Entry.ActivationFailed e -> false;
      case Entry.StormOrdered e -> false;
      case Entry.BreakerTurned e -> false;
      case Entry.Configured e -> false;
      case Entry.Supplied e -> false;
      case Entry.ClockDiffered e -> false;
      case Entry.WindowsEnded e -> false;
      case Entry.ClockTrusted e -> false;
      case Entry.Gap e -> false;
      case Entry.HandedOver e -> false;
      case Entry.Released e -> false;
      case Entry.Restored e -> false;
      case Entry.Settled e -> false;
      case Entry.State e -> false;
    };
  }

  private static List<Recorded> waiting(Journal journal) {
    List<Recorded> all = new ArrayList<>();
    journal.read(0, Integer.MAX_VALUE).stream()
        .flatMap(r -> r.entry().delivery().stream())
        .map(d -> List.of(d.recipient(), d.lane()))
        .distinct()
        .forEach(
            key ->
                all.addAll(
                    journal.waiting((Eui64) key.getFirst(), (Lane) key.getLast(), 0, 10_000)));
    return all;
  }

  @Test
  void anOrderThatTheClockIsRightSetsBackTheLatestInstantOverARestartToo() {
    Instant now = Instant.parse("2030-01-15T12:00:00Z");
    Instant yearAhead = now.plus(Duration.ofDays(365));
    List<Entry> entries = new ArrayList<>();
    entries.add(Entries.largeTo(ANNE, 100, yearAhead));
    entries.add(new Entry.ClockTrusted(now, yearAhead, "ada", "NTP is back"));
    for (int i = 1; i <= 2_000; i++) {
      entries.add(new Entry.Settled(now.plusSeconds(i), i, "ada", "because"));
    }
    entries.add(Entries.largeTo(ANNE, 100, now.plusSeconds(2_001)));
    try (SqliteJournal journal = SqliteJournal.open(folder, 64 << 20, new Tracking())) {
      entries.forEach(entry -> journal.append(pen -> pen.write(entry)).join());
    }
    Tracking keeper = new Tracking();
    SqliteJournal.open(folder, 64 << 20, keeper).close();
    assertThat(keeper.latest).isEqualTo(now.plusSeconds(2_001));
  }

  /** Needs what is tracked alone. */
  private static final class Tracking implements Journal.Keeper {
    private final List<Recorded> restored = new ArrayList<>();
    private Instant latest = Instant.MIN;

    @Override
    public boolean restoresWhatPassed() {
      return false;
    }

    @Override
    public void restore(Recorded recorded) {
      restored.add(recorded);
    }

    @Override
    public void restored(Instant last) {
      latest = last;
    }

    @Override
    public List<Entry.State> state() {
      return List.of();
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
