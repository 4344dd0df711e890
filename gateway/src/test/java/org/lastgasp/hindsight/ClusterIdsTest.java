package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.SETTINGS;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.MemoryJournal;

/** The positions of changes where ids are as great as a cluster's, which count time. */
class ClusterIdsTest {
  private static final long AN_HOUR = 28_800_000_000L; // ids
  private static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 1);

  @TempDir private Path folder;

  /** An id of so many hours after some moment of the year 2026. */
  private static long id(int hours) {
    return 380_000_000_000_000L + hours * AN_HOUR;
  }

  /** The positions of suspects that are found 20 hours apart. */
  private static List<Long> positions(int firstHour, int lastHour) {
    CaseEngine engine = CaseEngine.inMemory(SETTINGS);
    List<Long> positions = new ArrayList<>();
    for (int hour = firstHour; hour <= lastHour; hour += 20) {
      engine.take(Timeline.held(id(hour), clock("10:10"), clock("09:50")))
          .forEach(change -> positions.add(change.position()));
    }
    return positions;
  }

  @Test
  void aChangeHasTheSamePositionWhereverTheJournalBegins() {
    List<Long> all = positions(0, 200);
    assertThat(all).hasSize(11).isSorted().doesNotHaveDuplicates();
    for (int begun = 20; begun <= 200; begun += 20) {
      assertThat(positions(begun, 200)).isEqualTo(all.subList(begun / 20, 11));
    }
  }

  @Test
  void thereIsRoomForTheGreatestIdThatABrowserCanHold() {
    CaseEngine engine = CaseEngine.inMemory(SETTINGS);
    List<LabelChange> changes =
        engine.take(Timeline.held((1L << 53) - 1, clock("10:10"), clock("09:50")));
    assertThat(changes.getFirst().position()).isGreaterThan(1L << 61);
  }

  @Test
  void aPositionThatNoChangeCanHaveIsNone() {
    MemoryJournal journal = new MemoryJournal();
    suspect(journal, id(20));
    try (CaseIndex cases = cases(journal)) {
      long last = cases.lastChange();
      assertThat(cases.validPosition(last)).isEqualTo(last);
      long ofAnotherMachine = positions(21, 21).getFirst();
      assertThat(cases.validPosition(ofAnotherMachine)).isEqualTo(ofAnotherMachine);
      assertThat(cases.validPosition(positions(60, 60).getFirst())).isZero();
    }
  }

  @Test
  void aPositionThatAFileHasGivenIsValidHoweverGreatItIs() throws SQLException {
    MemoryJournal journal = new MemoryJournal();
    suspect(journal, id(20));
    cases(journal).close();
    long given = Long.MAX_VALUE - (1 << 24);
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("hindsight.db"));
        Statement statement = file.createStatement()) {
      statement.execute("UPDATE meta SET value = " + given + " WHERE name = 'last_change'");
    }
    try (CaseIndex cases = cases(journal)) {
      assertThat(cases.validPosition(given)).isEqualTo(given);
      assertThat(cases.validPosition(given + 1)).isZero();
    }
  }

  @Test
  void whereEntriesAreCountedFromOneEveryPositionIsValid() {
    MemoryJournal journal = new MemoryJournal();
    suspect(journal, 7);
    try (CaseIndex cases = cases(journal)) {
      assertThat(cases.lastChange()).isEqualTo(7L << 24);
      assertThat(cases.validPosition(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    }
  }

  private static void suspect(MemoryJournal journal, long id) {
    journal
        .append(
            appender -> {
              appender.write(
                  id,
                  Papers.held(clock("10:10"), clock("09:50"), REQUEST, HUB, clock("10:00")));
              return id;
            })
        .join();
  }

  private CaseIndex cases(MemoryJournal journal) {
    CaseIndex cases = CaseIndex.open(journal, folder, SETTINGS, () -> clock("11:00"), "");
    while (cases.takeSome()) {
      continue;
    }
    return cases;
  }
}
