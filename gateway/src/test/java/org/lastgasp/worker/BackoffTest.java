package org.lastgasp.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lastgasp.Seeds;

class BackoffTest {
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private static Duration after(long seed, int failures, Optional<Duration> asked) {
    RandomGenerator chance = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return new Backoff(Duration.ofSeconds(2), LONGEST, chance).after(failures, asked);
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "5, 32", "9, 512", "10, 900", "1000, 900"})
  void thePauseDoublesUpToTheLongestAndHalfOfItIsChance(int failures, long seconds) {
    Duration whole = Duration.ofSeconds(seconds);
    Seeds.each(
        100,
        seed ->
            assertThat(after(seed, failures, Optional.empty()))
                .isBetween(whole.dividedBy(2), whole));
  }

  @Test
  void aServerThatAsksForMoreGetsIt() {
    assertThat(after(1, 1, Optional.of(Duration.ofMinutes(3)))).isEqualTo(Duration.ofMinutes(3));
  }

  @Test
  void aServerThatAsksForTooMuchGetsTheLongest() {
    assertThat(after(1, 1, Optional.of(Duration.ofDays(9)))).isEqualTo(LONGEST);
  }

  @Test
  void aServerThatAsksForLessChangesNothing() {
    assertThat(after(1, 10, Optional.of(Duration.ofSeconds(1))))
        .isEqualTo(after(1, 10, Optional.empty()));
  }
}
