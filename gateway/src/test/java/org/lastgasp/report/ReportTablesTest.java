package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.report.Desk.HOUR;
import static org.lastgasp.report.Desk.NINE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.SpreadsheetText;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The tables for people beside the exact reports. */
class ReportTablesTest {
  private static final Instant OVER = NINE.plus(HOUR).plus(Planner.SETTLING);
  private static final String STEM = "-consolidated-20300115T090000Z-000001";
  private static final String EXACT = "poa-report" + STEM + ".csv";
  private static final String CSV = "poa-table" + STEM + ".csv";
  private static final String PAGE = "poa-table" + STEM + ".txt";
  private static final String XLSX = "poa-table" + STEM + ".xlsx";

  @TempDir Path folder;
  private Desk desk;

  @BeforeEach
  void writesALog() {
    desk = new Desk(folder);
    desk.tables = Set.of(ReportSettings.TableFormat.CSV, ReportSettings.TableFormat.XLSX);
    desk.log.write(NINE.plusSeconds(1), "1712345678909");
    desk.log.write(NINE.plusSeconds(2), "=HYPERLINK(\"http://evil\")");
  }

  @Test
  void anExactReportIsTheSameWithAndWithoutATable() {
    Desk without = new Desk(folder.resolve("without"));
    without.log.write(NINE.plusSeconds(1), "1712345678909");
    without.log.write(NINE.plusSeconds(2), "=HYPERLINK(\"http://evil\")");
    without.at(OVER);
    desk.at(OVER);

    assertThat(without.spool()).containsOnlyKeys(EXACT);
    assertThat(text(EXACT)).isEqualTo(without.spool().get(EXACT));
  }

