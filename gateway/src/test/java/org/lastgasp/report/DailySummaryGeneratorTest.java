package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.journal.MemoryJournal;

/** Which day gets a digest, whatever the clock did. */
class DailySummaryGeneratorTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant TENTH = Instant.parse("2030-01-10T00:00:00Z");
  private static final Duration NOON = Duration.ofHours(12);

  @TempDir Path folder;
  private Desk desk;
  private MemoryReconciliation reconciliation;
  private SupplementaryDocumentSettings settings;

  @BeforeEach
  void aReportADay() {
    desk = new Desk(folder);
    desk.every = DAY;
    reconciliation = new MemoryReconciliation(desk, MemoryJournal.withGaps());
    settings =
        new SupplementaryDocumentSettings(
            Optional.of(reconciliation.sources()), Optional.empty(), () -> "");
  }

  @AfterEach
  void close() {
    reconciliation.close();
  }

  private List<String> at(Instant instant) {
    desk.at(instant, settings);
    return digests().keySet().stream().toList();
  }

  private Map<String, String> digests() {
    Map<String, String> digests = new TreeMap<>(desk.spool());
    digests.keySet().removeIf(name -> !name.matches("poa-digest-consolidated-.*txt"));
    return digests;
  }

  @Test
  void goesOnWithTodayOnceTheClockWasSetRightAfterAMonthAhead() {
    desk.log.write(TENTH.plus(NOON), "1712345678909");
    assertThat(at(TENTH.plus(DAY).plus(NOON)))
        .containsExactly("poa-digest-consolidated-20300110-000001.txt");
    assertThat(at(TENTH.plus(DAY.multipliedBy(31)))).hasSize(30);
    Map<String, String> ahead = digests();

    Instant right = TENTH.plus(DAY.multipliedBy(2)).plus(NOON);
    assertThat(at(right)).as("nobody said that the clock is right").hasSize(30);
    desk.clockTrusted = true;
    assertThat(at(right)).as("the day is not over").hasSize(30);
    assertThat(at(right.plus(DAY.multipliedBy(2)))).hasSize(32)
        .contains(
            "poa-digest-consolidated-20300112-000003.txt",
            "poa-digest-consolidated-20300112-000031.txt",
            "poa-digest-consolidated-20300113-000032.txt");
    assertThat(at(right.plus(DAY.multipliedBy(3)))).hasSize(33)
        .contains("poa-digest-consolidated-20300114-000033.txt");
    assertThat(digests()).containsAllEntriesOf(ahead);
  }

  @Test
  void beginsWithTodayIfTheClockWasAheadWhenTheFirstReportWasMade() {
    Instant ahead = TENTH.plus(DAY.multipliedBy(30));
    desk.log.write(ahead.plus(NOON), "1712345678909");
    List<String> unused = at(ahead.plus(DAY).plusSeconds(60));
    assertThat(desk.spool()).hasSize(1);
    desk.clockTrusted = true;
    assertThat(at(TENTH.plus(NOON))).isEmpty();
    assertThat(at(TENTH.plus(DAY).plus(NOON)))
        .containsExactly("poa-digest-consolidated-20300110-000001.txt");
  }
}
