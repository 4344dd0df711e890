package org.lastgasp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.Seeds;
import org.xml.sax.InputSource;

/** What a trace says of its meter, and traces that no test bench would write. */
class TraceReaderTest {
  private static final String ACTIVATION =
      "time,event\n2026-03-01T02:00:00Z,activation-start\n2026-03-01T02:05:00Z,activation-end\n";
  private static final String[] PIECES = {
    "time,event\n", "2026-03-01T02:00:00Z", "2026-03-01T02:09:00.123456789Z", ",", "\n", "#",
    "-999999999-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z", "activation-start",
    "activation-end", "supply-off", "supply-on", "hub-update-start", "hub-update-end", " ", "\"",
    "\u0000", "\u202e", "kind: gsme", "é", "2026-03-01T03:30:00+01:00", "\r", "\uffff"
  };

  @TempDir Path folder;

  @Test
  void aNameThatNeitherATerminalNorAReportCanTakeIsNotRepeated() {
    assertThat(((TraceResult.Unreadable) TraceReader.read(folder.resolve("a\u001bb.csv"))).faults())
        .singleElement()
        .asString()
        .startsWith("there is no file ")
        .endsWith("a?b.csv");
  }

  @Test
  void commentsNameTheMeter() throws Exception {
    Trace trace =
        Traces.text(
            folder,
            "# Kind: Twin element ESME\n# device: 00-DB\n#model:E470\n# firmware : 1.2\n# run 3\n"
                + ACTIVATION);
    assertThat(trace.meter().rule()).isEqualTo("MP102A, SMETS2 5.10, twin element ESME");
    assertThat(trace.meter().words()).isEqualTo("device 00-DB, model E470, firmware 1.2");
    assertThat(trace.meter().about()).containsExactly("run 3");
    assertThat(trace.meter().remarks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "single-phase, SMETS2 5.4", "twin_element, SMETS2 5.10", "Polyphase, SMETS2 5.16",
    "gsme, SMETS2 4.3", "hot shoe,"
  })
  void eachKindHasItsSection(String kind, String section) throws Exception {
    Trace trace = Traces.text(folder, "# kind: " + kind + "\n" + ACTIVATION);
    assertThat(trace.meter().kind().orElseThrow().section().orElse(null)).isEqualTo(section);
  }

  @Test
  void anUnknownKindIsARemarkAndNoSectionIsNamed() throws Exception {
    Trace trace = Traces.text(folder, "# kind: toaster\n# kind: gsme\n" + ACTIVATION);
    assertThat(trace.meter().rule()).isEqualTo("MP102A, kind of meter not known");
    assertThat(MeterCheck.of(trace).remarks())
        .satisfiesExactly(
            twice -> assertThat(twice).startsWith("kind is given twice"),
            none -> assertThat(none).startsWith("kind 'toaster' is none of single-phase"));
  }

  @Test
  void aTraceOfMoreThanAYearHasAWrongTime() throws Exception {
    TraceResult result =
        TraceReader.read(
            Files.writeString(
                folder.resolve("trace.csv"), ACTIVATION + "2027-03-03T02:00:00Z,supply-off\n"));
    assertThat(((TraceResult.Unreadable) result).faults().getFirst())
        .startsWith("line 4: 2027-03-03T02:00:00Z is more than 366 days after");
  }

  @Test
  void aFolderIsNoTrace() {
    assertThat(((TraceResult.Unreadable) TraceReader.read(folder)).faults().getFirst())
        .startsWith("it is a folder");
  }

  @Test
  void anyTextIsATraceOrHasAFaultAndEveryTraceCanBeChecked() {
    Seeds.each(
        3_000,
        seed -> {
          try {
            checkIfTaken(drawn(new Random(seed)));
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
  }

  /** Pieces of traces in any order, or lines that are nearly right. */
  private static String drawn(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? ACTIVATION : "");
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) == 0) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      } else {
        String second =
            String.format(Locale.ROOT, "%02d.%09d", random.nextInt(61), random.nextInt(1_000));
        text.append("2026-03-01T02:" + (10 + i) + ":" + second + "Z,")
            .append(PIECES[8 + random.nextInt(6)])
            .append('\n');
      }
    }
    return text.toString();
  }

  private void checkIfTaken(String text) throws IOException {
    Path file = folder.resolve("drawn.csv");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    switch (TraceReader.read(file)) {
      case TraceResult.Unreadable unreadable ->
          assertThat(unreadable.faults()).isNotEmpty().allMatch(each -> !each.isBlank());
      case TraceResult.Taken taken -> {
        MeterCheck check = MeterCheck.of(taken.trace());
        assertThat(check.cuts()).hasSameSizeAs(taken.trace().cuts());
        assertWellFormed(TraceChart.of(check));
      }
    }
  }

  private static void assertWellFormed(String svg) throws IOException {
    try {
      assertThat(svg).doesNotContain("NaN", "Infinity");
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
    } catch (org.xml.sax.SAXException | javax.xml.parsers.ParserConfigurationException broken) {
      throw new AssertionError(svg, broken);
    }
  }
}
