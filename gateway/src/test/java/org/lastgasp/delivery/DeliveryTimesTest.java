package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.Lane;

class DeliveryTimesTest {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private final DeliveryTimes times = new DeliveryTimes();

  @Test
  void saysNothingBeforeTheFirst() {
    RecipientStatus.LaneFigures none = times.figures(Lane.ALERTS, 0);
    assertThat(none.delivered()).isZero();
    assertThat(none.p99()).isZero();
  }

  @Test
  void givesMedianAndThe99thOfAHundred() {
    for (int i = 1; i <= 100; i++) {
      times.took(Duration.ofMillis(i), 5);
    }
    RecipientStatus.LaneFigures all = times.figures(Lane.ALERTS, 5);
    assertThat(all.p50()).isEqualTo(Duration.ofMillis(50));
    assertThat(all.p99()).isEqualTo(Duration.ofMillis(99));
  }

  @Test
  void forgetsWhatIsOlderThanTheLastThousand() {
    for (int i = 0; i < 1_000; i++) {
      times.took(Duration.ofSeconds(9), 0);
    }
    for (int i = 0; i < 1_000; i++) {
      times.took(Duration.ofSeconds(1), MINUTE);
    }
    RecipientStatus.LaneFigures all = times.figures(Lane.OTHERS, MINUTE);
    assertThat(all.p99()).isEqualTo(Duration.ofSeconds(1));
    assertThat(all.delivered()).isEqualTo(2_000);
    assertThat(all.more()).as("more than are counted in the minute").isTrue();
  }

  @Test
  void countsThoseOfTheLastMinute() {
    times.took(Duration.ZERO, 0);
    times.took(Duration.ZERO, MINUTE);
    assertThat(times.figures(Lane.ALERTS, MINUTE).lastMinute()).isEqualTo(1);
  }
}
