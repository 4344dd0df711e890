package org.lastgasp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.sim.SupplyInterruption;

/** What each region makes of the cuts of a trace. */
class RegionPredictionTest {
  private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");
  private static final int SOUTH = 3;
  @TempDir Path folder;

  private List<RegionPrediction> regions(String... events) throws Exception {
    return MeterCheck.of(Traces.trace(folder, events)).regions();
  }

  private static List<RegionPrediction.Expectation> expected(List<RegionPrediction> regions) {
    return regions.stream().map(RegionPrediction::expectation).toList();
  }

  @Test
  void aRegionKnowsNothingOfActivationMarks() throws Exception {
    List<RegionPrediction> far =
        regions("00:00 activation-start", "01:00 activation-end", "20:00 supply-off",
            "26:09 supply-on");
    assertThat(expected(far).subList(0, 3)).containsOnly(RegionPrediction.Expectation.AD1);
    assertThat(far.get(SOUTH).raised()).isEqualTo(110);
    List<RegionPrediction> before =
        regions("00:00 supply-off", "06:09 supply-on", "30:00 activation-start",
            "31:00 activation-end");
    assertThat(expected(before).subList(0, 3)).containsOnly(RegionPrediction.Expectation.AD1);
    assertThat(before.getFirst().alerts().getFirst().earliest())
        .contains(Duration.ofMinutes(-27));
  }

  @Test
  void theNorthsTimerRaisesAnAlertThreeMinutesIntoTheCut() throws Exception {
    List<RegionPrediction> regions =
        regions("00:00 activation-start", "01:00 supply-off", "04:01 supply-on",
            "05:00 activation-end");
    RegionPrediction.PredictedAlert timer = regions.getFirst().alerts().getFirst();
    assertThat(timer.earliest()).contains(Duration.ofMinutes(4));
    assertThat(timer.outage()).isEqualTo(Duration.ofMinutes(1));
    assertThat(regions.get(SOUTH).alerts()).isEmpty();
  }

  @Test
  void aLostRestorationMessageRaisesAnAlertInTheNorthAfterFortySeconds() throws Exception {
    List<RegionPrediction> regions =
        regions("00:00 activation-start", "01:00 supply-off", "01:40 supply-on",
            "05:00 activation-end");
    assertThat(regions.get(1).alerts()).isEmpty();
    assertThat(regions.get(2).alerts().getFirst().earliest()).contains(Duration.ofMinutes(4));
  }

  /** On at 340 s, then 60 s of reboot: a pause of 60 s and more makes it seven minutes. */
  @Test
  void southAndCentralDependOnTheRandomDelay() throws Exception {
    Trace trace =
        Traces.trace(folder, "00:00 activation-start", "00:20 supply-off", "05:40 supply-on",
            "06:00 activation-end");
    RegionPrediction south = MeterCheck.of(trace).regions().get(SOUTH);
    assertThat(south.tried()).isEqualTo(121);
    assertThat(south.raised()).isEqualTo(61);
    assertThat(south.expectation()).isEqualTo(RegionPrediction.Expectation.CHANCE);
    assertThat(south.words(trace))
        .isEqualTo("an AD1 for 61 of 121 random delays, 460 s to 520 s after the activation began");
  }

  @Test
  void aTraceThatEndsAHundredSecondsIntoACutLeavesEachRegionUnknown() throws Exception {
    Trace trace =
        Traces.trace(folder, "00:00 activation-start", "01:00 supply-off", "02:40 activation-end");
    List<RegionPrediction> regions = MeterCheck.of(trace).regions();
    assertThat(regions.getFirst().words(trace))
        .isEqualTo("unknown: the trace ends while the supply is off");
    assertThat(regions.get(2).expectation()).isEqualTo(RegionPrediction.Expectation.AD1);
    assertThat(regions.get(SOUTH).expectation()).isEqualTo(RegionPrediction.Expectation.UNKNOWN);
  }

  @Test
  void whatIsLongerThanARegionsRuleIsCertainEvenIfTheTraceEnds() throws Exception {
    Trace trace =
        Traces.trace(folder, "00:00 activation-start", "01:00 supply-off", "06:00 activation-end");
    List<RegionPrediction> regions = MeterCheck.of(trace).regions();
    assertThat(expected(regions))
        .containsExactly(
            RegionPrediction.Expectation.AD1,
            RegionPrediction.Expectation.AD1,
            RegionPrediction.Expectation.AD1,
            RegionPrediction.Expectation.UNKNOWN);
    assertThat(regions.get(SOUTH).words(trace))
        .isEqualTo(
            "an AD1 for 41 of 121 random delays, at the earliest 500 s to 540 s after the"
                + " activation began, unknown for the other 80");
  }

  @Test
  void eachOutageHasItsOwnAlert() throws Exception {
    List<RegionPrediction> regions =
        regions("00:00 activation-start", "01:00 supply-off", "05:00 supply-on",
            "20:00 supply-off", "24:00 supply-on", "30:00 activation-end");
    assertThat(regions.getFirst().alerts())
        .extracting(RegionPrediction.PredictedAlert::outage)
        .containsExactly(Duration.ofMinutes(1), Duration.ofMinutes(20));
  }

