package org.lastgasp.whatif;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.policy.Settings;
import org.lastgasp.sim.AlarmRule;
import org.lastgasp.whatif.Score.Count;

class SimulationTest {
  private static final SimulatedGrid COUNTRY = new SimulatedGrid(102, 12_000, 7, 0.02);

  private static List<Simulation.Outcome> windows(SimulatedGrid country, String minutes) {
    Sweep sweep =
        new Sweep(text -> Optional.of(Duration.ofMinutes(Long.parseLong(text))));
    return switch (sweep.read(List.of("window=" + minutes), Settings.defaults())) {
      case Sweep.Reading.Read read -> new Simulation(country, read.variations()).run();
      case Sweep.Reading.Wrong wrong -> throw new AssertionError(wrong.fault());
    };
  }

  private static String figures(List<Simulation.Outcome> outcomes) {
    StringBuilder text = new StringBuilder();
    for (Simulation.Outcome outcome : outcomes) {
      outcome.regions().forEach((rule, score) -> text.append(rule).append(figures(score)));
    }
    return text.toString();
  }

  private static String figures(Score score) {
    StringBuilder text = new StringBuilder();
    for (Count count : Count.values()) {
      text.append(' ').append(count).append('=').append(score.of(count));
    }
    return text.append('\n').toString();
  }

  @Test
  void theSameSeedGivesTheSameFiguresOnAnyNumberOfThreads() {
    String many = figures(windows(COUNTRY, "10,30"));
    try (ForkJoinPool one = new ForkJoinPool(1)) {
      String alone = one.submit(() -> figures(windows(COUNTRY, "10,30"))).join();
      assertThat(alone).isEqualTo(many);
    }
    assertThat(figures(windows(new SimulatedGrid(103, 12_000, 7, 0.02), "10,30")))
        .isNotEqualTo(many);
  }

  @Test
  void everyRegionHasAlertsOfBothKindsAndTheyDoNotDependOnTheSettings() {
    List<Simulation.Outcome> outcomes = windows(COUNTRY, "10,30");
    for (AlarmRule rule : AlarmRule.values()) {
      Score narrow = outcomes.getFirst().regions().get(rule);
      Score usual = outcomes.getLast().regions().get(rule);
      assertThat(narrow.of(Count.SPURIOUS)).isPositive().isEqualTo(usual.of(Count.SPURIOUS));
      assertThat(narrow.of(Count.GENUINE)).isPositive().isEqualTo(usual.of(Count.GENUINE));
    }
  }

  @Test
  void aWiderWindowHoldsBackMoreAndBlindsLonger() {
    List<Score> scores =
        windows(COUNTRY, "5,10,20,30,60").stream().map(Simulation.Outcome::all).toList();
    IntStream.range(1, scores.size())
        .forEach(
            i -> {
              Score narrower = scores.get(i - 1);
              Score wider = scores.get(i);
              assertThat(wider.of(Count.HELD)).isGreaterThanOrEqualTo(narrower.of(Count.HELD));
              assertThat(wider.of(Count.MASKED))
                  .isGreaterThanOrEqualTo(narrower.of(Count.MASKED));
              assertThat(wider.blindness()).isGreaterThan(narrower.blindness());
            });
  }

  @Test
  void hindsightLabelsEveryAlertThatWasHeldBackAndDoubtsTheGenuineOnes() {
    Score score = windows(new SimulatedGrid(102, 60_000, 7, 0.02), "60").getFirst().all();
    long held = 0;
    long masked = 0;
    for (Label label : Label.values()) {
      held += score.held(label);
      masked += score.masked(label);
    }
    assertThat(held).isEqualTo(score.of(Count.HELD));
    assertThat(masked).isEqualTo(score.of(Count.MASKED)).isPositive();
    assertThat(score.masked(Label.SUSPECT)).isGreaterThan(masked / 2);
    assertThat(score.held(Label.CONSISTENT)).isGreaterThan(held / 2);
  }

  @Test
  void hindsightDoubtsTheGenuineAlertsAndFewOthersWhereTheNetworkFailsOften() {
    SimulatedGrid country = new SimulatedGrid(311, 60_000, 7, 0.02, 20);
    Score score = windows(country, "30").getFirst().all();
    long masked = score.of(Count.MASKED);
    assertThat(masked).as("enough to count").isGreaterThan(40);
    assertThat(score.masked(Label.CONSISTENT))
        .as("none but of the firmware's own interruptions, in which the network failed too")
        .isEqualTo(score.of(Count.MASKED_BOTH_CONSISTENT))
        .isLessThanOrEqualTo(masked * 5 / 100);
    assertThat(score.masked(Label.SUSPECT)).isGreaterThanOrEqualTo(Math.ceilDiv(masked * 95, 100));
    assertThat(score.held(Label.SUSPECT)).isLessThanOrEqualTo(2 * masked);
    assertThat(score.held(Label.CONSISTENT)).isGreaterThan(score.of(Count.HELD) * 9 / 10);
  }

  @Test
  void everyKindOfEvidenceIsCountedOnceForACase() {
    Score score = windows(COUNTRY, "30").getFirst().all();
    assertThat(score.held(Evidence.Kind.ACTIVATION_SUCCEEDED))
        .isGreaterThanOrEqualTo(score.held(Label.CONSISTENT))
        .isLessThanOrEqualTo(score.of(Count.HELD));
  }

  @Test
  void theNetworkFailsAsManyTimesAsOftenAsIsAskedFor() {
    Score usual = windows(COUNTRY, "30").getFirst().all();
    Score often = windows(new SimulatedGrid(102, 12_000, 7, 0.02, 10), "30").getFirst().all();
    assertThat(often.of(Count.GENUINE)).isGreaterThan(4 * usual.of(Count.GENUINE));
  }

  @Test
  void aSweepIsDrawnAsWellFormedSvgThatSaysInWordsWhatItShows() throws Exception {
    List<Simulation.Outcome> outcomes = windows(COUNTRY, "10,30");
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(TradeOff.svg(outcomes).getBytes(UTF_8)));
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .contains("by window");
    assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
        .contains("South & Central, window=30: ");
    assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(3);
  }

  @Test
  void aSweepIsWrittenWithARowForEachSettingAndRegion() {
    List<String> lines = SweepTable.lines(windows(COUNTRY, "10,30"));
    assertThat(lines).hasSize(1 + 2 * 4);
    assertThat(lines.getFirst()).startsWith("window,region,requests,spurious,held,genuine,");
    assertThat(lines.get(1)).startsWith("10,north-timer,");
    assertThat(lines).allSatisfy(line ->
        assertThat(line.split(",")).hasSameSizeAs(lines.getFirst().split(",")));
  }

  @Test
  void theSouthNeedsALongerWindowThanTheNorthAsItsAlertsComeWhenTheSupplyIsBack() {
    Simulation.Outcome narrow = windows(COUNTRY, "10").getFirst();
    assertThat(held(narrow, AlarmRule.NORTH_TIMER)).isGreaterThan(0.8);
    assertThat(held(narrow, AlarmRule.SOUTH_AND_CENTRAL)).isLessThan(0.6);
  }

  private static double held(Simulation.Outcome outcome, AlarmRule rule) {
    Score score = outcome.regions().get(rule);
    return (double) score.of(Count.HELD) / score.of(Count.SPURIOUS);
  }
}