  @Test
  void aTableAsCsvHasOneHeaderAndOneKindOfRow() {
    desk.at(OVER);

    List<String> lines = text(CSV).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).startsWith("seq,suppressed_at,mpan,distributor,assessment,");
    assertThat(lines.get(1)).startsWith("1,2030-01-15T09:00:01.000Z,'1712345678909,");
    assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(22));
  }

  @Test
  void aCellOfATableIsNoFormula() {
    desk.at(OVER);

    assertThat(text(CSV)).contains(",\"'=HYPERLINK(\"\"http://evil\"\")\",");
    assertThat(cells(XLSX, "xl/worksheets/sheet2.xml").get("C3"))
        .isEqualTo(new Cell("inlineStr", "'=HYPERLINK(\"http://evil\")"));
  }

  @Test
  void anMpanInAWorkbookIsTextAndATimeIsATime() {
    desk.at(OVER);

    Map<String, Cell> alerts = cells(XLSX, "xl/worksheets/sheet2.xml");
    assertThat(alerts.get("C1")).isEqualTo(new Cell("inlineStr", "mpan"));
    assertThat(alerts.get("C2")).isEqualTo(new Cell("inlineStr", "1712345678909"));
    assertThat(alerts.get("A2")).isEqualTo(new Cell("n", "1"));
    assertThat(alerts.get("B2").type()).isEqualTo("n");
    assertThat(Double.parseDouble(alerts.get("B2").text())).isBetween(47498.375, 47498.376);
    assertThat(alerts).doesNotContainKey("A4");
  }

  @Test
  void aPageSaysWhatTheTableCoversAndHowToVerifyItsReport() {
    desk.at(OVER);

    assertThat(text(PAGE))
        .contains("consolidated: all distributors")
        .contains("2030-01-15 09:00:00 UTC")
        .contains("2030-01-15 10:00:00 UTC")
        .containsPattern("Alerts suppressed +2\r\n")
        .containsPattern("By distributor +17: 1, unknown: 1\r\n")
        .containsPattern("mpan +the electricity supply point")
        .containsPattern("throttled_count +how many alerts this one stands for")
        .contains("lastgasp report verify " + EXACT)
        .contains(sha256(EXACT));
    assertThat(cells(XLSX, "xl/worksheets/sheet1.xml").values())
        .extracting(Cell::text)
        .contains("lastgasp report verify " + EXACT, sha256(EXACT), "2030-01-15 10:00:00 UTC");
  }

  @Test
  void aTextOfAnotherBeginsNoLineOfAPage() {
    TablePage.Line line = new TablePage.Line("  record 1", "E20\r\n  record 2  was suspect");

    assertThat(TablePage.text(List.of(line))).containsOnlyOnce("\r\n").endsWith("suspect\r\n");
  }

  @Test
  void aTableThatIsLostIsWrittenAgainWithTheSameBytes() throws IOException {
    Path target = folder.resolve("target");
    desk.at(OVER);
    Map<String, String> first = hashes();
    for (String name : List.of(CSV, PAGE, XLSX)) {
      Files.delete(spool(name));
    }
    Files.delete(spool(EXACT));
    for (int i = 0; i < 4; i++) { // finds out what is lost, one after the other
      desk.at(OVER.plusSeconds(1), new DirectoryTarget(target));
      desk.at(OVER.plusSeconds(2), new DirectoryTarget(target));
    }

    assertThat(hashes()).isEqualTo(first);
    assertThat(target.toFile().list()).containsExactlyInAnyOrder(EXACT, CSV, PAGE, XLSX);
  }

  @Test
  void aReportFromBeforeTheTablesWereSwitchedOnGetsThem() {
    desk.tables = Set.of();
    desk.at(OVER);
    assertThat(desk.spool()).containsOnlyKeys(EXACT);

    desk.tables = Set.of(ReportSettings.TableFormat.XLSX);
    desk.at(OVER.plusSeconds(1));

    assertThat(desk.spool()).containsOnlyKeys(EXACT, XLSX);
  }

  @Test
  void eachScopeHasItsTable() {
    desk.scoping = ReportScope.CONSOLIDATED_AND_PER_DISTRIBUTOR;
    desk.tables = Set.of(ReportSettings.TableFormat.CSV);
    desk.at(OVER);

    assertThat(desk.spool().keySet())
        .filteredOn(name -> name.startsWith("poa-table") && name.endsWith("csv"))
        .extracting(name -> name.split("-")[2])
        .containsExactly("17", "consolidated", "unknown");
  }

  @Test
  void aTextThatASpreadsheetWouldEvaluateOrCountIsMadeHarmless() {
    for (String harmful : List.of("=1", "+1", "-1", "@a", "\ta", "\ra")) {
      assertThat(SpreadsheetText.plain(harmful)).isEqualTo("'" + harmful);
    }
    for (String number : List.of("1712345678909", "017", "1e99", "12.5", "1,000")) {
      assertThat(SpreadsheetText.plain(number)).isEqualTo("'" + number);
    }
    for (String text : List.of("", "BANANA", "00-DB-12", "2030-01-15T09:00:00.000Z", "ab=c")) {
      assertThat(SpreadsheetText.plain(text)).isEqualTo(text);
    }
  }

  @Test
  @Timeout(20)
  void aLongTextIsLookedAtOnce() {
    String text = "1" + " ".repeat(1_000_000) + "x";
    assertThat(SpreadsheetText.plain(text)).isEqualTo(text);
  }

  /** A cell as the sheet's XML has it. */
  private record Cell(String type, String text) {}

  private Map<String, Cell> cells(String workbook, String part) {
    Map<String, Cell> cells = new HashMap<>();
    NodeList all = xml(workbook, part).getElementsByTagName("c");
    for (int i = 0; i < all.getLength(); i++) {
      Element cell = (Element) all.item(i);
      String type = cell.getAttribute("t").isEmpty() ? "n" : cell.getAttribute("t");
      cells.put(cell.getAttribute("r"), new Cell(type, cell.getTextContent()));
    }
    return cells;
  }

  private Document xml(String workbook, String part) {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(spool(workbook)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().equals(part)) {
          return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
      }
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
    throw new AssertionError("no " + part);
  }

  private Path spool(String name) {
    return folder.resolve("report/spool").resolve(name);
  }

  private String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private String sha256(String name) {
    return org.lastgasp.files.Sha256.of(bytes(name));
  }

  private byte[] bytes(String name) {
    try {
      return Files.readAllBytes(spool(name));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private Map<String, String> hashes() {
    Map<String, String> all = new HashMap<>();
    for (String name : new ArrayList<>(List.of(EXACT, CSV, PAGE, XLSX))) {
      all.put(name, sha256(name));
    }
    return all;
  }
}
