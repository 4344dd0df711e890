package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which reports are made, when, and what they hold. */
class ReportServerTest {
  private static final Duration SETTLED = Planner.SETTLING;

  @TempDir Path folder;

  @Test
  void makesAReportOfAPeriodThatIsOver() {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.log.write(NINE.plusSeconds(20), "BANANA, \"split\"");

    desk.at(NINE.plus(HOUR).plus(SETTLED));

    assertThat(desk.spool())
        .containsOnlyKeys("poa-report-consolidated-20300115T090000Z-000001.csv");
    List<String> lines = desk.spool().values().iterator().next().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .isEqualTo(
            "H,POASL,1,1,consolidated,2030-01-15T09:00:00.000Z,2030-01-15T10:00:00.000Z,"
                + "2030-01-15T10:00:02.000Z");
    assertThat(lines.get(1)).startsWith("row,seq,suppressed_at,chf,").endsWith(",hash,assessment");
    assertThat(lines.get(2)).startsWith("D,1,2030-01-15T09:00:10.000Z,").endsWith(",unresolved");
    assertThat(lines.get(3)).startsWith("D,2,").contains(",\"BANANA, \"\"split\"\"\",unknown,");
    assertThat(lines.get(4)).matches("T,2,[0-9a-f]{64}");
  }

  @Test
  void makesNoneWhileThePeriodRunsOrTheLogIsBehind() {
    Desk desk = new Desk(folder);
    desk.at(NINE.plus(HOUR).minusMillis(1));
    assertThat(desk.spool()).isEmpty();

    desk.complete = false;
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    assertThat(desk.spool()).isEmpty();
  }

