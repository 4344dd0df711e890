package org.lastgasp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.CliJson;
import org.lastgasp.cli.Shell;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class CheckMeterCommandTest {
  @TempDir Path folder;
  private final Shell shell = new Shell();

  private Path trace(String name, String off, String on) throws Exception {
    String day = "2026-03-01T02:";
    return Files.writeString(
        folder.resolve(name),
        "time,event\n" + day + "00:00Z,activation-start\n" + day + off + "Z,supply-off\n" + day
            + on + "Z,supply-on\n" + day + "20:00Z,activation-end\n");
  }

  @Test
  void oneTraceIsToldAtLength() throws Exception {
    Shell.Heard heard = shell.run("check-meter", trace("good.csv", "00:30", "02:00"));
    assertThat(heard.exit()).isZero();
    assertThat(heard.out())
        .startsWith("good.csv: passes\n")
        .contains("  1    30 s         90 s    passes: below 180 s\n")
        .contains("  South & Central                            no AD1\n");
  }

  @Test
  void manyTracesMakeATableAndOneThatFailsMakesTheExitCodeOne() throws Exception {
    Shell.Heard heard =
        shell.run(
            "check-meter",
            trace("good.csv", "00:30", "02:00"),
            trace("bad.csv", "00:30", "10:00"));
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.out())
        .contains("good.csv  passes   1     90 s     90 s   150 s        perhaps  no AD1\n")
        .contains("bad.csv   FAILS    1     570 s    570 s  630 s        AD1      AD1\n");
  }

  @Test
  void anUnreadableTraceIsNamedAndTheOthersAreChecked() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("nonsense.csv"), "when,what\n");
    Shell.Heard heard =
        shell.run("check-meter", nonsense, trace("good.csv", "00:30", "02:00"), "-o", "json");
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.err()).contains("nonsense.csv: line 1: the first line is 'when,what'");
    assertThat(heard.out()).contains("\"unreadable\"").contains("\"longest_seconds\" : 90");
  }

  @Test
  void saysWhatIsInTheWayOfTheReport() throws Exception {
    Path good = trace("good.csv", "00:30", "02:00");
    Path junit = good.resolve("check-meter.xml");
    Shell.Heard heard = shell.run("check-meter", good, "--junit", junit);
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.err())
        .contains("writing " + junit + ": a file or a broken link is in the way")
        .doesNotContain("Exception");
  }

  @Test
  void thePictureIsWrittenUnderTheNameOfTheTrace() throws Exception {
    Path pictures = folder.resolve("pictures");
    Shell.Heard heard =
        shell.run("check-meter", trace("good.csv", "00:30", "02:00"), "--picture", pictures);
    assertThat(heard.exit()).isZero();
    assertThat(pictures.resolve("good.svg")).content().startsWith("<svg ").endsWith("</svg>\n");
  }

  @Test
  void theJunitReportHasATestCaseForEachTrace() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("a&b.csv"), "time,event\nnow,supply-off\n");
    Path hub =
        Files.writeString(
            folder.resolve("hub.csv"), "time,event\n2026-03-01T02:00:00Z,hub-update-start\n");
    Path junit = folder.resolve("reports/check.xml");
    Shell.Heard heard =
        shell.run(
            "check-meter", nonsense, hub, trace("good.csv", "00:30", "02:00"),
            trace("bad.csv", "00:30", "03:30.000001"), "--junit", junit);
    assertThat(heard.exit()).isEqualTo(1);
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    assertThat(List.of("tests", "failures", "errors", "skipped"))
        .extracting(suite::getAttribute)
        .containsExactly("4", "1", "1", "1");
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).isEqualTo("FAILS, longest cut 180.000001 s");
    Element error = (Element) suite.getElementsByTagName("error").item(0);
    assertThat(error.getAttribute("message")).startsWith("line 2: 'now' is no time");
    assertThat(((Element) error.getParentNode()).getAttribute("name")).isEqualTo("a&b.csv");
  }

  @Test
  void theJunitReportIsWrittenAlthoughNoTraceFails() throws Exception {
    Path junit = folder.resolve("check.xml");
    Shell.Heard heard =
        shell.run("check-meter", trace("good.csv", "00:30", "02:00"), "--junit", junit);
    assertThat(heard.exit()).isZero();
    assertThat(junit).content().contains("failures=\"0\"").contains("good.csv: passes");
  }

  @Test
  void theJsonHasTheWholeVerdict() throws Exception {
    Path trace = trace("cut.csv", "00:30", "02:40");
    Files.writeString(trace, "# kind: gsme\n# firmware: 1.2\n" + Files.readString(trace));
    Shell.Heard heard = shell.run("check-meter", trace, "-o", "json");
    assertThat(heard.err()).isEmpty();
    JsonNode json = CliJson.MAPPER.readTree(heard.out()).path("traces").path(0);
    assertThat(json.path("outcome").asText()).isEqualTo("passes");
    assertThat(json.path("meter").path("section").asText()).isEqualTo("SMETS2 4.3");
    assertThat(json.path("meter").path("firmware").asText()).isEqualTo("1.2");
    assertThat(json.path("combined_time").path("seconds").asInt()).isEqualTo(190);
    assertThat(json.path("combined_time").path("part_of_the_verdict").asBoolean()).isFalse();
    JsonNode lost = json.path("regions").path(2);
    assertThat(lost.path("expectation").asText()).isEqualTo("AD1");
    assertThat(lost.path("alerts").path(0).path("earliest_seconds").asInt()).isEqualTo(210);
  }

  @Test
  void aMarginThatIsNoLengthIsWrongUse() throws Exception {
    Shell.Heard heard =
        shell.run("check-meter", trace("good.csv", "00:30", "02:00"), "--margin", "-1");
    assertThat(heard.exit()).isEqualTo(64);
    assertThat(heard.err()).contains("--margin: expected 0 to 86400 seconds but was '-1'");
    Path good = trace("good.csv", "00:30", "02:00");
    assertThat(shell.run("check-meter", good, "--margin", "banana").err())
        .contains("--margin: expected a whole number but was 'banana'");
    assertThat(shell.run("check-meter", good, "--margin", "9".repeat(20)).err())
        .contains("--margin: the number '99999999999999999999' is too long");
    assertThat(shell.run("demo", "--speed", "fast").err())
        .contains("--speed: expected a number but was 'fast'");
  }

  @Test
  void tracesOfOneNameAreToldApartByTheirPathsAndNotDrawnOverEachOther() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other")).resolve("good.csv");
    Path first = trace("good.csv", "00:30", "02:00");
    Files.copy(first, other);
    assertThat(shell.run("check-meter", first, other).out())
        .contains("\n" + first + " ").contains("\n" + other + " ");
    Shell.Heard drawn = shell.run("check-meter", first, other, "--picture", folder);
    assertThat(drawn.exit()).isEqualTo(64);
    assertThat(drawn.err()).contains("two traces would be drawn as good.svg");
  }
}
