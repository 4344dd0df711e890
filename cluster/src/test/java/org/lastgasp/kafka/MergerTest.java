package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Switch;

/**
 * Nodes that read the same partitions at different speeds write the same journal, and conclude
 * nothing from a partition that is silent.
 */
class MergerTest {
  private static final Instant BEGAN = Instant.parse("2030-01-15T10:00:00Z");
  private static final int ALL = 1_000;

  private final EntryCodec codec = new EntryCodec();

  private EventRecord event(long id, String order, String reason) {
    return EventRecord.of(
        id, 0, order, codec, new Event.Switched(BEGAN, Switch.ENFORCE, "Ann", reason));
  }

  private static long id(int partition, Duration after) {
    return EventId.next(0, BEGAN.plus(after), partition);
  }

  /** What one partition of a random day holds, in its order. */
  private List<List<EventRecord>> day(Random random, int partitions) {
    List<List<EventRecord>> all = new ArrayList<>();
    long[] last = new long[partitions];
    for (int p = 0; p < partitions; p++) {
      all.add(new ArrayList<>());
    }
    for (int step = 0; step < 60; step++) {
      Instant at = BEGAN.plusMillis(step * 50L + random.nextInt(40));
      if (random.nextInt(8) == 0) { // an order stands in each
        for (int p = 0; p < partitions; p++) {
          last[p] = EventId.next(last[p], at.plusMillis(random.nextInt(30)), p);
          all.get(p).add(event(last[p], "order " + step, "order " + step));
        }
      } else {
        int p = random.nextInt(partitions);
        last[p] = EventId.next(last[p], at, p);
        all.get(p).add(
            random.nextInt(4) == 0
                ? new EventRecord.Heartbeat(last[p])
                : event(last[p], "", "own " + step));
      }
    }
    for (int p = 0; p < partitions; p++) {
      last[p] = EventId.next(last[p], BEGAN.plusSeconds(60), p);
      all.get(p).add(new EventRecord.Heartbeat(last[p]));
    }
    return all;
  }

  /** Reads the partitions at random speeds, and takes what is due at random moments. */
  private static List<Entry> merged(List<List<EventRecord>> day, Random random) {
    Merger merger = new Merger(day.size());
    List<Deque<EventRecord>> left = new ArrayList<>();
    day.forEach(its -> left.add(new ArrayDeque<>(its)));
    List<Entry> given = new ArrayList<>();
    while (left.stream().anyMatch(its -> !its.isEmpty())) {
      int partition = random.nextInt(left.size());
      for (int i = random.nextInt(9); i > 0 && !left.get(partition).isEmpty(); i--) {
        merger.add(partition, left.get(partition).remove(), i);
      }
      given.addAll(merger.take(random.nextInt(5)));
    }
    given.addAll(merger.take(ALL));
    assertThat(merger.isWhole()).isTrue();
    return given;
  }

  @Test
  void theOrderIsTheSameHoweverFastThePartitionsAreRead() {
    Seeds.each(
        40,
        seed -> {
          Random random = new Random(seed);
          List<List<EventRecord>> day = day(random, 1 + random.nextInt(5));
          List<Entry> first = merged(day, new Random(seed + 1));
          assertThat(merged(day, new Random(seed + 2))).isEqualTo(first);
          assertThat(first).isSortedAccordingTo(Comparator.comparingLong(Entry::number));
          assertThat(first).extracting(MergerTest::reason).doesNotHaveDuplicates();
          assertThat(first).extracting(MergerTest::reason)
              .containsExactlyInAnyOrderElementsOf(
                  day.stream()
                      .flatMap(List::stream)
                      .filter(EventRecord.Happened.class::isInstance)
                      .map(each -> reason(((EventRecord.Happened) each)))
                      .distinct()
                      .toList());
        });
  }

  private static String reason(Entry entry) {
    return ((Event.Switched) entry.entry()).reason();
  }

  private static String reason(EventRecord.Happened happened) {
    return reason(new Entry(happened.id(), EntryCodec.decode(happened.row())));
  }

  /** The others may be hours ahead: until the last one has spoken, nothing behind it is known. */
  @Test
  void nothingIsGivenBehindAPartitionThatIsSilent() {
    Merger merger = new Merger(3);
    merger.add(0, event(id(0, Duration.ofSeconds(5)), "", "early"), 0);
    merger.add(0, event(id(0, Duration.ofHours(2)), "", "late"), 1);
    merger.add(1, new EventRecord.Heartbeat(id(1, Duration.ofHours(3))), 0);
    assertThat(merger.take(ALL)).isEmpty();
    assertThat(merger.slowest()).isEqualTo(new Merger.Slowest(2, 0));
    merger.add(2, new EventRecord.Heartbeat(id(2, Duration.ofMinutes(1))), 0);
    assertThat(merger.take(ALL)).extracting(MergerTest::reason).containsExactly("early");
    assertThat(merger.waiting(0)).isEqualTo(1);
    assertThat(EventId.at(merger.slowest().id())).isEqualTo(BEGAN.plusSeconds(60));
    merger.add(2, event(id(2, Duration.ofHours(1)), "", "between"), 1);
    merger.add(2, new EventRecord.Heartbeat(id(2, Duration.ofHours(3))), 2);
    assertThat(merger.take(ALL)).extracting(MergerTest::reason).containsExactly("between", "late");
  }

  @Test
  void anOrderIsGivenOnceInThePlaceOfTheLastPartitionThatHasIt() {
    Merger merger = new Merger(2);
    merger.add(0, event(id(0, Duration.ofSeconds(1)), "switch", "order"), 0);
    merger.add(0, event(id(0, Duration.ofSeconds(2)), "", "own"), 1);
    merger.add(0, new EventRecord.Heartbeat(id(0, Duration.ofSeconds(9))), 2);
    merger.add(1, new EventRecord.Heartbeat(id(1, Duration.ofMillis(1_500))), 0);
    assertThat(merger.take(ALL)).isEmpty();
    assertThat(merger.isWhole()).isFalse();
    merger.add(1, event(id(1, Duration.ofSeconds(3)), "switch", "order"), 1);
    assertThat(merger.take(ALL)).extracting(MergerTest::reason).containsExactly("own", "order");
    assertThat(merger.isWhole()).isTrue();
  }
}