  @Test
  void makesEmptyReportsToo() {
    Desk desk = new Desk(folder);
    desk.at(NINE);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR.multipliedBy(3)).plus(SETTLED));

    assertThat(desk.spool())
        .containsOnlyKeys(
            "poa-report-consolidated-20300115T090000Z-000001.csv",
            "poa-report-consolidated-20300115T100000Z-000002.csv",
            "poa-report-consolidated-20300115T110000Z-000003.csv");
    assertThat(desk.spool().get("poa-report-consolidated-20300115T110000Z-000003.csv"))
        .contains("\r\nT,0,");
  }

  @Test
  void makesEmptyReportsBeforeTheFirstAlert() {
    Desk desk = new Desk(folder);
    desk.now = NINE;
    try (ReportServer server = desk.open()) {
      Duration unused = server.work();
      desk.now = NINE.plus(HOUR.multipliedBy(2)).plus(SETTLED);
      Duration unusedToo = server.work();
    }
    assertThat(desk.spool())
        .containsOnlyKeys(
            "poa-report-consolidated-20300115T090000Z-000001.csv",
            "poa-report-consolidated-20300115T100000Z-000002.csv");
  }

  @Test
  void endsAPeriodWhereTheLogFileWasFull() {
    Desk desk = new Desk(folder, 2_500); // two records
    IntStream.range(0, 5).forEach(i -> desk.log.write(NINE.plusSeconds(i), "1712345678909"));

    desk.at(NINE.plusSeconds(10));

    assertThat(desk.spool()).hasSize(2);
    assertThat(desk.spool().get("poa-report-consolidated-20300115T090000Z-000001.csv"))
        .contains(",2030-01-15T09:00:02.000Z,2030-01-15T09:00:10.000Z\r\n")
        .contains("\r\nD,2,")
        .contains("\r\nT,2,");
  }

  @Test
  void makesAReportForEachDistributorAndForThoseNobodyKnows() {
    Desk desk = new Desk(folder);
    desk.scoping = ReportScope.PER_DISTRIBUTOR;
    desk.distributors = Set.of(17, 20);
    desk.log.write(NINE.plusSeconds(1), "1312345678907");
    desk.log.write(NINE.plusSeconds(2), "BANANA");

    desk.at(NINE.plus(HOUR).plus(SETTLED));

    assertThat(desk.spool().keySet())
        .extracting(name -> name.split("-")[2])
        .containsExactly("13", "17", "20", "unknown");
    assertThat(desk.spool().get("poa-report-unknown-20300115T090000Z-000001.csv"))
        .contains("\r\nD,2,")
        .contains("\r\nT,1,");
  }

  @Test
  void givesEachTargetEveryReport() {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    Target one = new DirectoryTarget(folder.resolve("one"));
    Target two = new DirectoryTarget(folder.resolve("two"));

    desk.at(NINE.plus(HOUR.multipliedBy(2)).plus(SETTLED), one, two);

    assertThat(desk.spool()).hasSize(2);
    assertThat(Desk.contents(folder.resolve("one"))).isEqualTo(desk.spool());
    assertThat(Desk.contents(folder.resolve("two"))).isEqualTo(desk.spool());
  }

  @Test
  void endsThePeriodNowIfSomebodyAsks() {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.now = NINE.plusSeconds(60);
    try (ReportServer server = desk.open()) {
      assertThat(server.build()).isInstanceOf(ReportServer.Order.Done.class);
      assertThat(server.build()).isInstanceOf(ReportServer.Order.NotDone.class);
    }
    desk.log.write(NINE.plusSeconds(70), "1712345678909");

    desk.at(NINE.plus(HOUR).plus(SETTLED));

    assertThat(desk.spool().keySet())
        .containsExactly(
            "poa-report-consolidated-20300115T090000Z-000001.csv",
            "poa-report-consolidated-20300115T090100Z-000002.csv");
  }

  @Test
  void buildsNothingPastADamagedRecordAndGoesOnWhenItIsPutBack() throws IOException {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    desk.log.write(NINE.plus(HOUR).plusSeconds(10), "1712345678909");
    desk.log.write(NINE.plus(HOUR).plusSeconds(20), "1712345678909");
    Path file = folder.resolve("log/poa-suppression-20300115T100000Z-000002.jsonl");
    String sound = Files.readString(file);
    Files.writeString(file, sound.replaceFirst("\"mpxn\":\"17", "\"mpxn\":\"18"));
    desk.now = NINE.plus(HOUR.multipliedBy(3)).plus(SETTLED);

    try (ReportServer server = desk.open()) {
      Duration unused = server.work();
      assertThat(server.status().fault().orElseThrow())
          .contains(file + ":1 record 2 altered:")
          .contains("put back the file");
      assertThat(desk.spool()).hasSize(1);

      Files.writeString(file, sound);
      Duration unusedToo = server.work();
      assertThat(server.status().fault()).isEmpty();
      assertThat(desk.spool()).hasSize(3);
    }
  }

  @Test
  void passesWhatIsLostIfSomebodyOrdersItAndSaysSoInEveryReport() throws IOException {
    Desk desk = new Desk(folder);
    desk.scoping = ReportScope.PER_DISTRIBUTOR;
    desk.distributors = Set.of(17);
    IntStream.range(0, 3).forEach(i -> desk.log.write(NINE.plusSeconds(i), "1712345678909"));
    desk.log.write(NINE.plusSeconds(9), "1312345678907");
    Path file = folder.resolve("log/poa-suppression-20300115T090000Z-000001.jsonl");
    Files.writeString(
        file, Files.readString(file).replaceFirst("(?s)(seq\":2,.*?)\"17\"", "$1\"18\""));
    desk.now = NINE.plus(HOUR).plus(SETTLED);

    try (ReportServer server = desk.open()) {
      assertThat(server.build()).isInstanceOf(ReportServer.Order.NotDone.class);
      assertThat(server.buildPastBreak("ada", "no copy is left"))
          .isInstanceOfSatisfying(
              ReportServer.Order.Done.class, done -> assertThat(done.passed()).isPresent());
      assertThat(server.status().fault()).isEmpty();
      assertThat(server.passed()).singleElement().asString().isEqualTo(
          "record 2 is in no report, as ada ordered at 2030-01-15T10:00:02.000Z: no copy is left");
      assertThat(server.passedSeq()).isEqualTo(4);
    }
    Map<String, String> spool = desk.spool();
    assertThat(spool.get("poa-report-17-20300115T090000Z-000001.csv"))
        .containsSubsequence("\r\nD,1,", "\r\nX,2,2,\"altered: ", "no copy is left\r\nD,3,")
        .doesNotContain("\r\nD,2,");
    assertThat(spool.get("poa-report-13-20300115T090000Z-000001.csv"))
        .containsSubsequence("\r\nX,2,2,", "\r\nD,4,");
    assertThat(spool.get("poa-report-unknown-20300115T090000Z-000001.csv")).contains("\r\nX,2,2,");
    assertThat(spool.get("poa-report-17-20300115T100000Z-000002.csv")).doesNotContain("\r\nX,");
    assertThat(verified().findings()).isEmpty();
    assertThat(verified().gaps())
        .containsExactly("record 2 is in no report: no copy is left");
  }

  @Test
  void makesTheSameReportAgainOfWhatWasPassed() throws IOException {
    Desk desk = new Desk(folder);
    IntStream.range(0, 3).forEach(i -> desk.log.write(NINE.plusSeconds(i), "1712345678909"));
    Path file = folder.resolve("log/poa-suppression-20300115T090000Z-000001.jsonl");
    Files.writeString(file, Files.readString(file).replaceFirst("(?m)^.*seq\":2,.*$", "lost"));
    desk.now = NINE.plus(HOUR).plus(SETTLED);
    try (ReportServer server = desk.open()) {
      ReportServer.Order unused = server.buildPastBreak("ada", "no copy is left");
    }
    Map<String, String> before = desk.spool();
    String name = "poa-report-consolidated-20300115T090000Z-000001.csv";
    Files.delete(folder.resolve("report/spool").resolve(name));
    Target target = new DirectoryTarget(folder.resolve("target"));

    desk.at(desk.now, target);
    desk.at(desk.now, target);

    assertThat(Desk.contents(folder.resolve("target"))).isEqualTo(before);
  }

  @Test
  void passesAnEndThatIsLostAndGoesOnBehindIt() throws IOException {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.log.write(NINE.plus(HOUR).plusSeconds(10), "1712345678909");
    desk.log.write(NINE.plus(HOUR).plusSeconds(11), "1712345678909");
    Files.delete(folder.resolve("log/poa-suppression-20300115T100000Z-000002.jsonl"));
    desk.now = NINE.plus(HOUR).plus(HOUR).plus(SETTLED);
    try (ReportServer server = desk.open()) {
      ReportServer.Order unused = server.buildPastBreak("ada", "no copy is left");
    }
    desk.log.write(NINE.plus(HOUR).plus(HOUR).plusSeconds(10), "1712345678909");

    desk.at(NINE.plus(HOUR.multipliedBy(3)).plus(SETTLED));

    assertThat(String.join("", desk.spool().values()))
        .containsSubsequence("\r\nD,1,", "\r\nX,2,3,missing", "\r\nD,4,");
    assertThat(verified().findings()).isEmpty();
  }

  @Test
  void goesOnWithTheRecordBeforeWhichTheChainIsBroken() throws IOException {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    Desk other = new Desk(folder.resolve("other"));
    other.log.write(NINE, "1312345678907");
    other.log.write(NINE.plus(HOUR).plusSeconds(10), "1312345678907");
    desk.log.write(NINE.plus(HOUR).plusSeconds(10), "1712345678909");
    String name = "log/poa-suppression-20300115T100000Z-000002.jsonl";
    Files.copy(
        folder.resolve("other").resolve(name),
        folder.resolve(name),
        StandardCopyOption.REPLACE_EXISTING);
    desk.now = NINE.plus(HOUR).plus(HOUR).plus(SETTLED);

    try (ReportServer server = desk.open()) {
      ReportServer.Order unused = server.buildPastBreak("ada", "another log");
      assertThat(server.passed()).singleElement().asString()
          .startsWith("the chain is broken before record 2, as ada ordered");
    }
    assertThat(String.join("", desk.spool().values()))
        .containsSubsequence("\r\nX,2,1,\"broken-chain", "\r\nD,2,");
    assertThat(verified().findings()).isEmpty();
  }

  @Test
  void buildsAsUsualIfThereIsNothingToPass() {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.now = NINE.plusSeconds(60);
    try (ReportServer server = desk.open()) {
      assertThat(server.buildPastBreak("ada", "I thought so"))
          .isInstanceOfSatisfying(
              ReportServer.Order.Done.class, done -> assertThat(done.passed()).isEmpty());
      assertThat(server.passed()).isEmpty();
    }
  }

  @Test
  void waitsAndSaysSoWhileTheClockIsSetBackAndLeavesNothingOut() {
    for (Duration back : List.of(HOUR, Duration.ofDays(1))) {
      Desk desk = new Desk(folder.resolve(back.toString()));
      desk.log.write(NINE.plusSeconds(10), "1712345678909");
      desk.at(NINE.plus(HOUR.multipliedBy(2)).plus(SETTLED));
      Instant behind = NINE.plus(HOUR.multipliedBy(2)).minus(back);
      desk.log.write(behind.minusSeconds(60), "1712345678909");
      desk.log.write(NINE.plus(Duration.ofDays(2)), "1712345678909"); // while it was ahead
      desk.now = behind;

      try (ReportServer server = desk.open()) {
        Duration unused = server.work();
        assertThat(desk.spool()).hasSize(2);
        assertThat(server.status().fault().orElseThrow())
            .contains("the clock shows " + Timestamps.text(behind))
            .contains("the last report ends at 2030-01-15T11:00:00.000Z");
        assertThat(server.build()).isInstanceOf(ReportServer.Order.Done.class);
        assertThat(server.build()).isInstanceOf(ReportServer.Order.NotDone.class);
        desk.log.write(behind, "1712345678909");
        desk.now = NINE.plus(HOUR.multipliedBy(3)).plus(SETTLED);
        Duration unusedToo = server.work();
        assertThat(server.status().fault()).isEmpty();
      }
      ReportVerification seen = verified(desk);
      assertThat(seen.findings()).isEmpty();
      assertThat(seen.scopes()).singleElement()
          .satisfies(scope -> assertThat(scope.rows()).isEqualTo(4));
      assertThat(desk.spool()).hasSize(4);
    }
  }

  @Test
  void goesOnByItselfOnceAnOperatorTrustsTheClockAfterAYearAhead() {
    Instant yearAhead = NINE.plus(Duration.ofDays(365));
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    desk.log.write(yearAhead, "1712345678909");
    desk.log.write(NINE.plus(HOUR).plusSeconds(20), "1712345678909");
    desk.clockTrusted = true;
    desk.at(NINE.plus(HOUR.multipliedBy(2)).plus(SETTLED));
    assertThat(desk.spool()).as("no period stops in front of what is yet to come").hasSize(2);

    desk.every = Duration.ofDays(31);
    desk.at(yearAhead.plus(Duration.ofDays(31)));
    desk.every = HOUR;
    int built = desk.spool().size();
    desk.log.write(NINE.plus(HOUR.multipliedBy(2)).plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR.multipliedBy(3)).plus(SETTLED));
    desk.at(NINE.plus(HOUR.multipliedBy(4)).plus(SETTLED));
    assertThat(desk.spool()).hasSize(built + 2);
    try (ReportServer server = desk.open()) {
      assertThat(server.status().fault()).isEmpty();
    }
    ReportVerification seen = verified(desk);
    assertThat(seen.findings()).isEmpty();
    assertThat(seen.scopes()).singleElement()
        .satisfies(scope -> assertThat(scope.rows()).isEqualTo(4));
  }

  private ReportVerification verified() {
    return verified(new Desk(folder));
  }

  private static ReportVerification verified(Desk desk) {
    Path spool = desk.folder.resolve("report/spool");
    return ReportVerifier.verify(
        desk.spool().keySet().stream().map(spool::resolve).toList(), List.of());
  }

  @Test
  void saysThatRecordsAreMissing() throws IOException {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    desk.log.write(NINE.plus(HOUR).plusSeconds(10), "1712345678909");
    Files.delete(folder.resolve("log/poa-suppression-20300115T100000Z-000002.jsonl"));
    desk.now = NINE.plus(HOUR.multipliedBy(2)).plus(SETTLED);

    try (ReportServer server = desk.open()) {
      Duration unused = server.work();
      assertThat(server.status().fault().orElseThrow()).contains("record 2 is missing");
    }
  }

  @Test
  void isLateWhenATargetLacksAReportForTwoPeriods() {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    Target away = new Away();
    desk.at(NINE.plus(HOUR).plus(SETTLED), away);

    desk.now = NINE.plus(HOUR.multipliedBy(3)).plus(SETTLED);
    try (ReportServer server = desk.open(away)) {
      server.senders().forEach(TargetWorker::sendNow);
      assertThat(server.status().late()).isEmpty();
      desk.now = desk.now.plusMillis(1);
      assertThat(server.status().late()).singleElement().satisfies(
          late -> {
            assertThat(late.fault()).contains("the line is dead: fix it");
            assertThat(late.waiting()).isOne();
          });
      assertThat(server.issues()).singleElement().asString().contains("away lacks 1 report since ");
      assertThat(server.oldestUnreported()).contains(NINE.plusSeconds(10));
      assertThat(server.passedSeq()).isZero();
    }
  }

  @Test
  void removesWhatEveryTargetHasAfterItsTimeAndCountsOn() {
    Desk desk = new Desk(folder);
    Target target = new DirectoryTarget(folder.resolve("target"));
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR.multipliedBy(3)).plus(SETTLED), target);

    try (ReportServer server = desk.open(target, new Away())) {
      assertThat(server.expire(desk.now.plusSeconds(1))).isZero();
      assertThat(server.passedSeq()).isZero();
    }
    try (ReportServer server = desk.open(target)) {
      assertThat(server.expire(desk.now)).isZero();
      assertThat(server.expire(desk.now.plusSeconds(1))).isEqualTo(3);
      assertThat(server.passedSeq()).isOne();
      assertThat(server.page(0, 9)).singleElement()
          .satisfies(last -> assertThat(last.removed()).isPresent());
    }
    assertThat(desk.spool()).isEmpty();

    desk.at(NINE.plus(HOUR.multipliedBy(4)).plus(SETTLED), target);
    assertThat(desk.spool())
        .containsOnlyKeys("poa-report-consolidated-20300115T120000Z-000004.csv");
    assertThat(Desk.contents(folder.resolve("target"))).hasSize(4);
  }

  @Test
  void removesNothingThatOneOfItsTargetsLacks() {
    Desk desk = new Desk(folder);
    Target target = new DirectoryTarget(folder.resolve("target"));
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED), target);
    desk.at(NINE.plus(HOUR.multipliedBy(2)).plus(SETTLED));

    try (ReportServer server = desk.open(target, new Away())) {
      assertThat(server.expire(desk.now.plusSeconds(1))).isZero();
    }
    try (ReportServer server = desk.open(target)) {
      assertThat(server.expire(desk.now.plusSeconds(1))).isOne();
    }
  }

  @Test
  void keepsTheLogOfAReportThatHasToBeBuiltAgainAlsoWithoutTargets() {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    try (ReportServer server = desk.open()) {
      assertThat(server.passedSeq()).isOne();
    }
    try (ReportStore store = ReportStore.open(folder.resolve("report"))) {
      store.lost(store.page(0, 1).getFirst());
    }
    try (ReportServer server = desk.open()) {
      assertThat(server.passedSeq()).isZero();
    }
  }

  @Test
  void buildsAReportAgainWhoseFileWasLost() throws IOException {
    Desk desk = new Desk(folder);
    desk.scoping = ReportScope.PER_DISTRIBUTOR;
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    Map<String, String> before = desk.spool();
    Files.delete(folder.resolve("report/spool/poa-report-17-20300115T090000Z-000001.csv"));
    Target target = new DirectoryTarget(folder.resolve("target"));

    desk.at(desk.now, target);
    desk.at(desk.now, target);

    assertThat(Desk.contents(folder.resolve("target"))).isEqualTo(before);
  }

  @Test
  void buildsAReportAgainWhoseFileWasChanged() throws IOException {
    Desk desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(10), "1712345678909");
    desk.at(NINE.plus(HOUR).plus(SETTLED));
    Map<String, String> before = desk.spool();
    Path file = folder.resolve("report/spool").resolve(before.keySet().iterator().next());
    Files.writeString(file, Files.readString(file).replace("1712345678909", "1812345678909"));
    Target target = new DirectoryTarget(folder.resolve("target"));

    desk.at(desk.now, target);
    desk.at(desk.now, target);

    assertThat(desk.spool()).isEqualTo(before);
    assertThat(Desk.contents(folder.resolve("target"))).isEqualTo(before);
  }

  /** A target nobody reaches. */
  private static final class Away implements Target {
    @Override
    public String name() {
      return "away";
    }

    @Override
    public Outcome put(TransferFile transfer) {
      return new Outcome.NotYet("the line is dead: fix it");
    }

    @Override
    public void close() {}
  }
}
