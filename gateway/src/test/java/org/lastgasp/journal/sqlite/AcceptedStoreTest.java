package org.lastgasp.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entries;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Tally;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Step;
import org.lastgasp.sqlite.BrokenFile;

/** What is only remembered lies in a file that no start reads. */
class AcceptedStoreTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  @TempDir private Path folder;

  @Test
  void remembersEachStepOfARequestOverARestart() {
    try (AcceptedStore store = AcceptedStore.open(folder, 0)) {
      long before = store.version();
      store.keep(List.of(accepted(1, Step.SEND, TEN), accepted(2, Step.LOCAL_DELIVERY, TEN)));
      store.keep(List.of(accepted(1, Step.LOCAL_DELIVERY, TEN)));
      assertThat(store.version()).isGreaterThan(before);
    }
    try (AcceptedStore store = AcceptedStore.open(folder, 0)) {
      assertThat(store.of(id(1))).containsExactlyInAnyOrder(Step.SEND, Step.LOCAL_DELIVERY);
      assertThat(store.of(id(2))).containsExactly(Step.LOCAL_DELIVERY);
      assertThat(store.of(id(3))).isEmpty();
      assertThat(store.of(new RequestId(id(1).target(), id(1).originator(), 1))).isEmpty();
    }
  }

  @Test
  void forgetsWhatEndedBeforeAnInstantAndKeepsTheLaterOfTwoEnds() {
    try (AcceptedStore store = AcceptedStore.open(folder, 0)) {
      store.keep(List.of(accepted(1, Step.SEND, TEN), accepted(2, Step.SEND, TEN.plusSeconds(1))));
      store.keep(List.of(accepted(3, Step.SEND, TEN.plusSeconds(9))));
      store.keep(List.of(accepted(3, Step.SEND, TEN.minusSeconds(9))));
      store.expire(TEN.plusSeconds(1), PATIENCE);
      assertThat(store.of(id(1))).isEmpty();
      assertThat(store.of(id(2))).containsExactly(Step.SEND);
      assertThat(store.of(id(3))).containsExactly(Step.SEND);
    }
  }

  @Test
  void aFileOfNoUseIsSetAsideAndFilledFromWhatTheJournalHas() throws IOException {
    Files.writeString(folder.resolve("accepted.db"), "no database at all, not even nearly one");
    MemoryJournal journal = new MemoryJournal(new Tally());
    append(journal, answered(1, DspAnswer.ACCEPTED, Optional.of(Step.SEND)));
    append(journal, answered(2, DspAnswer.REFUSED, Optional.of(Step.SEND)));
    append(journal, answered(3, DspAnswer.ACCEPTED, Optional.empty()));
    try (AcceptedStore store = AcceptedStore.open(folder, 3)) {
      assertThat(BrokenFile.in(folder)).hasSize(1);
      assertThat(store.of(id(1))).isEmpty();
      assertThat(store.fill(journal, PATIENCE)).isTrue();
      assertThat(store.of(id(1))).containsExactly(Step.SEND);
      assertThat(store.of(id(2))).isEmpty();
      assertThat(store.of(id(3))).isEmpty();
    }
  }

  @Test
  void aFileIsAlsoFilledFromWhatSegmentsBeginWith() {
    List<HubState.Accepted> accepted = List.of(accepted(4, Step.LOCAL_DELIVERY, TEN));
    HubState hub = new HubState(new Eui64(0xA1), List.of(), List.of(), List.of(), accepted);
    Tally tally = new Tally(List.of(hub), 1);
    Path segments = folder.resolve("journal");
    try (SqliteJournal journal = SqliteJournal.open(segments, 64 << 10, tally);
        AcceptedStore store = AcceptedStore.open(folder, 0)) {
      while (SegmentFile.in(segments).size() < 2) {
        append(journal, Entries.largeTo(new Eui64(1)));
      }
      append(journal, answered(1, DspAnswer.ACCEPTED, Optional.of(Step.SEND)));
      assertThat(store.fill(journal, PATIENCE)).isTrue();
      assertThat(store.of(id(1))).containsExactly(Step.SEND);
      assertThat(store.of(id(4))).containsExactly(Step.LOCAL_DELIVERY);
    }
  }

  @Test
  void aFileThatBeganWithItsJournalIsNotFilled() {
    MemoryJournal journal = new MemoryJournal(new Tally());
    try (AcceptedStore store = AcceptedStore.open(folder, 0)) {
      store.begin();
      append(journal, answered(1, DspAnswer.ACCEPTED, Optional.of(Step.SEND)));
      assertThat(store.fill(journal, Duration.ZERO)).isTrue();
      assertThat(store.of(id(1))).isEmpty();
    }
  }

  @Test
  void aFileThatWasFilledIsNotFilledAgain() {
    MemoryJournal journal = new MemoryJournal(new Tally());
    append(journal, answered(1, DspAnswer.ACCEPTED, Optional.of(Step.SEND)));
    try (AcceptedStore store = AcceptedStore.open(folder, 1)) {
      assertThat(store.fill(journal, Duration.ZERO)).as("no time").isFalse();
      assertThat(store.fill(journal, PATIENCE)).isTrue();
      append(journal, answered(2, DspAnswer.ACCEPTED, Optional.of(Step.SEND)));
      assertThat(store.fill(journal, PATIENCE)).isTrue();
      assertThat(store.of(id(2))).isEmpty();
    }
  }

  @Test
  void whereNobodyCanTellAllStepsMayHaveBeenAccepted() {
    AcceptedStore store = AcceptedStore.open(folder, 0);
    store.close();
    assertThat(store.of(id(1))).containsExactlyInAnyOrder(Step.values());
    assertThat(store.fault()).isPresent();
  }

  @Test
  void aHundredThousandAreKeptAndEachIsFound() {
    try (AcceptedStore store = AcceptedStore.open(folder, 0)) {
      for (int i = 0; i < 100_000; i += 1_000) {
        int from = i;
        store.keep(
            java.util.stream.IntStream.range(from, from + 1_000)
                .mapToObj(n -> accepted(n, Step.SEND, TEN.plusSeconds(n)))
                .toList());
      }
      Random random = new Random(1);
      for (int i = 0; i < 1_000; i++) {
        assertThat(store.of(id(random.nextInt(100_000)))).isEqualTo(Set.of(Step.SEND));
      }
      store.expire(TEN.plusSeconds(50_000), PATIENCE);
      assertThat(store.of(id(49_999))).isEmpty();
      assertThat(store.of(id(50_000))).isEqualTo(Set.of(Step.SEND));
    }
  }

  private static void append(Journal journal, Event entry) {
    assertThat(journal.append(pen -> pen.write(entry)).join()).isPositive();
  }

  private static Event answered(long counter, DspAnswer answer, Optional<Step> step) {
    return new Event.ActivationAnswered(
        TEN, counter, Optional.of(id(counter)), step, answer, 200, "I0");
  }

  private static HubState.Accepted accepted(long counter, Step step, Instant until) {
    return new HubState.Accepted(id(counter), step, until);
  }

  private static RequestId id(long counter) {
    return new RequestId(new Eui64(0xC1), new Eui64(0xB1), counter);
  }
}
