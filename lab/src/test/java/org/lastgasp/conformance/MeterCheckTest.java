package org.lastgasp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.SourceTree;
import org.xml.sax.InputSource;

/** Traces as a test bench records them, and what the rule says to each. */
class MeterCheckTest {
  @TempDir Path folder;

  /** An event is {@code minute:second event}, after two in the morning. */
  private TraceResult read(String... events) throws Exception {
    StringBuilder csv = new StringBuilder("time,event\n");
    for (String event : events) {
      String[] parts = event.split(" ");
      csv.append("2026-03-01T02:" + parts[0] + "Z," + parts[1] + "\n");
    }
    return TraceReader.read(Files.writeString(folder.resolve("trace.csv"), csv));
  }

  private MeterCheck check(String... events) throws Exception {
    assertThat(read(events)).isInstanceOf(TraceResult.Taken.class);
    return MeterCheck.of(((TraceResult.Taken) read(events)).trace());
  }

  private List<String> faults(String... events) throws Exception {
    assertThat(read(events)).isInstanceOf(TraceResult.Unreadable.class);
    return ((TraceResult.Unreadable) read(events)).faults();
  }

  @ParameterizedTest
  @CsvSource({
    "03:59, PASSES", "03:59.999, PASSES", "04:00, WARNING", "04:00.001, FAILS", "04:01, FAILS"
  })
  void aCutFailsAboveThreeMinutesAndWarnsAtThree(String back, Outcome outcome) throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", back + " supply-on",
            "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(outcome);
    assertThat(check.cuts().getFirst().outcome()).contains(outcome);
  }

  @Test
  void anActivationWithoutACutPasses() throws Exception {
    MeterCheck check = check("00:00 activation-start", "05:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.PASSES);
    assertThat(check.longest()).isZero();
    assertThat(check.regions()).allMatch(each -> each.raised() == 0);
  }

  @Test
  void shortCutsThatComeToMoreThanThreeMinutesWarn() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "03:00 supply-on", "04:00 supply-off",
            "05:30 supply-on", "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(check.sum()).isEqualTo(Duration.ofSeconds(210));
    assertThat(check.longest()).isEqualTo(Duration.ofSeconds(120));
    assertThat(check.remarks()).anyMatch(each -> each.contains("stricter reading"));
  }

  @Test
  void cutsOfTwoActivationsAreNotAddedUp() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "03:00 supply-on",
            "04:00 activation-end", "10:00 activation-start", "11:00 supply-off",
            "13:00 supply-on", "14:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.PASSES);
    assertThat(check.sums()).extracting(MeterCheck.Sum::length)
        .containsExactly(Duration.ofMinutes(2), Duration.ofMinutes(2));
  }

  @Test
  void aCutThatOutlastsTheActivationCountsWhole() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "02:00 activation-end",
            "04:30 supply-on");
    assertThat(check.outcome()).isEqualTo(Outcome.FAILS);
    assertThat(check.longest()).isEqualTo(Duration.ofSeconds(210));
  }

  @Test
  void aCutBeforeOrAfterTheActivationIsShownAndNotJudged() throws Exception {
    MeterCheck check =
        check("00:00 supply-off", "05:00 supply-on", "06:00 activation-start",
            "07:00 activation-end", "08:00 supply-off", "15:00 supply-on");
    assertThat(check.outcome()).isEqualTo(Outcome.PASSES);
    assertThat(check.cuts()).extracting(MeterCheck.Judged::place)
        .containsExactly(MeterCheck.Place.BEFORE, MeterCheck.Place.AFTER);
    assertThat(check.regions()).allMatch(each -> each.raised() == 0);
  }

  @Test
  void aSupplyThatIsOffWhenTheTraceEndsIsUndecidedUntilThreeMinutesAreOver() throws Exception {
    MeterCheck early =
        check("00:00 activation-start", "01:00 supply-off", "04:00 activation-end");
    assertThat(early.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(early.outcome().isKept()).isFalse();
    MeterCheck late = check("00:00 activation-start", "01:00 supply-off", "04:01 activation-end");
    assertThat(late.outcome()).isEqualTo(Outcome.FAILS);
  }

  @Test
  void anActivationWithoutAnEndLastsAsLongAsTheTrace() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "20:00 supply-off", "24:00 supply-on");
    assertThat(check.outcome()).isEqualTo(Outcome.FAILS);
    assertThat(check.remarks()).anyMatch(each -> each.contains("no activation-end"));
  }

  @Test
  void theNorthsTimerRaisesAnAlertThreeMinutesIntoTheCut() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "04:01 supply-on",
            "05:00 activation-end");
    RegionPrediction timer = check.regions().getFirst();
    assertThat(timer.earliest()).contains(Duration.ofMinutes(4));
    assertThat(timer.outage()).contains(Duration.ofMinutes(1));
    assertThat(check.regions().get(3).words()).isEqualTo("no AD1");
  }

  @Test
  void aLostRestorationMessageRaisesAnAlertInTheNorthAfterFortySeconds() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "01:40 supply-on",
            "05:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.PASSES);
    assertThat(check.regions().get(1).raised()).isZero();
    assertThat(check.regions().get(2).earliest()).contains(Duration.ofMinutes(4));
  }

  /** On at 340 s, then 60 s of reboot: a pause of 60 s and more makes it seven minutes. */
  @Test
  void southAndCentralDependOnTheRandomDelay() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "00:20 supply-off", "05:40 supply-on",
            "06:00 activation-end");
    RegionPrediction south = check.regions().get(3);
    assertThat(south.tried()).isEqualTo(121);
    assertThat(south.raised()).isEqualTo(61);
    assertThat(south.words())
        .isEqualTo("an AD1 for 61 of 121 random delays, 460 s to 520 s after the activation began");
  }

  @Test
  void eachFaultOfATraceIsNamedWithItsLine() throws Exception {
    assertThat(
            faults("00:00 activation-end", "00:10 activation-end", "00:05 supply-on",
                "00:20 supply-on", "00:30 dinner", "nonsense supply-off"))
        .satisfiesExactly(
            one -> assertThat(one).startsWith("line 2: an activation-end without"),
            two -> assertThat(two).startsWith("line 3: an activation-end"),
            three -> assertThat(three).startsWith("line 4:").contains("put the events in order"),
            four -> assertThat(four).isEqualTo("line 5: a supply-on without a supply-off"),
            five -> assertThat(five).startsWith("line 6: 'dinner' is no event"),
            six -> assertThat(six).startsWith("line 7:").contains("with its zone"));
  }

  @Test
  void aTraceWithoutAnActivationHasNothingToCheck() throws Exception {
    assertThat(faults("00:00 supply-off", "00:10 supply-on"))
        .containsExactly("it has no activation-start, so there is nothing to check");
    assertThat(faults()).hasSize(1);
  }

  @Test
  void anEmptyAMissingAndABinaryFileAreNamedAsSuch() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.csv"), "");
    Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0xC3, 0x28});
    assertThat(fault(empty)).contains("it is empty");
    assertThat(fault(binary)).contains("not text in UTF-8");
    assertThat(fault(folder.resolve("none.csv"))).contains("there is no file");
  }

  private static String fault(Path file) {
    return ((TraceResult.Unreadable) TraceReader.read(file)).faults().getFirst();
  }

  @Test
  void theCommentsOfATraceAreKept() throws Exception {
    Path file = folder.resolve("shoe.csv");
    Files.writeString(
        file,
        "\uFEFF# GSME on a hot shoe\r\n\r\nTime, Event\r\n"
            + "2026-03-01T03:00:00+01:00,activation-start\r\n"
            + "2026-03-01T02:10:00Z,activation-end\r\n");
    Trace trace = ((TraceResult.Taken) TraceReader.read(file)).trace();
    assertThat(trace.about()).containsExactly("GSME on a hot shoe");
    assertThat(Duration.between(trace.begin(), trace.end())).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void thePictureIsWellFormedAndSaysInWordsWhatItShows() throws Exception {
    Path file = folder.resolve("a<b>&\"c\".csv");
    Files.copy(
        Files.writeString(
            folder.resolve("plain.csv"),
            """
            time,event
            2026-03-01T02:00:00Z,activation-start
            2026-03-01T02:00:20Z,supply-off
            2026-03-01T02:05:40Z,supply-on
            """),
        file);
    MeterCheck check = MeterCheck.of(((TraceResult.Taken) TraceReader.read(file)).trace());
    String svg = TraceChart.of(check);
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("a<b>&\"c\".csv: FAILS");
    assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
        .contains("A cut of 320 s, from 20 s after the activation began: above 180 s.")
        .contains("South & Central: an AD1 for 61 of 121 random delays");
    assertThat(svg)
        .contains(">AD1 460 s to 520 s, for 61 of 121 random delays<")
        .doesNotContain("NaN")
        .isEqualTo(TraceChart.of(check));
  }

  @Test
  void thePictureInTheDocsIsWhatItsTraceMakes() throws Exception {
    Path folder = SourceTree.path("docs/pictures");
    TraceResult reading = TraceReader.read(folder.resolve("check-meter.csv"));
    MeterCheck check = MeterCheck.of(((TraceResult.Taken) reading).trace());
    assertThat(folder.resolve("check-meter.svg")).hasContent(TraceChart.of(check));
  }
}
