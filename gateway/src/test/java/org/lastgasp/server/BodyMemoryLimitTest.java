package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BodyMemoryLimitTest {
  private static final long MIB = 1 << 20;

  private final BodyMemoryLimit room = new BodyMemoryLimit(4 * MIB, Duration.ZERO);

  @Test
  void whatIsSmallNeedsNoRoom() {
    assertThat(room.enter(4 * MIB)).isPresent();
    assertThat(room.enter(BodyMemoryLimit.SMALL)).isPresent();
  }

  @Test
  void whatIsLargerHasToFitBesideTheOthers() {
    assertThat(room.enter(MIB)).isPresent();
    assertThat(room.enter(2 * MIB)).isPresent();
    assertThat(room.enter(MIB)).isEmpty();
  }

  @Test
  void roomThatIsGivenBackIsThereAgain() {
    Optional<BodyMemoryLimit.Leave> first = room.enter(3 * MIB);
    assertThat(room.enter(3 * MIB)).isEmpty();
    first.orElseThrow().close();
    assertThat(room.enter(3 * MIB)).isPresent();
  }

  @Test
  void aBodyLargerThanAllRoomIsTakenAlone() {
    Optional<BodyMemoryLimit.Leave> huge = room.enter(100 * MIB);
    assertThat(huge).isPresent();
    assertThat(room.enter(BodyMemoryLimit.SMALL + 1)).isEmpty();
    huge.orElseThrow().close();
    assertThat(room.enter(100 * MIB)).isPresent();
  }

  @Test
  void leaveForWhatIsSmallGivesNothingBack() {
    assertThat(room.enter(100 * MIB)).isPresent();
    room.small().close();
    assertThat(room.enter(MIB)).isEmpty();
  }

  @Test
  void whoIsInterruptedWhileItWaitsGetsNoRoomAndStaysInterrupted() {
    BodyMemoryLimit patient = new BodyMemoryLimit(MIB, Duration.ofHours(1));
    assertThat(patient.enter(MIB)).isPresent();
    Thread.currentThread().interrupt();
    assertThat(patient.enter(MIB)).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
  }
}
