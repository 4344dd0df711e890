package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of another gateway's suppression log. */
class ExternalLogReportsTest {
  private static final Instant LATER = NINE.plus(HOUR.multipliedBy(1_000));

  @TempDir Path folder;
  private Desk other;
  private Path logs;
  private Instant now = LATER;

  @BeforeEach
  void anotherGatewayWritesALog() throws IOException {
    other = new Desk(folder.resolve("other"));
    other.log.write(NINE.plusSeconds(1), "1712345678909");
    other.log.write(NINE.plus(HOUR).plusSeconds(1), "1712345678909");
    other.log.write(NINE.plus(HOUR).plusSeconds(2), "BANANA");
    logs = Files.createDirectories(folder.resolve("logs"));
    copyLog();
  }

  @Test
  void theReportsAreThoseTheGatewayItselfMakes() {
    for (int hour = 1; hour <= 2; hour++) {
      other.at(NINE.plus(HOUR.multipliedBy(hour)).plus(Planner.SETTLING));
    }

    assertThat(build()).isInstanceOf(ExternalLogReports.Result.Done.class);

    Map<String, String> made = reports();
    assertThat(made.keySet()).isEqualTo(other.spool().keySet());
    made.forEach(
        (name, text) -> assertThat(rows(text)).isEqualTo(rows(other.spool().get(name))));
    assertThat(verify().findings()).isEmpty();
  }

  @Test
  void noEmptyReportIsMadeBehindTheLastRecord() {
    ExternalLogReports.Result unused = build();
    assertThat(reports()).hasSize(2);
  }

  @Test
  void aLogFromAClockThatIsAheadGetsThePeriodsOfItsOwnClock() {
    now = NINE;
    ExternalLogReports.Result unused = build();
    assertThat(reports())
        .containsOnlyKeys(
            "poa-report-consolidated-20300115T090000Z-000001.csv",
            "poa-report-consolidated-20300115T100000Z-000002.csv");
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().rows()).isEqualTo(3);
  }

  @Test
  void aSecondCallReportsNothingTwice() {
    ExternalLogReports.Result unused = build();
    assertThat(build())
        .isInstanceOfSatisfying(
            ExternalLogReports.Result.Done.class,
            done -> assertThat(done.reports()).isEmpty());
    assertThat(reports()).hasSize(2);
  }

  @Test
  void whatTheLogGainedIsReportedWithTheNextSequence() throws IOException {
    ExternalLogReports.Result unused = build();
    other.log.write(NINE.plus(HOUR.multipliedBy(2)).plusSeconds(1), "1712345678909");
    copyLog();

    assertThat(build())
        .isInstanceOfSatisfying(
            ExternalLogReports.Result.Done.class,
            done -> assertThat(done.reports().getFirst().sequence()).isEqualTo(3));
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().rows()).isEqualTo(4);
  }

  @Test
  void aBrokenChainIsRefusedWithFileAndRecord() throws IOException {
    Path file = files().getFirst();
    Files.writeString(file, Files.readString(file).replaceFirst("1712345678909", "1712345678910"));

    assertThat(build())
        .isInstanceOfSatisfying(
            ExternalLogReports.Result.Broken.class,
            broken ->
                assertThat(broken.findings().getFirst().toString())
                    .contains(file + ":1 record 1 altered"));
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aLogThatDoesNotGoOnWhereTheLastReportEndedIsRefused() throws IOException {
    ExternalLogReports.Result unused = build();
    Desk third = new Desk(folder.resolve("third"));
    for (int i = 0; i < 5; i++) {
      third.log.write(NINE.plusSeconds(i), "1312345678907");
    }
    other = third;
    for (Path file : files()) {
      Files.delete(file);
    }
    copyLog();

    assertThat(build())
        .isInstanceOfSatisfying(
            ExternalLogReports.Result.Broken.class,
            broken -> assertThat(broken.findings().getFirst().seq()).isEqualTo(4));
    assertThat(reports()).hasSize(2);
  }

  @Test
  void aFolderWithoutALogIsRefused() throws IOException {
    logs = Files.createDirectories(folder.resolve("nothing"));
    assertThat(build()).isInstanceOf(ExternalLogReports.Result.NoLog.class);
  }

  private ExternalLogReports.Result build() {
    Desk own = new Desk(folder.resolve("own"));
    Path out = folder.resolve("out");
    return ExternalLogReports.build(
        own.settings(ExternalLogReports.kept(out)), logs, out, () -> now);
  }

  private Map<String, String> reports() {
    return Desk.contents(folder.resolve("out"));
  }

  private ReportVerification verify() {
    List<Path> all = reports().keySet().stream().map(folder.resolve("out")::resolve).toList();
    return ReportVerifier.verify(all, files());
  }

  /** The lines between header and footer. */
  private static List<String> rows(String text) {
    return text.lines().filter(line -> !line.matches("[HT],.*")).toList();
  }

  private void copyLog() throws IOException {
    try (Stream<Path> all = Files.list(other.log.folder())) {
      for (Path file : all.toList()) {
        Files.copy(
            file, logs.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private List<Path> files() {
    try (Stream<Path> all = Files.list(logs)) {
      return all.sorted().toList();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
