package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;

/** What the guards that count have counted, and where things are. */
class CountingTest {
  private static final Instant NOON = Instant.parse("2030-01-15T12:00:00Z");
  private static final Duration TEN = Duration.ofMinutes(10);
  private static final Area FEEDER = new Area(Area.Kind.FEEDER, "F12");

  @Test
  void anAreaIsTheFeederElseThePostcodeSectorElseDistributorAndRegion() {
    OptionalInt twenty = OptionalInt.of(20);
    assertThat(Area.of(device(" f12 ", "AB10 1XY", "North"), twenty)).contains(FEEDER);
    assertThat(Area.of(device("", "ab101xy", "North"), twenty))
        .hasToString("Optional[postcode sector AB10 1]");
    assertThat(Area.of(device("", "AB10 1", "North"), twenty))
        .hasToString("Optional[postcode sector AB10 1]");
    assertThat(Area.of(device("", "somewhere", "North"), twenty))
        .hasToString("Optional[distributor and region 20 NORTH]");
    assertThat(Area.of(device("", "", "North"), OptionalInt.empty())).isEmpty();
    assertThat(Area.of(device("", "", ""), twenty)).isEmpty();
  }

  private static Device device(String feeder, String postcode, String region) {
    return new Device(
        new Eui64(1), "CHF", "", "", "", Optional.empty(), Optional.empty(), region, postcode,
        feeder);
  }

  @Test
  void otherHubsAreCountedOnceAndNotForEver() {
    AreaHistory hood = new AreaHistory();
    for (int i = 0; i < 3; i++) {
      hood.alerted(FEEDER, new Eui64(7), NOON.plusSeconds(i), 5);
    }
    hood.alerted(FEEDER, new Eui64(8), NOON.plusSeconds(60), 5);
    assertThat(around(hood, 9, NOON.plusSeconds(61))).isEqualTo(2);
    assertThat(around(hood, 8, NOON.plusSeconds(61))).isEqualTo(1);
    assertThat(around(hood, 9, NOON.plusSeconds(602))).isEqualTo(2);
    assertThat(around(hood, 9, NOON.plusSeconds(603))).isEqualTo(1);
    assertThat(around(hood, 9, NOON.plusSeconds(661))).isZero();
  }

  @Test
  void whatIsTakenBackWasNeverThere() {
    AreaHistory hood = new AreaHistory();
    hood.alerted(FEEDER, new Eui64(7), NOON, 5);
    Runnable again = hood.alerted(FEEDER, new Eui64(7), NOON.plusSeconds(300), 5);
    Runnable other = hood.alerted(FEEDER, new Eui64(8), NOON.plusSeconds(300), 5);
    other.run();
    again.run();
    assertThat(around(hood, 9, NOON.plusSeconds(600))).isEqualTo(1);
    assertThat(around(hood, 9, NOON.plusSeconds(601))).isZero();
  }

  /** However many alert, what the guard asks is answered as if all were remembered. */
  @Test
  void rememberingOneHubMoreThanNeededIsEnough() {
    Seeds.each(300, CountingTest::agreeWithAll);
  }

  private static void agreeWithAll(long seed) {
    Random random = new Random(seed);
    int needed = 1 + random.nextInt(4);
    AreaHistory hood = new AreaHistory();
    List<Eui64> hubs = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    Instant now = NOON;
    for (int i = 0; i < 60; i++) {
      now = now.plusSeconds(random.nextInt(200));
      Eui64 hub = new Eui64(random.nextInt(8));
      Instant since = now.minus(TEN);
      long all = 0;
      for (int other = 0; other < 8; other++) {
        boolean lately = false;
        for (int j = 0; j < hubs.size(); j++) {
          lately |= hubs.get(j).value() == other && !times.get(j).isBefore(since);
        }
        all += lately && other != hub.value() ? 1 : 0;
      }
      long counted = hood.around(FEEDER, Optional.of(hub), now, TEN).hubs();
      assertThat(counted >= needed).as("step " + i).isEqualTo(all >= needed);
      hood.alerted(FEEDER, hub, now, needed);
      hubs.add(hub);
      times.add(now);
    }
  }

  @Test
  void anAreaThatWasQuietLongestIsForgottenFirst() {
    AreaHistory hood = new AreaHistory();
    for (int i = 0; i <= 400_000; i++) {
      hood.alerted(new Area(Area.Kind.FEEDER, "" + i), new Eui64(7), NOON, 5);
    }
    assertThat(crowd(hood, "0")).isZero();
    assertThat(crowd(hood, "1")).isEqualTo(1);
    assertThat(crowd(hood, "400000")).isEqualTo(1);
  }

  @Test
  void oneHubThatAlertsOverAndOverMakesNoOtherForgotten() {
    AreaHistory hood = new AreaHistory();
    hood.alerted(FEEDER, new Eui64(7), NOON, 5);
    Area other = new Area(Area.Kind.FEEDER, "F13");
    for (int i = 0; i <= 400_000; i++) {
      hood.alerted(other, new Eui64(8), NOON, 5);
    }
    assertThat(crowd(hood, "F12")).isEqualTo(1);
  }

