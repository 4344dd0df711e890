package org.lastgasp.delivery;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Lane;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.Backoff;

/**
 * A worker that sends everything to one user: one virtual thread for each message under way. Safe
 * for any number of threads.
 */
final class RecipientWorker {
  private static final EventLog LOG = EventLog.of(RecipientWorker.class);
  private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

  /** A lookup of what is to be delivered by its number. */
  interface OutboundMessages {
    Optional<OutboundMessage> find(long number);

    /** Returns true if there is a copy of it outside the journal. */
    boolean isCopied(long number);
  }

  /** A store of what is parked, on disk. */
  interface ParkedStore {
    /** Asks it while nothing else changes it, and once all that this process knows is written. */
    <R> R ask(Function<ParkedMessages, R> question);

    /** Asks it while nothing else changes it, as it was last written. */
    <R> R askAsWritten(Function<ParkedMessages, R> question);
  }

  /** The means that all workers share. */
  record Means(
      Journal journal,
      OutboundMessages letters,
      ParkedStore parked,
      MessageSender messageSender,
      InstantSource clock,
      ScheduledExecutorService timer,
      Backoff backoff,
      DeliveryScheduler.GiveUp giveUp,
      Consumer<RecipientWorker> reader) {}

  /** True while it waits for the reading thread. */
  final AtomicBoolean queued = new AtomicBoolean();

  private final AtomicBoolean pausing = new AtomicBoolean(); // it is read again after a pause
  private final Means means;
  private final RecipientState state;
  private final Intake intake;
  private final Attempts attempts = new Attempts();
  private Optional<Long> wakeAt = Optional.empty();
  private int relays;

  RecipientWorker(Eui64 id, Means means, long deadLetters) {
    this.means = means;
    this.state = new RecipientState(id, means, deadLetters);
    this.intake = new Intake(state, means, this::sendDue);
  }

  RecipientState state() {
    return state;
  }

  Intake intake() {
    return intake;
  }

  /** From here on messages go to this endpoint; if empty, to none. */
  void serve(Optional<Recipient> served) {
    state.serve(served);
    sendDue();
    means.reader().accept(this);
  }

  /** The journal has something new. Quick. */
  void wake() {
    state.lock.lock();
    try {
      state.unread.addAll(EnumSet.allOf(Lane.class));
    } finally {
      state.lock.unlock();
    }
    means.reader().accept(this);
  }

  /** Has the reading thread look once more after a pause; one pause at a time. */
  void readAgainAfter(Duration pause) {
    if (!pausing.getAndSet(true)) {
      var _ =
          means.timer().schedule(
              () -> {
                pausing.set(false);
                means.reader().accept(this);
              },
              pause.toNanos(),
              TimeUnit.NANOSECONDS);
    }
  }

  /** Sends what may be sent now, each on a thread of its own. */
  void sendDue() {
    state.lock.lock();
    try {
      sendDueLocked();
    } finally {
      state.lock.unlock();
    }
  }

  private void sendDueLocked() {
    long now = System.nanoTime();
    for (Optional<PendingMessage> next = next(now); next.isPresent(); next = next(now)) {
      PendingMessage message = next.get();
      Thread.ofVirtual().name("delivery").start(() -> carry(message));
      now = System.nanoTime();
    }
    OptionalLong due = state.scheduler.due(now); // as of the last look: no pause ends between
    if (due.isPresent() && due.getAsLong() - now > 0 && !state.stopped) {
      wakeAt(due.getAsLong(), now);
    }
  }

  private Optional<PendingMessage> next(long now) {
    return state.stopped || relays > 0 ? Optional.empty() : state.scheduler.take(now);
  }

  private void wakeAt(long due, long now) {
    boolean soonEnough = wakeAt.filter(at -> at - now > 0 && at - due <= 0).isPresent();
    if (!soonEnough) {
      wakeAt = Optional.of(due);
      var _ = means.timer().schedule(this::sendDue, due - now, TimeUnit.NANOSECONDS);
    }
  }

  /** Sends one, and then others as long as there are any, which spares starting threads. */
  private void carry(PendingMessage first) {
    Optional<PendingMessage> next = Optional.of(first);
    while (next.isPresent()) {
      PendingMessage message = next.get();
      next = settle(message, attemptOrSay(message));
    }
  }

  /** A mistake of ours must not leave a message under way for ever: it is tried again. */
  private Outcome attemptOrSay(PendingMessage message) {
    try {
      return attempt(message);
    } catch (RuntimeException mistake) {
      LOG.error("delivery-mistaken", mistake, "number", message.number, "action", "tried-again");
      return new Outcome.Unread("mistake of the gateway's: " + mistake);
    }
  }

  private Outcome attempt(PendingMessage message) {
    Optional<URI> endpoint = endpoint();
    if (endpoint.isEmpty()) {
      return new Outcome.Unread("no longer configured");
    }
    Optional<Document> document = message.document();
    if (document.isEmpty()) {
      try {
        document = means.letters().find(message.number).map(OutboundMessage::document);
      } catch (StoreUnavailable unreadable) {
        return new Outcome.Unread("journal unavailable");
      }
    }
    return document
        .map(
            found ->
                attempts.make(message, () -> means.messageSender().post(endpoint.get(), found)))
        .orElse(new Outcome.Gone("expired"));
  }

  private Optional<URI> endpoint() {
    state.lock.lock();
    try {
      return state.user.map(Recipient::receive);
    } finally {
      state.lock.unlock();
    }
  }

