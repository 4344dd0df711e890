package org.lastgasp.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PhrasesTest {
  private static final Instant TODAY = Instant.parse("2030-01-15T10:00:00Z");

  @Test
  void lengthsReadAsPeopleSayThem() {
    assertThat(EventText.length(Duration.ofSeconds(41))).isEqualTo("41 s");
    assertThat(EventText.length(Duration.ofMillis(250))).isEqualTo("0.25 s");
    assertThat(EventText.length(Duration.ofSeconds(725))).isEqualTo("12 min 5 s");
    assertThat(EventText.length(Duration.ofHours(27))).isEqualTo("1 d 3 h");
    assertThat(EventText.length(Duration.ZERO)).isEqualTo("0 s");
  }

  @Test
  void timesHaveTheirDayOnlyIfItIsAnother() {
    assertThat(EventText.time(TODAY.plusMillis(5), TODAY)).isEqualTo("10:00:00.005");
    assertThat(EventText.time(TODAY.minusSeconds(86_400), TODAY)).isEqualTo("2030-01-14 10:00:00");
    assertThat(EventText.time(Instant.MAX, TODAY)).isEqualTo(Instant.MAX.toString());
  }
}
