package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.app.RuntimeProvider.RuntimeRefused;

/** The folders with which a node of a cluster may begin. */
class MirroredRecordTest {
  private static final Topics TOPICS = new Topics("", 2);

  @TempDir Path folder;

  private static MirroredRecord record(long expired) {
    return new MirroredRecord("a cluster", TOPICS, Optional.empty(), expired);
  }

  @Test
  void anEmptyOneWhileTheTopicHasAll() {
    assertThatCode(() -> record(0).claim(folder, 0)).doesNotThrowAnyException();
    assertThatCode(() -> record(0).claim(folder, 0)).as("again").doesNotThrowAnyException();
  }

  @Test
  void noEmptyOneOnceEventsHaveExpired() {
    assertThatThrownBy(() -> record(1).claim(folder, 0))
        .isInstanceOf(RuntimeRefused.class)
        .hasMessageContaining("begin with a copy");
  }

  /** Its node was stopped before it had mirrored anything, and began again too late. */
  @Test
  void noEmptyOneThatWasClaimedBefore() {
    record(0).claim(folder, 0);
    assertThatThrownBy(() -> record(1).claim(folder, 0)).isInstanceOf(RuntimeRefused.class);
  }

  @Test
  void aCopyOfAnotherNodes() {
    record(0).claim(folder, 0);
    assertThatCode(() -> record(1).claim(folder, 7)).doesNotThrowAnyException();
  }

  @Test
  void noneOfOneMachine() {
    assertThatThrownBy(() -> record(0).claim(folder, 7))
        .isInstanceOf(RuntimeRefused.class)
        .hasMessageContaining("journal move");
  }
}
