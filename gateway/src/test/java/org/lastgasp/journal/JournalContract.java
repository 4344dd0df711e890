package org.lastgasp.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.lastgasp.Seeds;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;
import org.lastgasp.policy.Switch;

/** What every journal does, whatever it is made of; each implementation runs it. */
public interface JournalContract {
  Eui64 ANNE = new Eui64(101);
  Eui64 BERT = new Eui64(102);

  /** An empty journal, or the one that was opened before, in an orderly way or not. */
  Journal open(Journal.StateMachine machine);

  /** Closes the one opened last and opens it again. */
  Journal reopen(Journal.StateMachine machine);

  /** The next batches of the one opened last cannot be written. */
  void breakDisk();

  /** They can be again. */
  void mendDisk();

  @Test
  default void anEmptyJournalHasNothing() {
    try (Journal journal = open(new Tally())) {
      assertThat(journal.last()).isEqualTo(Position.START);
      assertThat(journal.lastId()).isZero();
      assertThat(journal.beginning()).isEqualTo(Position.START);
      assertThat(journal.behind(0)).isEqualTo(Position.START);
      assertThat(journal.id(Position.START)).isZero();
      assertThat(journal.next(Position.START)).isEmpty();
      assertThat(journal.read(Position.START, 10)).isEmpty();
      assertThat(journal.pending(ANNE, Lane.ALERTS, Position.START, 10)).isEmpty();
      assertThat(journal.entry(1)).isEmpty();
      assertThat(journal.isWritable()).isTrue();
    }
  }

  @Test
  default void numbersGrowInTheOrderOfAppends() {
    try (Journal journal = open(new Tally())) {
      List<CompletableFuture<Long>> numbers = new ArrayList<>();
      for (int i = 1; i <= 100; i++) {
        Event entry = Entries.alertTo(ANNE, i);
        numbers.add(journal.append(pen -> pen.write(entry)));
      }
      long last = 0;
      for (int i = 1; i <= 100; i++) {
        long number = numbers.get(i - 1).join();
        assertThat(number).isGreaterThan(last);
        assertThat(journal.entry(number)).contains(new Entry(number, Entries.alertTo(ANNE, i)));
        assertThat(journal.next(journal.behind(last))).hasValue(number);
        last = number;
      }
      assertThat(journal.lastId()).isEqualTo(last);
      assertThat(journal.next(journal.last())).isEmpty();
      assertThat(journal.entry(last + 1)).isEmpty();
      assertThat(journal.entry(0)).isEmpty();
    }
  }

  @Test
  default void whatIsCompletedCanBeRead() {
    try (Journal journal = open(new Tally())) {
      for (int i = 1; i <= 50; i++) {
        Event entry = Entries.alertTo(BERT, i);
        long number = journal.append(pen -> pen.write(entry)).join();
        assertThat(journal.lastId()).isGreaterThanOrEqualTo(number);
        assertThat(journal.read(journal.before(number), 1))
            .containsExactly(new Entry(number, entry));
        assertThat(journal.pending(BERT, Lane.ALERTS, journal.before(number), 1)).hasSize(1);
      }
    }
  }

  @Test
  default void oneJudgementMayWriteManyEntriesOrNone() {
    try (Journal journal = open(new Tally())) {
      assertThat(journal.append(pen -> "nothing").join()).isEqualTo("nothing");
      long second =
          journal
              .append(
                  pen -> {
                    pen.write(Entries.alertTo(ANNE, 1));
                    return pen.write(Entries.alertTo(ANNE, 2));
                  })
              .join();
      assertThat(journal.lastId()).isEqualTo(second);
      assertThat(journal.read(Position.START, 10)).hasSize(2);
    }
  }

