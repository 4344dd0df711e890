package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.kafka.JudgedStreet.HUB;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.policy.DspAnswer;

/** Nodes of two versions take partitions over from each other while they are upgraded in turn. */
class StateFormTest {
  @TempDir Path folder;
  private JudgedStreet street;

  @BeforeEach
  void open() {
    street = new JudgedStreet(folder);
    street.accepted("10:00", 1, Optional.empty());
  }

  @AfterEach
  void close() {
    street.close();
  }

  @Test
  void theStateSaysItsForm() {
    assertThat(street.globals().get(StoreState.FORM_KEY))
        .containsExactly(StoreState.FORM);
    assertThat(street.stored().hub(HUB).windows()).hasSize(1);
  }

  /** As the versions before forms left it. */
  @Test
  void aStateWithoutAFormIsGoneOnWith() {
    assertThat(street.globals().delete(StoreState.FORM_KEY)).isNotNull();
    StoreState taken = street.stored();
    assertThat(taken.hub(HUB).windows()).hasSize(1);
    taken.commit();
    assertThat(street.globals().get(StoreState.FORM_KEY))
        .containsExactly(StoreState.FORM);
  }

  /** As the versions left it that did not keep where its meter is, or the step if untracked. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRequestThatAnEarlierVersionStoredIsAnswered(int lacking) {
    long asked = street.request("10:40", 2, Optional.empty());
    byte[] key = ByteBuffer.allocate(Long.BYTES).putLong(asked).array();
    byte[] stored = street.requests().get(key);
    street.requests().put(key, Arrays.copyOf(stored, stored.length - lacking));
    street.answer("10:41", asked, DspAnswer.ACCEPTED).heldAt("10:45");
  }

  @Test
  void aStateOfALaterVersionIsLeftToNodesThatReadIt() {
    street.globals().put(StoreState.FORM_KEY, new byte[] {StoreState.FORM + 1});
    assertThatThrownBy(street::stored)
        .isInstanceOf(StateTooNew.class)
        .hasMessageContaining("form 2")
        .hasMessageContaining("install the version that runs on the other nodes")
        .satisfies(
            failed ->
                assertThat(StateTooNew.isIn(new StreamsException(new StreamsException(failed))))
                    .isTrue());
    assertThat(StateTooNew.isIn(new StreamsException("another"))).isFalse();
  }
}
