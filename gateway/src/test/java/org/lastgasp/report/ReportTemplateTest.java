package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.report.ReportVerification.ReportFinding;

/** Reports with the operator's own header and footer. */
class ReportTemplateTest {
  private static final Instant OVER = NINE.plus(HOUR).plus(Planner.SETTLING);
  private static final String NAME = "poa-report-consolidated-20300115T090000Z-000001.csv";
  private static final ReportTemplate OWN =
      new ReportTemplate(
          "ESIHDR|{sequence:8}|{from:yyyyMMddHHmmss}{to:yyyyMMddHHmmss}|{scope}\nGEN {generated}\n",
          "ESITRL|{sequence:8}|{rows:6}\nSHA256={sha256}");

  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void writesALog() {
    desk = new Desk(folder);
    desk.log.write(NINE.plusSeconds(1), "1712345678909");
    desk.log.write(NINE.plusSeconds(2), "1712345678909");
  }

  @Test
  void aReportHasTheHeaderAndFooterOfTheTemplate() {
    desk.template = OWN;
    desk.at(OVER);

    List<String> lines = desk.spool().get(NAME).lines().toList();
    assertThat(lines.subList(0, 2))
        .containsExactly(
            "ESIHDR|00000001|2030011509000020300115100000|consolidated",
            "GEN 2030-01-15T10:00:02.000Z");
    assertThat(lines.get(2)).startsWith("D,1,");
    assertThat(lines.get(4)).isEqualTo("ESITRL|00000001|000002");
    assertThat(lines.get(5)).matches("SHA256=[0-9a-f]{64}");
    assertThat(desk.spool().get(NAME)).endsWith("\r\n").doesNotContain("row,seq");
  }

  /** Java's small and large tables of languages agree on English alone. */
  @Test
  void daysAndMonthsAreWrittenInEnglish() {
    desk.template =
        new ReportTemplate("OF {from:EEEE d MMMM yyyy, EEE d MMM}", "{sequence} {rows} {sha256}");
    desk.at(OVER);

    assertThat(desk.spool().get(NAME)).startsWith("OF Tuesday 15 January 2030, Tue 15 Jan\r\n");
  }

  @Test
  void aReportWithATemplateIsVerifiedWithTheTemplate() throws IOException {
    desk.template = OWN;
    desk.at(OVER);
    assertThat(verify(OWN).isWhole()).isTrue();
    assertThat(verify(OWN).rows()).isEqualTo(2);
    assertThat(verify(ReportTemplate.DEFAULT).isWhole()).isFalse();

    change("|000002", "|000003");
    assertThat(verify(OWN).findings())
        .extracting(ReportFinding::what)
        .containsExactly("the footer counts 000003 rows, there are 2");
  }

  @Test
  void aChangedByteIsFoundByTheHashOfTheTemplate() throws IOException {
    desk.template = OWN;
    desk.at(OVER);
    change("GEN 2030", "GEN 2031");
    assertThat(verify(OWN).findings())
        .extracting(ReportFinding::kind)
        .containsExactly(ReportFinding.Kind.FOOTER);
  }

  @Test
  void aFooterThatSaysAnotherSequenceThanTheHeaderIsAFinding() throws IOException {
    desk.template = OWN;
    desk.at(OVER);
    change("ESITRL|00000001", "ESITRL|00000002");
    assertThat(verify(OWN).findings())
        .extracting(ReportFinding::what)
        .containsExactly("its sequence is 00000002, the header's 00000001");
  }

  @Test
  void reportsFromBeforeTheTemplateAreVerifiedWithIt() {
    desk.at(OVER);
    desk.template = OWN;
    desk.log.write(OVER.plusSeconds(1), "1712345678909");
    desk.at(OVER.plus(HOUR));

    ReportVerification seen = verify(OWN);
    assertThat(seen.findings()).isEmpty();
    assertThat(seen.files()).isEqualTo(2);
    assertThat(seen.scopes().getFirst().lastReport()).isEqualTo(2);
  }

  @Test
  void aLostReportIsBuiltAgainWithTheTemplateItWasPlannedWith() throws IOException {
    desk.template = OWN;
    desk.at(OVER);
    String first = desk.spool().get(NAME);
    Files.delete(file());
    desk.template = ReportTemplate.DEFAULT;
    Path target = folder.resolve("target");
    for (int i = 0; i < 3; i++) { // finds out that it is lost, builds it, sends it
      desk.at(OVER.plusSeconds(i), new DirectoryTarget(target));
    }

    assertThat(Desk.contents(target).get(NAME)).isEqualTo(first);
  }

  @Test
  void aLostStoreGoesOnBehindReportsWithATemplate() throws IOException {
    desk.template = OWN;
    desk.at(OVER);
    try (var files = Files.list(folder.resolve("report"))) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Files.delete(each);
      }
    }
    desk.log.write(OVER.plusSeconds(1), "1712345678909");
    desk.at(OVER.plus(HOUR));

    assertThat(desk.spool()).hasSize(3);
    assertThat(verify(OWN).findings()).isEmpty();
  }

  @Test
  void theDefaultIsTheHeaderAndFooterOfTheContract() {
    TemplateValues values =
        new TemplateValues(7, "17", NINE, NINE.plus(HOUR), OVER, 3, "ab".repeat(32));
    assertThat(ReportTemplate.DEFAULT.headerOf(values))
        .isEqualTo(
            "H,POASL,1,7,17,2030-01-15T09:00:00.000Z,2030-01-15T10:00:00.000Z,"
                + "2030-01-15T10:00:02.000Z\r\n"
                + String.join(",", Columns.NAMES)
                + "\r\n");
    assertThat(ReportTemplate.DEFAULT.footerOf(values))
        .isEqualTo("T,3," + "ab".repeat(32) + "\r\n");
  }

  @Test
  void allFaultsOfATemplateAreNamed() {
    assertThat(ReportTemplate.headerFaults("{seq}\n{sha256}\n\n{from:QQQQQQQ}\n\"{to"))
        .hasSize(6)
        .anyMatch(fault -> fault.contains("'{seq}', an unknown placeholder"))
        .anyMatch(fault -> fault.contains("a pattern of java.time"))
        .anyMatch(fault -> fault.contains("an empty line"))
        .anyMatch(fault -> fault.contains("brace"))
        .anyMatch(fault -> fault.contains("quotation mark"))
        .anyMatch(fault -> fault.contains("the footer can have it"));
    assertThat(ReportTemplate.footerFaults("A,{columns}\n{rows:99}")).hasSize(3);
  }

  private ReportVerification verify(ReportTemplate template) {
    try (var files = Files.list(folder.resolve("report/spool"))) {
      return ReportVerifier.verify(files.toList(), List.of(), template);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private Path file() {
    return folder.resolve("report/spool").resolve(NAME);
  }

  private void change(String from, String to) throws IOException {
    String text = Files.readString(file());
    assertThat(text).contains(from);
    Files.writeString(file(), text.replace(from, to));
  }
}