  private Optional<PendingMessage> settle(PendingMessage message, Outcome outcome) {
    state.lock.lock();
    try {
      state.heard(outcome, message.lane, message.turn(), message.taken());
      long now = System.nanoTime();
      switch (outcome) {
        case Outcome.Taken taken -> {
          done(message);
          state.finished(message);
          state.took(message);
        }
        case Outcome.Refused refused ->
            addDeadLetter(message, DeadLetter.Reason.REFUSED, refused.status(), refused.excerpt());
        case Outcome.Gone gone -> addDeadLetter(message, DeadLetter.Reason.EXPIRED, 0, "");
        case Outcome.Later later -> later(message, later, now);
        case Outcome.Unread unread -> {
          if (state.user.isEmpty()) {
            addDeadLetter(message, DeadLetter.Reason.NO_RECIPIENT, 0, "");
          } else {
            state.scheduler.notTried(message, now);
          }
        }
      }
      state.makeRoom(message.lane);
      state.dirty = true;
      state.changed.signalAll();
      Optional<PendingMessage> next = next(System.nanoTime());
      sendDueLocked();
      if (intake.wantsReading()) {
        means.reader().accept(this);
      }
      return next;
    } finally {
      state.lock.unlock();
    }
  }

  private void later(PendingMessage message, Outcome.Later later, long now) {
    state.scheduler.parked(message.lane, state.parking.count(message.lane));
    switch (state.scheduler.later(message, now, later.after())) {
      case DeliveryScheduler.Next.Waits waits -> {
        if (!state.scheduler.failing()) {
          state.alarms.failedAgain(state.name(), message, later.answer());
        }
      }
      case DeliveryScheduler.Next.Parks parks -> state.parking.park(parks.row(), parks.due());
      case DeliveryScheduler.Next.GivenUp givenUp -> {
        state.alarms.givenUp(state.name(), message, later.answer());
        state.ended(message);
        state.addDeadLetter(
            message.number, message.lane, DeadLetter.Reason.GIVEN_UP, 0, later.answer(),
            message.copied());
      }
    }
  }

  private void done(PendingMessage message) {
    state.scheduler.done(message);
    state.ended(message);
  }

  private void addDeadLetter(
      PendingMessage message, DeadLetter.Reason reason, int status, String answer) {
    done(message);
    state.addDeadLetter(message.number, message.lane, reason, status, answer, message.copied());
  }

  /** Hands one over past the journal and everything that waits. True once the user has it. */
  boolean relayNow(Document document, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<Place> place = reserve(deadline);
    if (place.isEmpty()) {
      return false;
    }
    Outcome outcome = means.messageSender().post(place.get().endpoint(), document);
    state.lock.lock();
    try {
      state.scheduler.release();
      state.heard(outcome, Lane.ALERTS, PendingMessage.Turn.NEWCOMER, place.get().taken());
      state.changed.signalAll();
      sendDueLocked();
    } finally {
      state.lock.unlock();
    }
    return outcome instanceof Outcome.Taken;
  }

  /** A place among those under way, and when it was taken. */
  private record Place(URI endpoint, long taken) {}

  private Optional<Place> reserve(long deadline) {
    state.lock.lock();
    relays++;
    try {
      while (state.user.isPresent()
          && !state.stopped
          && !state.scheduler.reserve(System.nanoTime())) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return Optional.empty();
        }
        var _ = state.changed.awaitNanos(Math.min(left, LOOK_AGAIN));
      }
      long now = System.nanoTime();
      return state.stopped
          ? Optional.empty()
          : state.user.map(served -> new Place(served.receive(), now));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      relays--;
      sendDueLocked();
      state.lock.unlock();
    }
  }

  /** Why it cannot be queued for this user; empty if it can. */
  Optional<DeadLetters.ResendResult> refusesToResend(long number) {
    Optional<PendingMessage> found = state.find(number);
    state.lock.lock();
    try {
      return refusal(found);
    } finally {
      state.lock.unlock();
    }
  }

  private Optional<DeadLetters.ResendResult> refusal(Optional<PendingMessage> found) {
    if (state.scheduler.size() >= 2 * Lane.values().length * DeliveryScheduler.MOST_NUMBERS) {
      return Optional.of(DeadLetters.ResendResult.TOO_MANY);
    }
    return found.isEmpty() ? Optional.of(DeadLetters.ResendResult.EXPIRED) : Optional.empty();
  }

  /** Queues dead letters for this user. */
  DeadLetters.ResendResult resend(long number) {
    Optional<PendingMessage> found = state.find(number);
    state.lock.lock();
    try {
      Optional<DeadLetters.ResendResult> refused = refusal(found);
      if (refused.isPresent()) {
        return refused.get();
      }
      state.scheduler.put(found.orElseThrow());
      state.dirty = true;
      sendDueLocked();
      return DeadLetters.ResendResult.QUEUED;
    } finally {
      state.lock.unlock();
    }
  }

  /** Ends first tries that hold places others wait for, and has what is parked looked at. */
  void look() {
    state.lock.lock();
    try {
      attempts.cut(state.scheduler.stuck(System.nanoTime()));
    } finally {
      state.lock.unlock();
    }
    if (intake.worthTakingBack(Lane.ALERTS) || intake.worthTakingBack(Lane.OTHERS)) {
      means.reader().accept(this);
    }
  }

  /** Sends nothing more. */
  void stop() {
    state.lock.lock();
    try {
      state.stopped = true;
      state.changed.signalAll();
    } finally {
      state.lock.unlock();
    }
  }

  /** Waits until nothing is under way. True if so in time. */
  boolean awaitQuiet(long deadline) throws InterruptedException {
    state.lock.lock();
    try {
      while (state.scheduler.underWay() > 0) {
        long left = state.changed.awaitNanos(deadline - System.nanoTime());
        if (left <= 0 && state.scheduler.underWay() > 0) {
          return false;
        }
      }
      return true;
    } finally {
      state.lock.unlock();
    }
  }
}
