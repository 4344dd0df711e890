package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.Sha256;
import org.lastgasp.report.ReportVerification.ReportFinding;

/** What is found in reports that somebody changed. */
class ReportVerifierTest {
  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void threeReportsOfTwoRecordsEach() {
    desk = new Desk(folder);
    for (int hour = 0; hour < 3; hour++) {
      desk.log.write(NINE.plus(HOUR.multipliedBy(hour)).plusSeconds(1), "1712345678909");
      desk.log.write(NINE.plus(HOUR.multipliedBy(hour)).plusSeconds(2), "=1+1, \"odd\"\r\n\u0001é");
    }
    desk.at(NINE.plus(HOUR.multipliedBy(3)).plusSeconds(2));
  }

  @Test
  void findsNothingInWhatWasBuilt() {
    ReportVerification found = ReportVerifier.verify(reports().reversed(), log());

    assertThat(found.findings()).isEmpty();
    assertThat(found.rows()).isEqualTo(6);
    assertThat(found.logRecords()).isEqualTo(6);
    assertThat(found.scopes())
        .containsExactly(new ReportVerification.Scope("consolidated", 1, 3, 6, 1, 6));
  }

  @Test
  void acceptsAStartInTheMiddle() {
    assertThat(ReportVerifier.verify(reports().subList(1, 3), List.of()).findings()).isEmpty();
  }

  @Test
  void namesTheMissingReportAndItsRecords() {
    Path third = reports().get(2);
    List<Path> without = List.of(third, reports().get(0));

    assertThat(ReportVerifier.verify(without, List.of()).findings())
        .singleElement()
        .hasToString(third + ":1 missing: of consolidated, report 2 is missing before it");
    assertThat(kinds(ReportVerifier.verify(without, log())))
        .contains(ReportFinding.Kind.NOT_REPORTED);
  }

  @Test
  void namesTheRowWhoseValuesWereChanged() {
    change(1, text -> text.replaceFirst("1712345678909", "1812345678909"));

    ReportVerification found = ReportVerifier.verify(reports(), List.of());

    assertThat(found.findings().getFirst().kind()).isEqualTo(ReportFinding.Kind.ALTERED);
    assertThat(found.findings().getFirst().seq()).isEqualTo(3);
    assertThat(found.findings().getFirst().line()).isEqualTo(3);
    assertThat(kinds(found))
        .containsExactly(ReportFinding.Kind.ALTERED, ReportFinding.Kind.FOOTER);
  }