  @Test
  default void eachRecipientAndLaneIsReadApart() {
    try (Journal journal = open(new Tally())) {
      Entries entries = new Entries(7);
      long first = write(journal, Entries.alertTo(ANNE, 1));
      long second = write(journal, Entries.alertTo(BERT, 2));
      long third = write(journal, entries.carried(ANNE));
      write(journal, entries.alert(ANNE, true));
      write(journal, entries.relayed());
      long last = write(journal, Entries.alertTo(ANNE, 6));
      assertThat(journal.pending(ANNE, Lane.ALERTS, Position.START, 10))
          .extracting(OutboundMessage::number)
          .containsExactly(first, last);
      assertThat(journal.pending(ANNE, Lane.ALERTS, journal.behind(first), 10))
          .extracting(OutboundMessage::number)
          .containsExactly(last);
      assertThat(journal.pending(ANNE, Lane.OTHERS, Position.START, 10))
          .extracting(OutboundMessage::number)
          .containsExactly(third);
      assertThat(journal.pending(BERT, Lane.ALERTS, Position.START, 10))
          .extracting(OutboundMessage::number)
          .containsExactly(second);
      assertThat(journal.pending(BERT, Lane.OTHERS, Position.START, 10)).isEmpty();
    }
  }

  @Test
  default void aPendingMessageIsWhatIsToBeDeliveredOfItsEntry() {
    try (Journal journal = open(new Tally())) {
      Entries entries = new Entries(11);
      for (int i = 0; i < 300; i++) {
        write(journal, entries.any());
      }
      List<OutboundMessage> all =
          journal.read(Position.START, Integer.MAX_VALUE).stream()
              .flatMap(recorded -> OutboundMessage.of(recorded).stream())
              .toList();
      List<OutboundMessage> found = new ArrayList<>();
      for (Eui64 user : journal.read(Position.START, Integer.MAX_VALUE).stream()
          .flatMap(r -> r.entry().delivery().stream()).map(Event.Delivery::recipient)
          .distinct().toList()) {
        found.addAll(journal.pending(user, Lane.ALERTS, Position.START, 1_000));
        found.addAll(journal.pending(user, Lane.OTHERS, Position.START, 1_000));
      }
      assertThat(found).containsExactlyInAnyOrderElementsOf(all).hasSizeGreaterThan(20);
    }
  }

  @Test
  default void aJudgementThatThrowsRecordsNothingAndTheOthersGoOn() {
    Tally tally = new Tally();
    try (Journal journal = open(tally)) {
      CompletableFuture<Long> one = journal.append(tally.counting(Entries.alertTo(ANNE, 1)));
      CompletableFuture<Long> two =
          journal.append(
              pen -> {
                pen.write(Entries.alertTo(ANNE, 2));
                throw new IllegalArgumentException("no");
              });
      CompletableFuture<Long> three = journal.append(tally.counting(Entries.alertTo(ANNE, 3)));
      long first = one.join();
      assertThatThrownBy(two::join).hasRootCauseInstanceOf(IllegalArgumentException.class);
      assertThat(three.join()).isGreaterThan(first);
      assertThat(journal.read(Position.START, 10))
          .containsExactly(
              new Entry(first, Entries.alertTo(ANNE, 1)),
              new Entry(three.join(), Entries.alertTo(ANNE, 3)));
      assertThat(tally.kept()).isEqualTo(2);
      assertThat(journal.isWritable()).isTrue();
    }
  }

  @Test
  default void aJudgementThatThrowsAfterItChangedWhatIsKeptHasNoEffect() {
    Tally tally = new Tally();
    try (Journal journal = open(tally)) {
      CompletableFuture<Long> one = journal.append(tally.counting(Entries.alertTo(ANNE, 1)));
      CompletableFuture<Long> two =
          journal.append(
              pen -> {
                long unused = tally.counting(Entries.alertTo(ANNE, 2)).judge(pen);
                throw new IllegalArgumentException("no");
              });
      CompletableFuture<Long> three = journal.append(tally.counting(Entries.alertTo(ANNE, 3)));
      long first = one.join();
      assertThatThrownBy(two::join).hasRootCauseInstanceOf(IllegalArgumentException.class);
      assertThat(three.join()).isGreaterThan(first);
      assertThat(tally.kept()).as("as many as are recorded").isEqualTo(2);
    }
  }

