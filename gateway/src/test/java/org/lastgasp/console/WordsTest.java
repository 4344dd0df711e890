package org.lastgasp.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How pages write times, numbers and lengths. */
class WordsTest {
  private static final Instant TODAY = Instant.parse("2030-01-15T10:00:00Z");

  @Test
  void aSentenceHasTheTimesOfTodayWithoutTheirDay() {
    assertThat(
            Words.timed(
                "outage from 2030-01-15T09:58:31.123456789Z, window until 2030-01-14T23:30:00Z",
                TODAY))
        .isEqualTo("outage from 09:58:31, window until 2030-01-14 23:30:00");
  }

  @Test
  void whatIsNoTimeStaysAsItIs() {
    String none = "model $1\\ of 2030-02-31T10:00:00Z, 2030-01-15, <b>10:00:00</b>";
    assertThat(Words.timed(none, TODAY)).isEqualTo(none);
  }

  @Test
  void oneHasNoPlural() {
    assertThat(Words.count(1, "duplicate")).isEqualTo("1 duplicate");
    assertThat(Words.count(1_200, "duplicate")).isEqualTo("1,200 duplicates");
  }
}
