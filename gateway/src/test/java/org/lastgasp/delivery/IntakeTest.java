package org.lastgasp.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.delivery.Mail.NOON;
import static org.lastgasp.delivery.Mail.SSEN;
import static org.lastgasp.delivery.Mail.alert;
import static org.lastgasp.delivery.Mail.until;
import static org.lastgasp.delivery.Mail.write;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lastgasp.duis.Document;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.Backoff;

/** A store of what is parked that takes no change from some time on, as on a full disk. */
class IntakeTest {
  private final MemoryJournal journal = new MemoryJournal();
  private final MemoryProgressStore store = new MemoryProgressStore();
  private volatile boolean full;
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  /** What the worker has around it; nothing that it parks or takes back is written. */
  private final class Around
      implements RecipientWorker.OutboundMessages, RecipientWorker.ParkedStore, MessageSender {
    @Override
    public Optional<OutboundMessage> find(long number) {
      return journal.entry(number).flatMap(OutboundMessage::of);
    }

    @Override
    public boolean isCopied(long number) {
      return false;
    }

    @Override
    public <R> R ask(Function<ParkedMessages, R> question) {
      if (full) {
        throw DeadLetterRows.STORE.refused("full");
      }
      return question.apply(store);
    }

    @Override
    public <R> R askAsWritten(Function<ParkedMessages, R> question) {
      return question.apply(store);
    }

    @Override
    public Outcome post(URI endpoint, Document document) {
      sent.add(new String(document.bytes()));
      return new Outcome.Taken("HTTP 204");
    }

    @Override
    public void close() {}
  }

  private RecipientWorker worker() {
    Around around = new Around();
    RandomGenerator chance = RandomGenerator.of("L64X128MixRandom");
    return new RecipientWorker(
        SSEN,
        new RecipientWorker.Means(
            journal,
            around,
            around,
            around,
            () -> NOON,
            timer,
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(8), chance),
            DeliveryScheduler.GiveUp.after(Duration.ofMinutes(30)),
            worker -> {}),
        0);
  }

  /** One is due, the other is not; of each there is a row. */
  @Test
  void theNextOfADeviceIsSentAlthoughItsRowIsStillWritten() {
    Parked first = park(write(journal, alert(SSEN, Mail.device(1), "first")), Parked.AT_ONCE);
    Parked second = park(write(journal, alert(SSEN, Mail.device(2), "second")), Long.MAX_VALUE);
    Parking.Changes rows =
        new Parking.Changes(Set.of(), List.of(), List.of(first, second), List.of());
    store.write(
        new DeliveryProgressStore.Changes(
            List.of(), List.of(), List.of(), Map.of(SSEN, rows)));
    RecipientWorker worker = worker();
    worker.state().restoreParked(Map.of(Lane.ALERTS, 2L), store);
    worker.state().scheduler.queue(Lane.ALERTS).readUpTo(second.number());
    worker.serve(Optional.of(Mail.user(SSEN, URI.create("http://localhost"))));
    assertThat(worker.intake().refill()).isFalse();
    until("the first is sent", () -> sent.equals(List.of("first")));
    full = true;
    write(journal, alert(SSEN, Mail.device(1), "next"));
    write(journal, alert(SSEN, Mail.device(2), "behind the second"));
    worker.wake();
    assertThatThrownBy(() -> worker.intake().refill()).isInstanceOf(StoreUnavailable.class);
    until("the next is sent", () -> sent.equals(List.of("first", "next")));
  }

  private Parked park(long number, long due) {
    OutboundMessage letter =
        OutboundMessage.of(journal.entry(number).orElseThrow()).orElseThrow();
    Parked row = Parked.untried(SSEN, letter, Parked.Order.HEAD, false);
    return new Parked(
        row.user(), row.lane(), number, row.device(), row.recordedAt(), row.head(),
        row.failures(), due, row.copied());
  }
}
