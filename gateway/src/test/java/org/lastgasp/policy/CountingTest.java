package org.lastgasp.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final OptionalInt TWENTY = OptionalInt.of(20);
  private static final OptionalInt SEVENTEEN = OptionalInt.of(17);
  private static final Settings.Thresholds THRESHOLDS =
      new Settings.Thresholds(5, TEN, 100, TEN, 50, Duration.ofMinutes(30));

  private AreaHistory areas = AreaHistory.NONE;
  private SuppressionRate rate = SuppressionRate.NONE;

  @Test
  void anAreaIsTheFeederElseThePostcodeSectorElseDistributorAndRegion() {
    assertThat(Area.of(device(" f12 ", "AB10 1XY", "North"), TWENTY)).contains(FEEDER);
    assertThat(Area.of(device("", "ab101xy", "North"), TWENTY))
        .hasToString("Optional[postcode sector AB10 1]");
    assertThat(Area.of(device("", "AB10 1", "North"), TWENTY))
        .hasToString("Optional[postcode sector AB10 1]");
    assertThat(Area.of(device("", "AB10", "North"), TWENTY))
        .hasToString("Optional[distributor and region 20 NORTH]");
    assertThat(Area.of(device("", "somewhere", "North"), TWENTY))
        .hasToString("Optional[distributor and region 20 NORTH]");
    assertThat(Area.of(device("", "", "North"), OptionalInt.empty())).isEmpty();
    assertThat(Area.of(device("", "", ""), TWENTY)).isEmpty();
  }

  private static Device device(String feeder, String postcode, String region) {
    return new Device(
        new Eui64(1), "CHF", "", "", "", Optional.empty(), Optional.empty(), region, postcode,
        feeder);
  }

  @Test
  void otherHubsAreCountedOnceAndNotForEver() {
    for (int i = 0; i < 3; i++) {
      alerted(7, NOON.plusSeconds(i), 5);
    }
    alerted(8, NOON.plusSeconds(60), 5);
    assertThat(around(9, NOON.plusSeconds(61))).isEqualTo(2);
    assertThat(around(8, NOON.plusSeconds(61))).isEqualTo(1);
    assertThat(around(9, NOON.plusSeconds(602))).isEqualTo(2);
    assertThat(around(9, NOON.plusSeconds(603))).isEqualTo(1);
    assertThat(around(9, NOON.plusSeconds(661))).isZero();
  }

  @Test
  void whatCameLaterIsNotInAnEarlierHistory() {
    alerted(7, NOON, 5);
    AreaHistory before = areas;
    alerted(7, NOON.plusSeconds(300), 5);
    alerted(8, NOON.plusSeconds(300), 5);
    areas = before;
    assertThat(around(9, NOON.plusSeconds(600))).isEqualTo(1);
    assertThat(around(9, NOON.plusSeconds(601))).isZero();
  }

  /** However many alert, what the guard asks is answered as if all were remembered. */
  @Test
  void rememberingOneHubMoreThanNeededIsEnough() {
    Seeds.each(300, this::agreeWithAll);
  }

  private void agreeWithAll(long seed) {
    Random random = new Random(seed);
    int needed = 1 + random.nextInt(4);
    areas = AreaHistory.NONE;
    Map<AreaHistory.Sighting, Instant> times = new HashMap<>(); // the last one of each
    Instant now = NOON;
    for (int i = 0; i < 60; i++) {
      now = now.plusSeconds(random.nextInt(200));
      Eui64 hub = new Eui64(random.nextInt(8));
      OptionalInt network = List.of(TWENTY, SEVENTEEN, OptionalInt.empty()).get(random.nextInt(3));
      Instant since = now.minus(TEN);
      long all =
          times.keySet().stream()
              .filter(each -> !times.get(each).isBefore(since) && each.mayBeIn(network))
              .map(AreaHistory.Sighting::hub)
              .filter(other -> !other.equals(hub))
              .distinct()
              .count();
      long counted = areas.around(FEEDER, network, Optional.of(hub), now, TEN).hubs();
      assertThat(counted >= needed).as("step " + i).isEqualTo(all >= needed);
      areas = areas.alerted(FEEDER, network, hub, now, needed);
      times.put(new AreaHistory.Sighting(hub, network, NOON), now);
    }
  }

  @Test
  void twoNetworksFeedersOfOneNameAreTwo() {
    alerted(7, NOON, 5);
    assertThat(others(FEEDER, TWENTY)).isEqualTo(1);
    assertThat(others(FEEDER, SEVENTEEN)).isZero();
    assertThat(others(FEEDER, OptionalInt.empty())).as("it may be the same one").isEqualTo(1);
    areas = areas.alerted(FEEDER, OptionalInt.empty(), new Eui64(8), NOON, 5);
    assertThat(others(FEEDER, SEVENTEEN)).as("it may be of any network").isEqualTo(1);
  }

  @Test
  void aPostcodeSectorIsOnePlaceWhateverTheNetwork() {
    Area sector = new Area(Area.Kind.POSTCODE_SECTOR, "AB10 1");
    areas = areas.alerted(sector, TWENTY, new Eui64(7), NOON, 5);
    assertThat(others(sector, SEVENTEEN)).isEqualTo(1);
  }

  private int others(Area area, OptionalInt distributor) {
    return areas.around(area, distributor, Optional.of(new Eui64(9)), NOON, TEN).hubs();
  }

  @Test
  void anAreaIsForgottenOnlyAfterAGenerationOfOthers() {
    for (int i = 0; i <= 2 * AreaHistory.A_GENERATION; i++) {
      areas = areas.alerted(feeder("" + i), TWENTY, new Eui64(7), NOON, 5);
    }
    assertThat(nearby("" + (AreaHistory.A_GENERATION - 1))).isZero();
    assertThat(nearby("" + AreaHistory.A_GENERATION)).isEqualTo(1);
    assertThat(nearby("" + 2 * AreaHistory.A_GENERATION)).isEqualTo(1);
  }

  @Test
  void anAreaThatAlertsAgainIsAmongTheRecentOnesWithAllItsHubs() {
    alerted(7, NOON, 5);
    for (int i = 1; i < AreaHistory.A_GENERATION; i++) {
      areas = areas.alerted(feeder("" + i), TWENTY, new Eui64(7), NOON, 5);
    }
    alerted(8, NOON, 5);
    for (int i = 2; i < AreaHistory.A_GENERATION; i++) {
      areas = areas.alerted(feeder("" + i), TWENTY, new Eui64(7), NOON, 5);
    }
    assertThat(nearby("F12")).isEqualTo(2);
  }

  @Test
  void oneHubThatAlertsOverAndOverMakesNoOtherForgotten() {
    alerted(7, NOON, 5);
    for (int i = 0; i <= 2 * AreaHistory.A_GENERATION; i++) {
      areas = areas.alerted(feeder("F13"), TWENTY, new Eui64(8), NOON, 5);
    }
    assertThat(nearby("F12")).isEqualTo(1);
  }

  @Test
  void alertsAreTooManyAboveBothThresholds() {
    hold(100, NOON);
    assertThat(tooMany(NOON, 0)).isEmpty();
    hold(1, NOON);
    assertThat(tooMany(NOON, 202)).isEmpty();
    assertThat(tooMany(NOON.plusSeconds(1), 201))
        .contains("101 alerts suppressed in 600 s, more than 100 and than 50 % of 201 windows");
  }

  @Test
  void windowsAreCountedOnceASecondAndOfTheTimeThatCounts() {
    hold(101, NOON);
    assertThat(tooMany(NOON, 202)).isEmpty();
    assertThat(tooMany(NOON.plusMillis(999), 0)).as("not counted again").isEmpty();
    rate =
        rate.checked(
            NOON.plusSeconds(1),
            THRESHOLDS,
            (since, now) -> {
              assertThat(since).isEqualTo(NOON.plusSeconds(1).minus(TEN));
              assertThat(now).isEqualTo(NOON.plusSeconds(1));
              return 0;
            });
    assertThat(rate.tooMany(THRESHOLDS)).isPresent();
  }

  @Test
  void whatIsOldIsNotCounted() {
    hold(101, NOON);
    assertThat(tooMany(NOON.plusSeconds(600), 0)).isPresent();
    assertThat(tooMany(NOON.plusSeconds(601), 0)).isEmpty();
  }

  @Test
  void asManyAsAreUsualAreNotTooMany() {
    hold(1, NOON);
    hold(100, NOON.plusSeconds(300));
    assertThat(tooMany(NOON.plusSeconds(600), 0)).isPresent();
    assertThat(tooMany(NOON.plusSeconds(601), 0)).isEmpty();
    assertThat(tooMany(NOON.plusSeconds(601), 0)).as("and stay so").isEmpty();
  }

  @Test
  void eachAlertIsForgottenAtItsOwnTime() {
    hold(60, NOON);
    hold(101, NOON.plusSeconds(300));
    hold(1, NOON.plusSeconds(299)); // received a little before, judged a little later
    assertThat(tooMany(NOON.plusSeconds(600), 0))
        .hasValueSatisfying(words -> assertThat(words).startsWith("162 alerts"));
    assertThat(tooMany(NOON.plusSeconds(601), 0))
        .hasValueSatisfying(words -> assertThat(words).startsWith("102 alerts"));
    assertThat(tooMany(NOON.plusSeconds(901), 0)).isEmpty();
  }

  @Test
  void alertsAreCountedForADayAndNoLonger() {
    Duration day = Duration.ofDays(1);
    Settings.Thresholds daily =
        new Settings.Thresholds(5, TEN, 100, day, 50, Duration.ofMinutes(30));
    hold(100, NOON);
    hold(1, NOON.plus(day));
    assertThat(rate.checked(NOON.plus(day), daily, (since, now) -> 0).excessive()).isTrue();
    hold(99, NOON.plus(day).plusSeconds(1));
    assertThat(rate.checked(NOON.plus(day).plusSeconds(1), daily, (since, now) -> 0).excessive())
        .isFalse();
  }

  @Test
  void itIsQuietSomeTimeAfterTheLastAbnormalAlert() {
    Duration quiet = THRESHOLDS.quiet();
    assertThat(rate.isQuiet(NOON, quiet)).isTrue();
    hold(101, NOON);
    assertThat(tooMany(NOON, 0)).isPresent();
    assertThat(rate.isQuiet(NOON.plus(quiet).minusMillis(1), quiet)).isFalse();
    assertThat(rate.isQuiet(NOON.plus(quiet), quiet)).isTrue();
    rate = rate.disturbed(NOON.minusSeconds(60));
    assertThat(rate.isQuiet(NOON.plus(quiet).minusMillis(1), quiet)).isFalse();
  }

  @Test
  void whatIsNoLongerCountedIsNotForgottenOnceMore() {
    hold(99, NOON);
    rate = SuppressionRate.NONE;
    Instant later = NOON.plusSeconds(601);
    hold(101, later);
    assertThat(tooMany(later, 0)).isPresent();
    assertThat(tooMany(later.plusSeconds(601), 0)).isEmpty();
    hold(101, later.plusSeconds(602));
    assertThat(tooMany(later.plusSeconds(602), 0))
        .hasValueSatisfying(words -> assertThat(words).startsWith("101 alerts"));
  }

  private void hold(int alerts, Instant at) {
    for (int i = 0; i < alerts; i++) {
      rate = rate.held(at);
    }
  }

  private Optional<String> tooMany(Instant at, long windows) {
    rate = rate.checked(at, THRESHOLDS, (since, now) -> windows);
    return rate.tooMany(THRESHOLDS);
  }

  private void alerted(int hub, Instant at, int needed) {
    areas = areas.alerted(FEEDER, TWENTY, new Eui64(hub), at, needed);
  }

  private static Area feeder(String name) {
    return new Area(Area.Kind.FEEDER, name);
  }

  private int around(int hub, Instant received) {
    return areas.around(FEEDER, TWENTY, Optional.of(new Eui64(hub)), received, TEN).hubs();
  }

  private int nearby(String feeder) {
    return areas.around(feeder(feeder), TWENTY, Optional.empty(), NOON, TEN).hubs();
  }
}
