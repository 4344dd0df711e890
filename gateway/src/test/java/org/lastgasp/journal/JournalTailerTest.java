package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Switch;

/** A reader whose work fails in ways that nobody expected. */
class JournalTailerTest {
  private final MemoryJournal journal = new MemoryJournal();
  private final List<Long> taken = new CopyOnWriteArrayList<>();
  private final List<Long> skipped = new CopyOnWriteArrayList<>();
  private final Set<Long> poison = ConcurrentHashMap.newKeySet();
  private volatile boolean broken;

  private final class Work implements JournalTailer.Work {
    private volatile Position position = Position.START;

    @Override
    public boolean takeSome(int most) {
      if (broken) {
        throw new IllegalArgumentException("nothing works");
      }
      List<Entry> some = journal.read(position, Math.min(most, 7));
      for (Entry each : some) {
        if (poison.contains(each.number())) {
          throw new StackOverflowError("entry " + each.number());
        }
      }
      some.forEach(each -> taken.add(each.number()));
      position = some.isEmpty() ? position : journal.behind(some.getLast().number());
      return !position.reaches(journal.last());
    }

    @Override
    public void skip() {
      long next = journal.next(position).orElseThrow();
      position = journal.behind(next);
      skipped.add(next);
    }

    @Override
    public Optional<String> skipped() {
      return Optional.empty();
    }

    @Override
    public Position passed() {
      return position;
    }
  }

  private JournalTailer follower() {
    JournalTailer follower =
        new JournalTailer("reader", journal, new Work());
    follower.start();
    return follower;
  }

  private void append(int count) {
    for (int i = 0; i < count; i++) {
      journal
          .append(p -> p.write(new Event.Switched(Instant.EPOCH, Switch.OFF, "ann", "why")))
          .join();
    }
  }

  private static void await(BooleanSupplier so) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!so.getAsBoolean() && System.nanoTime() < until) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(so.getAsBoolean()).isTrue();
  }

  @Test
  void anEntryThatCanNeverBeTakenIsSaidThenLeftOutAndAllOthersAreTaken() {
    poison.add(10L);
    append(20);
    try (JournalTailer follower = follower()) {
      await(() -> follower.fault().isPresent());
      assertThat(follower.fault().orElseThrow()).contains("a mistake of ours at entry");
      await(() -> taken.size() == 19);
      assertThat(skipped).containsExactly(10L);
      assertThat(taken).doesNotContain(10L).isSorted().doesNotHaveDuplicates();
      await(() -> follower.fault().isEmpty());
    }
  }

  @Test
  void aMistakeThatGoesAwayLeavesNothingOut() {
    broken = true;
    append(5);
    try (JournalTailer follower = follower()) {
      await(() -> follower.fault().isPresent());
      broken = false;
      await(() -> taken.size() == 5);
      assertThat(skipped).isEmpty();
    }
  }

  @Test
  void withoutAnEntryToBlameNothingIsLeftOut() {
    broken = true;
    try (JournalTailer follower = follower()) {
      await(() -> follower.fault().isPresent());
      broken = false;
      append(3);
      await(() -> taken.size() == 3);
      assertThat(skipped).isEmpty();
    }
  }
}
