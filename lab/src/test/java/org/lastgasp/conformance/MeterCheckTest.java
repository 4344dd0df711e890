package org.lastgasp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  private MeterCheck check(String... events) throws Exception {
    return MeterCheck.of(Traces.trace(folder, events));
  }

  private List<String> faults(String... events) throws Exception {
    TraceResult result = Traces.read(folder, events);
    assertThat(result).isInstanceOf(TraceResult.Unreadable.class);
    return ((TraceResult.Unreadable) result).faults();
  }

  @ParameterizedTest
  @CsvSource({
    "03:59, PASSES", "03:59.999999999, PASSES", "04:00, WARNING", "04:00.000000001, FAILS",
    "04:01, FAILS"
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
    assertThat(check.longest()).isEmpty();
    assertThat(check.regions()).allMatch(each -> each.raised() == 0);
  }

  @Test
  void shortCutsThatComeToMoreThanThreeMinutesWarn() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "03:00 supply-on", "04:00 supply-off",
            "05:30 supply-on", "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.WARNING);
    assertThat(check.sum().orElseThrow().length()).isEqualTo(Duration.ofSeconds(210));
    assertThat(check.longest().orElseThrow().length()).isEqualTo(Duration.ofSeconds(120));
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
    assertThat(check.longest().orElseThrow().length()).isEqualTo(Duration.ofSeconds(210));
  }

  /** The activation lasts from ten to twenty minutes past two. */
  private MeterCheck besideTheActivation(String off, String on) throws Exception {
    List<String> events =
        new ArrayList<>(List.of("10:00 activation-start", "20:00 activation-end"));
    events.add(off + " supply-off");
    events.add(on + " supply-on");
    events.sort(null);
    return check(events.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "20:01, 26:10, JUST_AFTER, FAILS", // a second after the end
    "03:20, 09:29, JUST_BEFORE, FAILS", // 400 s before the start
    "21:00, 27:00, JUST_AFTER, FAILS",
    "21:00.000001, 27:00, OUTSIDE, WARNING",
    "03:00, 09:00, JUST_BEFORE, FAILS",
    "03:00, 08:59.999999, OUTSIDE, WARNING",
    "09:00, 10:01, OVERLAPS, PASSES",
    "05:00, 10:01, OVERLAPS, FAILS",
    "05:00, 25:00, OVERLAPS, FAILS",
    "05:00, 10:00, JUST_BEFORE, FAILS",
    "20:00, 23:01, IN_ACTIVATION, FAILS",
    "20:30, 23:30, JUST_AFTER, WARNING",
    "20:30, 21:30, JUST_AFTER, PASSES",
    "30:00, 33:00, OUTSIDE, PASSES"
  })
  void aCutBesideTheActivationNeverPassesInSilence(
      String off, String on, CutPlace place, Outcome outcome) throws Exception {
    MeterCheck check = besideTheActivation(off, on);
    assertThat(check.cuts().getFirst().place()).isEqualTo(place);
    assertThat(check.outcome()).isEqualTo(outcome);
    boolean isInside = place == CutPlace.OVERLAPS || place == CutPlace.IN_ACTIVATION;
    assertThat(check.remarks()).hasSize(isInside ? 0 : 1);
  }

  @Test
  void theMarginIsTheBenchsChoice() throws Exception {
    Trace trace =
        Traces.trace(folder, "00:00 activation-start", "01:00 activation-end", "01:01 supply-off",
            "07:00 supply-on");
    assertThat(MeterCheck.of(trace, Duration.ZERO).outcome()).isEqualTo(Outcome.WARNING);
    assertThat(MeterCheck.of(trace, Duration.ofSeconds(1)).outcome()).isEqualTo(Outcome.FAILS);
  }

  @Test
  void twoCutsWithoutSupplyBetweenThemAreOne() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "03:00 supply-on", "03:00 supply-off",
            "05:00 supply-on", "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.FAILS);
    assertThat(check.longest().orElseThrow().length()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void aCutInTheHubsOwnUpdateIsNotBlamedOnTheMeter() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 hub-update-start", "01:00 supply-off",
            "06:00 supply-on", "06:00 hub-update-end", "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.PASSES);
    assertThat(check.cuts().getFirst().place()).isEqualTo(CutPlace.HUB_UPDATE);
    assertThat(check.remarks()).anyMatch(each -> each.contains("not blamed on the meter"));
    assertThat(check.regions().getFirst().raised()).isEqualTo(1);
  }

  @Test
  void aCutThatOnlyOverlapsTheHubsUpdateCountsWhole() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "02:00 hub-update-start",
            "03:00 hub-update-end", "04:01 supply-on", "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.FAILS);
    assertThat(check.remarks()).anyMatch(each -> each.contains("only overlaps"));
  }

  @Test
  void aTraceOfTheHubsUpdateAloneJudgesNoMeter() throws Exception {
    MeterCheck check =
        check("00:00 hub-update-start", "01:00 supply-off", "06:00 supply-on",
            "08:00 hub-update-end");
    assertThat(check.outcome()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(check.outcome().isKept()).isTrue();
    assertThat(check.remarks()).anyMatch(each -> each.contains("no meter is judged"));
  }

  @Test
  void theHubsRebootIsARemarkAndNoPartOfTheVerdict() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "03:10 supply-on",
            "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.PASSES);
    CombinedTime combined = check.combined().orElseThrow();
    assertThat(combined.words()).isEqualTo("130 s + 60 s = 190 s, above 180 s");
    assertThat(combined.views())
        .extracting(CombinedTime.View::words)
        .satisfiesExactly(
            timer -> assertThat(timer).endsWith("would raise one for a loss of 190 s"),
            held -> assertThat(held).endsWith("would raise one for a loss of 190 s"),
            lost -> assertThat(lost).endsWith("raises an AD1 for the cut alone"),
            south -> assertThat(south).contains("170 s to 290 s apart"));
  }

  /** 560 s before the activation, then 40 s: 80 s are left for a cut of 130 s. */
  @Test
  void aDrainedCapacitorDoesNotKeepTheHubUp() throws Exception {
    MeterCheck check =
        check("00:00 supply-off", "09:20 supply-on", "10:00 supply-off", "10:00 activation-start",
            "12:10 supply-on", "20:00 activation-end");
    assertThat(check.combined().orElseThrow().views().getFirst().words())
        .startsWith("no reboot to add");
    MeterCheck far = MeterCheck.of(check.trace(), Duration.ofSeconds(10));
    assertThat(far.combined().orElseThrow().views().getFirst().words())
        .startsWith("the super capacitor is empty after 80 s, so the hub reboots");
  }

  @Test
  void aLengthIsNeverRoundedToTheLimit() throws Exception {
    MeterCheck check =
        check("00:00 activation-start", "01:00 supply-off", "04:00.000001 supply-on",
            "08:00 activation-end");
    assertThat(check.outcome()).isEqualTo(Outcome.FAILS);
    assertThat(check.cuts().getFirst().lasted()).isEqualTo("180.000001 s");
    assertThat(TraceChart.of(check))
        .contains(">180.000001 s<")
        .doesNotContain(">180 s</text>\n<rect");
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
  void aTraceThatEndsWhenTheActivationStartsIsUndecided() throws Exception {
    MeterCheck check = check("00:00 supply-off", "00:10 supply-on", "20:00 activation-start");
    assertThat(check.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(check.remarks())
        .contains("the trace ends when the activation starts: record it for longer")
        .noneMatch(each -> each.contains("no activation-end"));
    MeterCheck failed =
        check("00:00 supply-off", "19:00 supply-on", "19:30 activation-start");
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILS);
  }

  @Test
  void anEventWithAWrongTimeHappenedAndGivesNoOtherFault() throws Exception {
    assertThat(
            faults("00:00 activation-start", "00:60 supply-off", "01:30 supply-on",
                "01:00 supply-off", "02:00 supply-on", "05:00 activation-end"))
        .satisfiesExactly(
            leap -> assertThat(leap).startsWith("line 3: '2026-03-01T02:00:60Z' is no time"),
            back -> assertThat(back).startsWith("line 5:").contains("put the events in order"));
    assertThat(faults("00:60 activation-start", "05:00 activation-end")).hasSize(1);
  }

  @Test
  void eachFaultOfATraceIsNamedWithItsLine() throws Exception {
    assertThat(
            faults("00:00 activation-end", "00:10 activation-end", "00:05 supply-on",
                "00:20 supply-on", "00:30 dinner", "nonsense supply-off"))
        .satisfiesExactly(
            one -> assertThat(one).startsWith("line 2: activation-end without"),
            two -> assertThat(two).startsWith("line 3: activation-end"),
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
    assertThat(trace.meter().about()).containsExactly("GSME on a hot shoe");
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
        .contains(">AD1 for 61 of 121 random delays, 460 s to 520 s<")
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