  @Test
  default void aBatchTheDiskRefusesIsUndone() {
    Tally tally = new Tally();
    long first;
    long second;
    try (Journal journal = open(tally)) {
      first = journal.append(tally.counting(Entries.alertTo(ANNE, 1))).join();
      breakDisk();
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Long> refused =
            journal.append(tally.counting(Entries.largeTo(ANNE)));
        assertThatThrownBy(refused::join)
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(JournalUnavailable.class);
        assertThat(journal.isWritable()).isFalse();
        assertThat(tally.kept()).isEqualTo(1);
        assertThat(journal.lastId()).isEqualTo(first);
      }
      mendDisk();
      second = journal.append(tally.counting(Entries.alertTo(ANNE, 2))).join();
      assertThat(journal.isWritable()).isTrue();
      assertThat(tally.kept()).isEqualTo(2);
    }
    Tally again = new Tally();
    try (Journal journal = reopen(again)) {
      assertThat(journal.read(Position.START, 10))
          .containsExactly(
              new Entry(first, Entries.alertTo(ANNE, 1)),
              new Entry(second, Entries.alertTo(ANNE, 2)));
      assertThat(again.kept()).isEqualTo(2);
    }
  }

  @Test
  default void randomEntriesAreReadBackAsAListWouldGiveThem() {
    Seeds.each(
        3,
        seed -> {
          Entries entries = new Entries(seed);
          List<Entry> model = new ArrayList<>();
          Tally tally = new Tally();
          try (Journal journal = seed == 1 ? open(tally) : reopen(tally)) {
            model.addAll(journal.read(Position.START, Integer.MAX_VALUE));
            for (int i = 0; i < 100; i++) {
              Event entry = entries.any();
              model.add(new Entry(write(journal, entry), entry));
            }
            assertThat(journal.lastId()).isEqualTo(model.getLast().number());
            for (int i = 0; i < model.size(); i += 7) {
              long from = i == 0 ? 0 : model.get(i - 1).number();
              List<Entry> expected =
                  model.stream().filter(r -> r.number() > from).limit(13).toList();
              assertThat(journal.read(journal.behind(from), 13)).isEqualTo(expected);
            }
          }
        });
  }

  /** One who begins to watch a hub when an alert of it is suppressed. */
  final class Following implements JournalReader.Selective {
    final Set<Eui64> hubs = new HashSet<>();
    final List<Entry> taken = new ArrayList<>();
    final List<Entry> expected = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();
    final List<Instant> times = new ArrayList<>();

    void expect(Entry recorded) {
      boolean wanted =
          switch (recorded.entry()) {
            case Event.Carried e -> e.device().filter(hubs::contains).isPresent();
            case Event.AlertCopied _, Event.Relayed _ -> false;
            case Event.AlertJudged e ->
                e.isSuppression() || e.hub().filter(hubs::contains).isPresent();
            default -> true;
          };
      if (wanted) {
        expected.add(recorded);
        follow(recorded.entry());
      }
    }

    private void follow(Event entry) {
      if (entry instanceof Event.AlertJudged e && e.isSuppression()) {
        e.hub().ifPresent(hubs::add);
      }
    }

    @Override
    public boolean watches(Eui64 device) {
      return hubs.contains(device);
    }

    @Override
    public void passedBy(long number, Instant at) {
      numbers.add(number);
      times.add(at);
    }

    @Override
    public void take(Entry recorded) {
      follow(recorded.entry());
      taken.add(recorded);
      passedBy(recorded.number(), recorded.entry().at());
    }
  }

  @Test
  default void aWatcherIsLedPastAllAndTakesWhatConcernsIt() {
    Seeds.each(
        3,
        seed -> {
          Entries entries = new Entries(seed);
          try (Journal journal = seed == 1 ? open(new Tally()) : reopen(new Tally())) {
            for (int i = 0; i < 200; i++) {
              write(journal, entries.any());
            }
            List<Entry> all = journal.read(Position.START, Integer.MAX_VALUE);
            Following model = new Following();
            all.forEach(model::expect);
            Following led = new Following();
            Position at = Position.START;
            while (!at.reaches(journal.last())) {
              int passed = journal.lead(led, at, 17);
              assertThat(passed == 17 || led.numbers.getLast() == journal.lastId()).isTrue();
              at = journal.behind(led.numbers.getLast());
            }
            assertThat(led.numbers).isEqualTo(all.stream().map(Entry::number).toList());
            assertThat(led.times).isEqualTo(all.stream().map(r -> r.entry().at()).toList());
            assertThat(led.taken).isEqualTo(model.expected).hasSizeLessThan(all.size());
            assertThat(journal.lead(led, at, 17)).isZero();
          }
        });
  }

  @Test
  default void whatWasRecordedIsRestoredInOrder() {
    List<Entry> written = new ArrayList<>();
    try (Journal journal = open(new Tally())) {
      for (int i = 1; i <= 30; i++) {
        Event entry = Entries.alertTo(ANNE, i);
        written.add(new Entry(write(journal, entry), entry));
      }
    }
    Tally tally = new Tally();
    try (Journal journal = reopen(tally)) {
      assertThat(tally.restored()).isEqualTo(written);
      assertThat(write(journal, Entries.alertTo(ANNE, 31)))
          .isGreaterThan(written.getLast().number());
    }
  }

  @Test
  default void listenersHearForWhomSomethingWaits() throws InterruptedException {
    try (Journal journal = open(new Tally())) {
      LinkedBlockingQueue<Set<Eui64>> heard = new LinkedBlockingQueue<>();
      journal.onCommit(heard::add);
      write(journal, new Entries(1).relayed());
      write(journal, new Entries(1).alert(ANNE, true));
      write(journal, Entries.alertTo(ANNE, 1));
      assertThat(heard.poll(10, TimeUnit.SECONDS)).containsExactly(ANNE);
      write(journal, new Entries(1).carried(BERT));
      assertThat(heard.poll(10, TimeUnit.SECONDS)).containsExactly(BERT);
      assertThat(heard).isEmpty();
    }
  }

  @Test
  default void aPositionLiesBetweenTwoEntries() {
    try (Journal journal = open(new Tally())) {
      long first = write(journal, Entries.alertTo(ANNE, 1));
      long second = write(journal, Entries.alertTo(ANNE, 2));
      Position between = journal.behind(first);
      assertThat(journal.read(between, 10)).extracting(Entry::number).containsExactly(second);
      assertThat(journal.read(journal.before(second), 10))
          .extracting(Entry::number)
          .containsExactly(second);
      assertThat(journal.id(between)).isEqualTo(first);
      assertThat(journal.id(journal.before(second))).isEqualTo(first);
      assertThat(journal.before(first).reaches(Position.START)).isTrue();
      assertThat(between).isLessThan(journal.last()).isGreaterThan(Position.START);
      assertThat(journal.last()).isEqualTo(journal.behind(second));
    }
  }

  @Test
  default void aPositionKeptAsTextIsTheSameAfterARestart() {
    String kept;
    long second;
    try (Journal journal = open(new Tally())) {
      kept = journal.behind(write(journal, Entries.alertTo(ANNE, 1))).text();
      second = write(journal, Entries.alertTo(ANNE, 2));
    }
    try (Journal journal = reopen(new Tally())) {
      assertThat(journal.read(Position.parse(kept), 10))
          .extracting(Entry::number)
          .containsExactly(second);
    }
  }

  @Test
  default void theJournalCountsForItsReaders() {
    try (Journal journal = open(new Tally())) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ids.add(write(journal, Entries.alertTo(ANNE, i)));
      }
      Position third = journal.behind(ids.get(2));
      assertThat(journal.between(Position.START, journal.last())).isEqualTo(10);
      assertThat(journal.between(third, journal.last())).isEqualTo(7);
      assertThat(journal.between(journal.last(), third)).isZero();
      assertThat(journal.ahead(third, 4)).isEqualTo(journal.behind(ids.get(6)));
      assertThat(journal.ahead(third, 8)).isEqualTo(journal.last());
      assertThat(journal.firstId()).isLessThanOrEqualTo(ids.getFirst());
    }
  }

  @Test
  default void entriesAreFoundByTheirTime() {
    try (Journal journal = open(new Tally())) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        ids.add(write(journal, switchedAt(Instant.ofEpochSecond(i))));
      }
      Position found = journal.before(Instant.ofEpochSecond(4), 100);
      assertThat(journal.next(found)).hasValue(ids.get(4));
      assertThat(journal.next(journal.before(Instant.ofEpochSecond(4), 3)))
          .hasValue(ids.get(7));
      assertThat(journal.next(journal.before(Instant.MIN, 100))).hasValue(ids.getFirst());
      assertThat(journal.before(Instant.ofEpochSecond(10), 100)).isEqualTo(journal.last());
    }
  }

  /** An entry of an instant. */
  static Event switchedAt(Instant at) {
    return new Event.Switched(at, Switch.OFF, "ann", "why");
  }

  @Test
  default void cursorsStandWhereTheyWereAfterARestart() {
    Position second;
    Position fifth;
    try (Journal journal = open(new Tally())) {
      assertThat(journal.cursor("log").position()).isEqualTo(Position.START);
      assertThat(journal.cursor("log").note()).isEmpty();
      List<Position> positions = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        positions.add(journal.behind(write(journal, Entries.alertTo(ANNE, i))));
      }
      second = positions.get(1);
      fifth = positions.get(4);
      journal.cursor("log").advance(positions.get(3), "file 7");
      journal.cursor("log").advance(fifth, "file 8");
      journal.cursor("story").advance(second, "");
      assertThat(journal.cursor("log").position()).isEqualTo(fifth);
    }
    try (Journal journal = reopen(new Tally())) {
      assertThat(journal.cursor("log").position()).isEqualTo(fifth);
      assertThat(journal.cursor("log").note()).isEqualTo("file 8");
      assertThat(journal.cursor("story").position()).isEqualTo(second);
      assertThat(journal.cursor("report").position()).isEqualTo(Position.START);
    }
  }

  @Test
  default void manyThreadsAppendAndReadAtOnce() throws InterruptedException {
    Tally tally = new Tally();
    try (Journal journal = open(tally)) {
      int threads = 16;
      int each = 200;
      CountDownLatch done = new CountDownLatch(threads);
      for (int t = 0; t < threads; t++) {
        int thread = t;
        Thread.startVirtualThread(
            () -> {
              for (int i = 0; i < each; i++) {
                Event entry = Entries.alertTo(thread % 2 == 0 ? ANNE : BERT, thread * each + i);
                long number = journal.append(tally.counting(entry)).join();
                if (journal.entry(number).filter(r -> r.entry().equals(entry)).isEmpty()) {
                  return; // leaves the latch above zero
                }
              }
              done.countDown();
            });
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(journal.read(Position.START, 10_000)).hasSize(threads * each);
      assertThat(tally.kept()).isEqualTo(threads * each);
      assertThat(journal.pending(ANNE, Lane.ALERTS, Position.START, 10_000))
          .hasSize(threads * each / 2);
    }
  }

  @Test
  default void afterCloseNothingIsAppended() {
    Journal journal = open(new Tally());
    journal.close();
    assertThatThrownBy(() -> write(journal, Entries.alertTo(ANNE, 1)))
        .hasCauseInstanceOf(JournalUnavailable.class);
  }

  /** Appends one entry and waits. */
  static long write(Journal journal, Event entry) {
    return journal.append(pen -> pen.write(entry)).join();
  }
}