  @Test
  void theFuseBlowsAboveBothThresholds() {
    SuppressionRate fuse = new SuppressionRate();
    hold(fuse, 100, NOON);
    assertThat(fuse.blown(NOON, thresholds(), () -> 0)).isEmpty();
    hold(fuse, 1, NOON);
    assertThat(fuse.blown(NOON, thresholds(), () -> 202)).isEmpty();
    Instant later = NOON.plusSeconds(1);
    assertThat(fuse.blown(later, thresholds(), () -> 201))
        .contains("101 alerts held in 600 s, more than 100 and than 50 % of 201 windows");
  }

  @Test
  void theFuseForgetsWhatIsOld() {
    SuppressionRate fuse = new SuppressionRate();
    hold(fuse, 101, NOON);
    assertThat(fuse.blown(NOON.plusSeconds(600), thresholds(), () -> 0)).isPresent();
    assertThat(fuse.blown(NOON.plusSeconds(601), thresholds(), () -> 0)).isEmpty();
  }

  @Test
  void theFuseDoesNotBlowByAsManyAsAreUsual() {
    SuppressionRate fuse = new SuppressionRate();
    hold(fuse, 1, NOON);
    hold(fuse, 100, NOON.plusSeconds(300));
    assertThat(fuse.blown(NOON.plusSeconds(600), thresholds(), () -> 0)).isPresent();
    assertThat(fuse.blown(NOON.plusSeconds(601), thresholds(), () -> 0)).isEmpty();
  }

  @Test
  void theFuseForgetsEachAlertAtItsOwnTime() {
    SuppressionRate fuse = new SuppressionRate();
    hold(fuse, 60, NOON);
    hold(fuse, 101, NOON.plusSeconds(300));
    hold(fuse, 1, NOON.plusSeconds(299)); // received a little before, judged a little later
    assertThat(fuse.blown(NOON.plusSeconds(600), thresholds(), () -> 0))
        .hasValueSatisfying(words -> assertThat(words).startsWith("162 alerts"));
    assertThat(fuse.blown(NOON.plusSeconds(601), thresholds(), () -> 0))
        .hasValueSatisfying(words -> assertThat(words).startsWith("102 alerts"));
    assertThat(fuse.blown(NOON.plusSeconds(901), thresholds(), () -> 0)).isEmpty();
  }

  @Test
  void theFuseCountsADayAndNoLonger() {
    Duration day = Duration.ofDays(1);
    Thresholds daily = new Thresholds(5, TEN, 100, day, 50, Duration.ofMinutes(30));
    SuppressionRate fuse = new SuppressionRate();
    hold(fuse, 100, NOON);
    hold(fuse, 1, NOON.plus(day));
    assertThat(fuse.blown(NOON.plus(day), daily, () -> 0)).isPresent();
    hold(fuse, 99, NOON.plus(day).plusSeconds(1));
    assertThat(fuse.blown(NOON.plus(day).plusSeconds(1), daily, () -> 0)).isEmpty();
  }

  @Test
  void theFuseIsQuietSomeTimeAfterTheLastAbnormalAlert() {
    SuppressionRate fuse = new SuppressionRate();
    Duration quiet = thresholds().quiet();
    assertThat(fuse.isQuiet(NOON, quiet)).isTrue();
    hold(fuse, 101, NOON);
    assertThat(fuse.blown(NOON, thresholds(), () -> 0)).isPresent();
    assertThat(fuse.isQuiet(NOON.plus(quiet).minusMillis(1), quiet)).isFalse();
    assertThat(fuse.isQuiet(NOON.plus(quiet), quiet)).isTrue();
  }

  @Test
  void anAlertThatIsTakenBackIsNotCounted() {
    SuppressionRate fuse = new SuppressionRate();
    hold(fuse, 100, NOON);
    fuse.held(NOON).run();
    assertThat(fuse.blown(NOON, thresholds(), () -> 0)).isEmpty();
    fuse.held(NOON);
    fuse.reset();
    hold(fuse, 100, NOON);
    assertThat(fuse.blown(NOON, thresholds(), () -> 0)).isEmpty();
  }

  @Test
  void whatIsNoLongerCountedIsNotForgottenOnceMore() {
    SuppressionRate takenBack = new SuppressionRate();
    hold(takenBack, 99, NOON);
    takenBack.held(NOON).run();
    SuppressionRate reset = new SuppressionRate();
    hold(reset, 99, NOON);
    reset.reset();
    Instant later = NOON.plusSeconds(601);
    for (SuppressionRate fuse : List.of(takenBack, reset)) {
      hold(fuse, 101, later);
      assertThat(fuse.blown(later, thresholds(), () -> 0)).isPresent();
    }
  }

  private static void hold(SuppressionRate fuse, int alerts, Instant at) {
    for (int i = 0; i < alerts; i++) {
      fuse.held(at);
    }
  }

  private static Thresholds thresholds() {
    return new Thresholds(5, TEN, 100, TEN, 50, Duration.ofMinutes(30));
  }

  private static int around(AreaHistory hood, int hub, Instant received) {
    return hood.around(FEEDER, Optional.of(new Eui64(hub)), received, TEN).hubs();
  }

  private static int crowd(AreaHistory hood, String feeder) {
    Area area = new Area(Area.Kind.FEEDER, feeder);
    return hood.around(area, Optional.empty(), NOON, TEN).hubs();
  }
}
