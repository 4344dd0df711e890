package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lastgasp.worker.HealthIssue;

/** A disk that is nearly full, or soon will be, is told before it is. */
class DiskWatchTest {
  private static final long GIB = 1L << 30;
  private Instant now = Instant.parse("2030-01-15T10:00:00Z");
  private DiskWatch.Room room = new DiskWatch.Room(500 * GIB, 1_000 * GIB);
  private final DiskWatch watch = new DiskWatch("the data folder", () -> room, () -> now);

  private List<HealthIssue> after(Duration length, long usable) {
    now = now.plus(length);
    room = new DiskWatch.Room(usable, 1_000 * GIB);
    watch.look();
    return watch.issues();
  }

  @Test
  void aDiskThatIsHalfEmptyAndGetsNoFullerIsFine() {
    assertThat(after(Duration.ZERO, 500 * GIB)).isEmpty();
    assertThat(after(Duration.ofMinutes(30), 500 * GIB)).isEmpty();
    assertThat(after(Duration.ofMinutes(30), 480 * GIB)).as("lasts 24 h").isEmpty();
  }

  @Test
  void aDiskThatLastsLessThanHalfADayAtTheRateOfTheLastHourIsLow() {
    after(Duration.ZERO, 500 * GIB);
    assertThat(after(Duration.ofMinutes(5), 450 * GIB)).as("too soon to tell").isEmpty();
    assertThat(after(Duration.ofMinutes(55), 400 * GIB)).singleElement().satisfies(low -> {
      assertThat(low.reason()).isEqualTo("disk-low");
      assertThat(low.detail()).contains("409,600 MiB left, 40.0 %").contains("lasts 4 h 0 min");
    });
    after(Duration.ofMinutes(55), 400 * GIB);
    assertThat(after(Duration.ofMinutes(10), 400 * GIB)).as("an hour without growth").isEmpty();
  }

  @Test
  void aDiskWithLessThanATwentiethIsLowHoweverSlowlyItFills() {
    assertThat(after(Duration.ZERO, 49 * GIB)).singleElement().satisfies(
        low ->
            assertThat(low.detail())
                .startsWith("the disk of the data folder has 50,176 MiB left, 4.9 %; ")
                .contains("how fast it fills is known after 10 min")
                .doesNotContain("did not get less"));
    assertThat(after(Duration.ofMinutes(12), 49 * GIB)).singleElement().satisfies(
        low -> assertThat(low.detail()).contains("in the last 12 min it did not get less"));
    assertThat(after(Duration.ofMinutes(1), 60 * GIB)).isEmpty();
  }

  @Test
  void aDiskThatCannotBeMeasuredIsNoReason() {
    DiskWatch blind =
        new DiskWatch(
            "the data folder",
            () -> {
              throw new IOException("gone");
            },
            () -> now);
    blind.look();
    assertThat(blind.issues()).isEmpty();
  }
}