  @Test
  void namesTheRowThatWasTakenOutAlsoIfTheFooterWasRewritten() {
    change(1, text -> rewritten(text.replaceFirst("D,3,[^\r]*\r\n", "")));

    assertThat(ReportVerifier.verify(reports(), List.of()).findings())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(ReportFinding.Kind.MISSING);
              assertThat(found.what()).isEqualTo("record 3 is missing before it");
            });
  }

  @Test
  void namesAFooterThatWasRewritten() {
    change(0, text -> text.replaceFirst("T,2,....", "T,2,0000"));

    assertThat(kinds(ReportVerifier.verify(reports(), List.of())))
        .containsExactly(ReportFinding.Kind.FOOTER);
  }

  @Test
  void namesAFooterThatCountsOtherwise() {
    change(0, text -> text.replaceFirst("\nT,2,", "\nT,3,"));

    assertThat(kinds(ReportVerifier.verify(reports(), List.of())))
        .containsExactly(ReportFinding.Kind.FOOTER);
  }

  @Test
  void namesAnAssessmentThatWasChanged() {
    change(0, text -> text.replaceFirst("unresolved", "consistent"));

    assertThat(kinds(ReportVerifier.verify(reports(), List.of())))
        .containsExactly(ReportFinding.Kind.FOOTER);
  }

  @Test
  void namesAFileThatWasCutOff() {
    change(0, text -> text.substring(0, text.indexOf("\nT,") + 1));
    change(2, text -> text.substring(0, text.length() - 10));

    assertThat(kinds(ReportVerifier.verify(reports(), List.of())))
        .containsExactly(ReportFinding.Kind.TORN, ReportFinding.Kind.TORN);
  }

  @Test
  void namesAHeaderColumnsAndLinesThatAreNone() {
    change(0, text -> text.replaceFirst("POASL", "POA"));
    change(1, text -> text.replaceFirst("row,seq", "row,number"));
    change(2, text -> text + "more\r\n");

    assertThat(kinds(ReportVerifier.verify(reports(), List.of())))
        .contains(ReportFinding.Kind.MALFORMED)
        .hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void namesAReportThatIsThereTwiceUnderAnotherName() throws IOException {
    Path copy = Files.copy(reports().get(0), folder.resolve("copy.csv"));

    ReportVerification found =
        ReportVerifier.verify(List.of(reports().get(0), copy, reports().get(0)), List.of());

    assertThat(found.files()).isEqualTo(2);
    assertThat(kinds(found)).contains(ReportFinding.Kind.REPEATED);
  }

  @Test
  void namesReportsThatChangedNames() throws IOException {
    Path aside = Files.move(reports().get(0), folder.resolve("aside"));
    Path second = reports().getFirst();
    Path first = second.resolveSibling("poa-report-consolidated-20300115T090000Z-000001.csv");
    Files.move(second, first);
    Files.move(aside, second);

    assertThat(ReportVerifier.verify(reports(), log()).findings())
        .hasSize(2)
        .allSatisfy(
            found -> assertThat(found.what()).isEqualTo("its name says otherwise than its header"));
  }

  @Test
  void namesARowInTheReportOfAnotherDistributor() throws IOException {
    Path spool = perDistributor();
    String other = Files.readString(spool.resolve("poa-report-13-20300115T090000Z-000001.csv"));
    String row = other.substring(other.indexOf("D,2,"), other.indexOf("T,1,"));
    change(
        spool.resolve("poa-report-17-20300115T090000Z-000001.csv"),
        text -> rewritten(text.replace("D,3,", row + "D,3,")));

    assertThat(ReportVerifier.verify(paths(spool), List.of()).findings())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(ReportFinding.Kind.MISPLACED);
              assertThat(found.what()).isEqualTo("it belongs to a report of 13");
            });
  }

  @Test
  void namesARecordThatTheReportOfItsDistributorLacks() {
    Path spool = perDistributor();
    change(
        spool.resolve("poa-report-17-20300115T090000Z-000001.csv"),
        text -> rewritten(text.replaceFirst("D,3,[^\r]*\r\n", "")));

    assertThat(ReportVerifier.verify(paths(spool), paths(folder.resolve("each/log"))).findings())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.kind()).isEqualTo(ReportFinding.Kind.NOT_REPORTED);
              assertThat(found.seq()).isEqualTo(3);
            });
  }

  @Test
  void aRecordMayBeInTheReportOfAllAndInThatOfItsDistributor() {
    Path spool = reports(ReportScope.CONSOLIDATED_AND_PER_DISTRIBUTOR);

    ReportVerification found =
        ReportVerifier.verify(paths(spool), paths(folder.resolve("each/log")));

    assertThat(found.findings()).isEmpty();
    assertThat(found.rows()).isEqualTo(8);
    assertThat(found.logRecords()).isEqualTo(4);
  }

  @Test
  void namesARecordThatOneOfItsTwoReportsLacks() {
    Path spool = reports(ReportScope.CONSOLIDATED_AND_PER_DISTRIBUTOR);
    change(
        spool.resolve("poa-report-17-20300115T090000Z-000001.csv"),
        text -> rewritten(text.replaceFirst("D,3,[^\r]*\r\n", "")));

    assertThat(ReportVerifier.verify(paths(spool), paths(folder.resolve("each/log"))).findings())
        .singleElement()
        .satisfies(found -> assertThat(found.what()).contains("no report of 17 does"));
  }

  private Path perDistributor() {
    return reports(ReportScope.PER_DISTRIBUTOR);
  }

  /** Records 1, 3 and 4 are of distributor 17, record 2 is of 13. */
  private Path reports(ReportScope scoping) {
    Desk each = new Desk(folder.resolve("each"));
    each.scoping = scoping;
    for (String mpxn : List.of("1712345678909", "1312345678907", "1712345678909")) {
      each.log.write(NINE.plusSeconds(each.log.seq()), mpxn);
    }
    each.log.write(NINE.plusSeconds(9), "1712345678909");
    each.at(NINE.plus(HOUR).plusSeconds(2));
    return folder.resolve("each/report/spool");
  }

  @Test
  void namesWhatTheLogSaysOtherwise() {
    Desk other = new Desk(folder.resolve("other"));
    for (int i = 0; i < 6; i++) {
      other.log.write(NINE.plusSeconds(i), "2012345678900");
    }

    ReportVerification found =
        ReportVerifier.verify(reports(), paths(folder.resolve("other/log")));

    assertThat(kinds(found)).hasSize(6).containsOnly(ReportFinding.Kind.NOT_IN_LOG);
  }

  @Test
  void isNotUpsetByWhatIsNoReport() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    Path binary = Files.write(folder.resolve("binary"), new byte[3_000_000]);

    ReportVerification found =
        ReportVerifier.verify(
            List.of(folder, folder.resolve("not-there"), empty, binary), List.of());

    assertThat(found.files()).isEqualTo(4);
    assertThat(kinds(found))
        .contains(ReportFinding.Kind.UNREADABLE, ReportFinding.Kind.TORN)
        .hasSizeGreaterThanOrEqualTo(4);
  }

  private static String rewritten(String text) {
    String body = text.substring(0, text.indexOf("\nT,") + 1);
    long rows = body.lines().filter(line -> line.startsWith("D,")).count();
    return body + "T," + rows + "," + Sha256.of(body) + "\r\n";
  }

  private static List<ReportFinding.Kind> kinds(ReportVerification found) {
    return found.findings().stream().map(ReportFinding::kind).toList();
  }

  private List<Path> reports() {
    return paths(folder.resolve("report/spool"));
  }

  private List<Path> log() {
    return paths(folder.resolve("log"));
  }

  private static List<Path> paths(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void change(int report, UnaryOperator<String> how) {
    change(reports().get(report), how);
  }

  private static void change(Path file, UnaryOperator<String> how) {
    try {
      Files.writeString(file, how.apply(Files.readString(file)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