  /** 550 s, then a second of supply: 51 s are left for a cut of 200 s. */
  @Test
  void aCapacitorThatAnEarlierCutDrainedLeavesTheNorthsTimerUnknown() throws Exception {
    Trace trace =
        Traces.trace(folder, "00:00 activation-start", "01:00 supply-off", "10:10 supply-on",
            "10:11 supply-off", "13:31 supply-on", "30:00 activation-end");
    RegionPrediction timer = MeterCheck.of(trace).regions().getFirst();
    assertThat(timer.words(trace))
        .isEqualTo(
            "an AD1 240 s after the activation began;"
                + " unknown: the super capacitor is empty before the hub can tell");
    assertThat(timer.expectation()).isEqualTo(RegionPrediction.Expectation.AD1);
  }

  @Test
  void aSecondOfSupplyRestoresASecondOfTheCapacitor() throws Exception {
    List<RegionPrediction> just =
        regions("00:00 activation-start", "01:00 supply-off", "11:00 supply-on",
            "14:00 supply-off", "17:00 supply-on", "30:00 activation-end");
    assertThat(just.getFirst().alerts()).allMatch(each -> each.raised() == 1);
    List<RegionPrediction> less =
        regions("00:00 activation-start", "01:00 supply-off", "11:00 supply-on",
            "13:59 supply-off", "16:59 supply-on", "30:00 activation-end");
    assertThat(less.getFirst().alerts().getLast().unknown()).isEqualTo(1);
  }

  @Test
  void closedTracesAreJudgedAsBySecondBySecondSimulation() {
    Seeds.each(60, seed -> compare(new Random(seed), false));
  }

  @Test
  void tracesThatEndWhileTheSupplyIsOffAreJudgedAsByTryingWhenItMayBeBack() {
    Seeds.each(20, seed -> compare(new Random(seed), true));
  }

  private static void compare(Random random, boolean endsOff) {
    boolean[] isOn = supply(random, endsOff);
    Trace trace = trace(isOn, endsOff);
    for (RegionPrediction each : MeterCheck.of(trace).regions()) {
      Map<Integer, Integer> raised = new HashMap<>();
      Map<Integer, Integer> unknown = new HashMap<>();
      for (int pause = 0; pause < each.tried(); pause++) {
        count(each.region(), continuations(isOn, endsOff), pause, raised, unknown);
      }
      Set<Integer> outages = new HashSet<>(raised.keySet());
      outages.addAll(unknown.keySet());
      assertThat(each.alerts())
          .as("%s of %s", each.region(), trace.cuts())
          .hasSameSizeAs(outages)
          .allSatisfy(
              alert -> {
                int outage = (int) alert.outage().toSeconds();
                assertThat(alert.raised()).isEqualTo(raised.getOrDefault(outage, 0));
                assertThat(alert.unknown()).isEqualTo(unknown.getOrDefault(outage, 0));
              });
    }
  }

  private static void count(
      RegionRule rule,
      List<boolean[]> continuations,
      int pause,
      Map<Integer, Integer> raised,
      Map<Integer, Integer> unknown) {
    List<Map<Integer, RegionReference.Fate>> outcomes =
        continuations.stream().map(each -> RegionReference.of(rule, each, pause)).toList();
    Set<Integer> outages = new HashSet<>();
    outcomes.forEach(each -> outages.addAll(each.keySet()));
    for (int outage : outages) {
      boolean certain =
          outcomes.stream().allMatch(each -> each.get(outage) == RegionReference.Fate.RAISED);
      (certain ? raised : unknown).merge(outage, 1, Integer::sum);
    }
  }

  private static List<boolean[]> continuations(boolean[] isOn, boolean endsOff) {
    List<boolean[]> all = new ArrayList<>();
    int[] later = endsOff ? new int[] {0, 1, 29, 30, 150, 180, 181, 260, 380, 700} : new int[] {0};
    for (int seconds : later) {
      all.add(Arrays.copyOf(isOn, isOn.length + seconds)); // off for so much longer
    }
    return all;
  }

  private static boolean[] supply(Random random, boolean endsOff) {
    int[] lengths = {1, 19, 20, 29, 30, 31, 100, 179, 180, 181, 259, 260, 380, 400, 601};
    boolean[] isOn = new boolean[0];
    int cuts = random.nextInt(1, 6);
    for (int i = 0; i < cuts; i++) {
      int on = random.nextBoolean() ? random.nextInt(1, 30) : random.nextInt(1, 500);
      int off = random.nextBoolean() ? lengths[random.nextInt(lengths.length)] : 1 + on;
      int before = isOn.length;
      isOn = Arrays.copyOf(isOn, before + on + off);
      Arrays.fill(isOn, before, before + on, true);
    }
    return endsOff ? isOn : append(isOn, random.nextInt(1, 400));
  }

  private static boolean[] append(boolean[] isOn, int on) {
    boolean[] longer = Arrays.copyOf(isOn, isOn.length + on);
    Arrays.fill(longer, isOn.length, longer.length, true);
    return longer;
  }

  private static Trace trace(boolean[] isOn, boolean endsOff) {
    List<SupplyInterruption> cuts = new ArrayList<>();
    int since = -1;
    for (int t = 0; t < isOn.length; t++) {
      if (!isOn[t] && since < 0) {
        since = t;
      } else if (isOn[t] && since >= 0) {
        cuts.add(new SupplyInterruption(START.plusSeconds(since), START.plusSeconds(t)));
        since = -1;
      }
    }
    if (endsOff) {
      cuts.add(new SupplyInterruption(START.plusSeconds(since), SupplyInterruption.NEVER));
    }
    Instant end = START.plusSeconds(isOn.length);
    MeterUnderTest meter =
        new MeterUnderTest(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
            List.of());
    Trace.Period activation = new Trace.Period(START, end, true);
    return new Trace("drawn", meter, START, end, List.of(activation), List.of(), cuts);
  }
}
