package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every journal does when it removes what is old; each implementation runs it. */
public interface RetentionContract {
  int ENTRIES = 2_000; // one a second
  Instant NOW = Instant.ofEpochSecond(5_000);

  /** An empty journal, of parts that are small against 2,000 entries. */
  Journal open(Journal.StateMachine machine);

  @Test
  default void onlyWhatIsOldAndPassedExpiresFromTheOldestOn() {
    Instant before = Instant.ofEpochSecond(ENTRIES / 2);
    try (Journal journal = open(new Tally())) {
      List<Long> ids = fill(journal);
      List<Long> told = new ArrayList<>();
      JournalRetention.Removal telling =
          (first, last) -> {
            told.add(first);
            told.add(last);
          };
      assertThat(journal.expire(Position.START, before, NOW, telling)).isZero();
      assertThat(journal.expire(journal.last(), Instant.EPOCH, NOW, telling)).isZero();
      assertThat(told).isEmpty();
      assertThat(journal.beginning()).isEqualTo(Position.START);

      Position old = journal.oldUpTo(before, NOW);
      assertThat(old).isGreaterThan(Position.START);
      assertThat(journal.behind(ids.get(ENTRIES / 2 - 1)).reaches(old)).isTrue();
      assertThat(journal.expire(journal.last(), before, NOW, telling)).isPositive();
      assertThat(journal.beginning()).isEqualTo(old);
      long gone = journal.id(old);
      assertThat(told).isSorted();
      assertThat(told.getLast()).isEqualTo(gone);
      assertThat(journal.entry(ids.getFirst())).isEmpty();
      assertThat(journal.firstId()).isGreaterThan(gone);
      assertThat(journal.read(Position.START, Integer.MAX_VALUE))
          .extracting(Entry::number)
          .isEqualTo(ids.stream().filter(id -> id > gone).toList());
    }
  }

  @Test
  default void aReaderThatIsBehindKeepsWhatItNeeds() {
    try (Journal journal = open(new Tally())) {
      long needed = fill(journal).get(1_500);
      Position passed = journal.before(needed);
      assertThat(journal.expire(passed, NOW, NOW, (_, _) -> {})).isPositive();
      assertThat(passed.reaches(journal.beginning())).isTrue();
      assertThat(journal.entry(needed)).isPresent();
    }
  }

  @Test
  default void idsGoOnWhenAllThatWasOldIsGone() {
    try (Journal journal = open(new Tally())) {
      long newest = fill(journal).getLast();
      assertThat(journal.expire(journal.last(), NOW, NOW, (_, _) -> {})).isPositive();
      Position last = journal.last();
      long next = JournalContract.write(journal, JournalContract.switchedAt(NOW));
      assertThat(next).isGreaterThan(newest);
      assertThat(journal.read(last, 10)).extracting(Entry::number).containsExactly(next);
    }
  }

  @Test
  default void whatCannotBeToldOfStays() {
    try (Journal journal = open(new Tally())) {
      List<Long> ids = fill(journal);
      assertThatThrownBy(
              () ->
                  journal.expire(
                      journal.last(),
                      NOW,
                      NOW,
                      (_, _) -> {
                        throw new JournalUnavailable("nobody writes it down");
                      }))
          .isInstanceOf(JournalUnavailable.class);
      assertThat(journal.beginning()).isEqualTo(Position.START);
      assertThat(journal.entry(ids.getFirst())).isPresent();
    }
  }

  /** Appends an entry for each second from 1970 on, in batches, and gives their ids. */
  private static List<Long> fill(Journal journal) {
    List<Long> ids = new ArrayList<>();
    while (ids.size() < ENTRIES) {
      int begun = ids.size();
      ids.addAll(
          journal
              .append(
                  pen -> {
                    List<Long> some = new ArrayList<>();
                    for (int i = begun; i < begun + 100; i++) {
                      some.add(
                          pen.write(JournalContract.switchedAt(Instant.ofEpochSecond(i))));
                    }
                    return some;
                  })
              .join());
    }
    journal.append(pen -> "the writer is done with the last batch").join();
    return ids;
  }
}
