package org.lastgasp.whatif;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.config.Units;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.sim.RandomTimes;

/** Which settings a simulation tries, and how its chances are drawn. */
class SweepTest {
  private static final Settings CONFIGURED =
      new Settings(
          Duration.ofMinutes(30), Settings.WindowClock.RECEIPT, Duration.ofHours(2), false,
          Set.of("Landis+Gyr"), Map.of(), Settings.Thresholds.usual(),
          Settings.Authority.ANYBODY);

  private static Sweep.Reading read(String... sweeps) {
    return new Sweep(Units::duration).read(List.of(sweeps), CONFIGURED);
  }

  private static List<SettingsVariant> variants(String... sweeps) {
    Sweep.Reading reading = read(sweeps);
    assertThat(reading).isInstanceOf(Sweep.Reading.Read.class);
    return ((Sweep.Reading.Read) reading).variations();
  }

  private static List<String> titles(String... sweeps) {
    return variants(sweeps).stream().map(SettingsVariant::title).toList();
  }

  @Test
  void withoutASweepTheSettingsAreTriedAsConfigured() {
    assertThat(variants()).containsExactly(new SettingsVariant(List.of(), CONFIGURED));
    assertThat(titles()).containsExactly("as configured");
  }

  @Test
  void eachValueIsTriedWithEachOfTheOthersTheFirstVaryingSlowest() {
    assertThat(titles("window=10m, 20m", "window-clock=receipt,outage-start"))
        .containsExactly(
            "window=10m window-clock=receipt", "window=10m window-clock=outage-start",
            "window=20m window-clock=receipt", "window=20m window-clock=outage-start");
  }

  @Test
  void aWindowAboveTheCeilingNeedsOneThatIsTriedToo() {
    assertThat(read("window=1h,3h"))
        .isEqualTo(
            new Sweep.Reading.Wrong(
                "'window=3h': the window is above max-blindness, 2h: sweep max-blindness too"));
    Settings longer = variants("window=3h", "max-blindness=4h").getFirst().settings();
    assertThat(longer.window()).isEqualTo(Duration.ofHours(3));
    assertThat(longer.maxBlindness()).isEqualTo(Duration.ofHours(4));
    assertThat(variants("window=1h").getFirst().settings().maxBlindness())
        .isEqualTo(Duration.ofHours(2));
  }

  @Test
  void aGuardIsSetAndTheOthersStay() {
    Settings guarded =
        variants("guard.other-premises=on", "guard.breaker=shadow").getFirst().settings();
    assertThat(guarded.guard(Guard.OTHER_PREMISES)).isEqualTo(Guard.Setting.ON);
    assertThat(guarded.guard(Guard.BREAKER)).isEqualTo(Guard.Setting.SHADOW);
    assertThat(guarded.guard(Guard.ACTIVATION_FAILED)).isEqualTo(Guard.Setting.OFF);
    assertThat(guarded.manufacturers()).containsExactly("Landis+Gyr");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "window | expected KEY=VALUE", "=10m | expected KEY=VALUE", "window= | expected KEY=VALUE",
        "window=soon | expected a duration such as 30m but was 'soon'",
        "window=0s | expected a duration", "window=10m, | expected a duration",
        "window=25h | a window of 25h is above the longest max-blindness, 24h",
        "window=10m,20m,600s | 600s a second time", "guard.breaker=on,on | on a second time",
        "window-clock=noon | expected receipt or outage-start but was noon",
        "max-blindness=25h | 24h at most", "max-blindness=10m | below the window",
        "guard.wind=on | expected guard.NAME=off, shadow or on",
        "guard.breaker=open | expected guard.NAME", "colour=red | no such key to sweep"
      })
  void whatCannotBeTriedIsNamed(String sweep, String fault) {
    Sweep.Reading reading = read(sweep);
    assertThat(reading).isInstanceOf(Sweep.Reading.Wrong.class);
    assertThat(((Sweep.Reading.Wrong) reading).fault()).contains("'" + sweep + "'", fault);
  }

  @Test
  void aCeilingThatIsTriedIsNotRaised() {
    assertThat(read("max-blindness=1h", "window=30m,2h"))
        .isEqualTo(
            new Sweep.Reading.Wrong(
                "'window=30m,2h': a window of 2h above the max-blindness that is tried"));
    assertThat(titles("max-blindness=1h,2h", "window=30m,1h")).hasSize(4);
  }

  @Test
  void aKeyIsTriedOnce() {
    assertThat(read("window=10m", "window=20m"))
        .isEqualTo(
            new Sweep.Reading.Wrong(
                "'window=20m': window a second time: give all its values at once"));
  }

  @Test
  void moreThanTwoHundredSettingsAreTooMany() {
    String values =
        IntStream.range(60, 75).mapToObj(minutes -> minutes + "m").collect(joining(","));
    assertThat(read("window=" + values, "max-blindness=" + values.replace("m", "0m")))
        .isEqualTo(new Sweep.Reading.Wrong("225 settings, more than 200"));
  }

  @Test
  void aSeedAndAPlaceGiveTheSameDrawsAndNeighboursOthers() {
    assertThat(RandomTimes.generator(7, 3).nextLong())
        .isEqualTo(RandomTimes.generator(7, 3).nextLong())
        .isNotEqualTo(RandomTimes.generator(7, 4).nextLong())
        .isNotEqualTo(RandomTimes.generator(8, 3).nextLong());
  }

  @Test
  void halfOfTheTimesAreBelowTheirMedian() {
    RandomGenerator random = RandomTimes.generator(1, 1);
    int below = 0;
    for (int i = 0; i < 10_000; i++) {
      below += RandomTimes.around(random, 60, 0.8).toMillis() < 60_000 ? 1 : 0;
    }
    assertThat(below).isBetween(4_800, 5_200);
  }

  @Test
  void asManyHappenAsAreExpectedInTheMean() {
    RandomGenerator random = RandomTimes.generator(1, 2);
    int all = 0;
    for (int i = 0; i < 10_000; i++) {
      all += RandomTimes.count(random, 2.5);
    }
    assertThat(all).isBetween(24_500, 25_500);
    assertThat(RandomTimes.count(random, 0)).isZero();
  }

  @Test
  void aTimeBetweenTwoIsNeverOutsideThem() {
    RandomGenerator random = RandomTimes.generator(1, 3);
    Optional<Duration> outside = Optional.empty();
    for (int i = 0; i < 1_000; i++) {
      Duration drawn =
          RandomTimes.between(random, Duration.ofSeconds(2), Duration.ofSeconds(3));
      boolean inside = drawn.toMillis() >= 2_000 && drawn.toMillis() < 3_000;
      outside = inside ? outside : Optional.of(drawn);
    }
    assertThat(outside).isEmpty();
  }
}
