package org.lastgasp.delivery;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Lane;
import org.lastgasp.journal.Recorded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is sent to one user: its {@link Outbox}, refilled from the journal, and one
 * virtual thread for each message under way. Safe for any number of threads; one lock guards all of
 * it, and is never held while the network is waited for.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** Reads on only with this much room, so that one look into the journal is worth it. */
  private static final int WORTH_READING = 100;

  private static final int LONGEST_CHUNK = 250;
  private static final int MOST_FRESH = 10_000; // set aside and not yet written down
  private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(20);

  /** Where what is to be delivered is looked up by its number. */
  interface Letters {
    Optional<Letter> find(long number);
  }

  /** What all senders share. */
  record Means(
      JournalReader journal,
      Letters letters,
      Courier courier,
      InstantSource clock,
      ScheduledExecutorService timer,
      Backoff backoff,
      Consumer<Sender> reader) {}

  /** What is to be written down, and how much of what was set aside it contains. */
  record Snapshot(List<Ledger.Progress> progress, List<SetAside> aside) {}

  /** Whether it waits for the reading thread. */
  final AtomicBoolean queued = new AtomicBoolean();

  private final Eui64 id;
  private final Means means;
  private final Outbox outbox;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<Lane> unread = EnumSet.allOf(Lane.class);
  private final List<SetAside> fresh = new ArrayList<>();
  private final Alarms alarms = new Alarms();
  private Optional<User> user = Optional.empty();
  private String lastAnswer = "";
  private Optional<Long> wakeAt = Optional.empty();
  private long aside;
  private int chunk = 4; // grows while messages are small
  private int relays;
  private boolean dirty;
  private boolean stopped;

  Sender(Eui64 id, Means means, long aside) {
    this.id = id;
    this.means = means;
    this.aside = aside;
    this.outbox = new Outbox(means.backoff(), 0);
  }

  /** Takes up where the last run left a lane. */
  void restore(Ledger.Progress progress) {
    lock.lock();
    try {
      outbox.queue(progress.lane()).readUpTo(progress.read());
      for (long number : progress.pending()) {
        if (!put(number)) {
          setAside(number, progress.lane(), SetAside.Reason.EXPIRED, 0, "");
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Puts a message on its way that may be there or not. */
  private boolean put(long number) {
    Optional<Letter> letter = means.letters().find(number);
    letter.ifPresent(found -> outbox.put(Parcel.light(found)));
    return letter.isPresent();
  }

  /** From here on messages go to this endpoint; if empty, to none. */
  void serve(Optional<User> served) {
    lock.lock();
    try {
      user = served;
      outbox.limit(served.map(User::inFlight).orElse(0));
    } finally {
      lock.unlock();
    }
    pump();
    means.reader().accept(this);
  }

  boolean serves() {
    lock.lock();
    try {
      return user.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** The journal has something new. Quick. */
  void wake() {
    lock.lock();
    try {
      unread.addAll(EnumSet.allOf(Lane.class));
    } finally {
      lock.unlock();
    }
    means.reader().accept(this);
  }

  /** Reads on from the journal; for the reading thread. True if it is worth reading again. */
  boolean refill() {
    boolean again = false;
    for (Lane lane : Lane.values()) {
      again |= refill(lane);
    }
    return again;
  }

  private boolean refill(Lane lane) {
    long after;
    int most;
    lock.lock();
    try {
      if (!worthReading(lane)) {
        return false;
      }
      unread.remove(lane);
      after = outbox.queue(lane).read();
      most = Math.min(chunk, outbox.room(lane));
    } finally {
      lock.unlock();
    }
    List<Recorded> found = List.of();
    boolean ended = false;
    long last = 0;
    try {
      last = means.journal().last();
      found = means.journal().waiting(id, lane, after, most);
      ended = found.size() < most;
    } finally {
      lock.lock();
      try {
        take(lane, found);
        if (ended) {
          outbox.queue(lane).readUpTo(last);
        } else {
          unread.add(lane);
        }
      } finally {
        lock.unlock();
      }
    }
    pump();
    return !ended;
  }

  private boolean worthReading(Lane lane) {
    return unread.contains(lane)
        && !stopped
        && (user.isPresent() || id.equals(Entry.NOBODY))
        && fresh.size() < MOST_FRESH
        && outbox.room(lane) >= WORTH_READING;
  }

  private void take(Lane lane, List<Recorded> found) {
    long bytes = 0;
    for (Recorded recorded : found) {
      Letter letter = Letter.of(recorded).orElseThrow();
      bytes += letter.document().length();
      if (id.equals(Entry.NOBODY)) {
        setAside(recorded.number(), lane, SetAside.Reason.NO_RECIPIENT, 0, "");
      } else {
        outbox.put(Parcel.of(letter));
      }
      outbox.queue(lane).readUpTo(recorded.number());
    }
    dirty |= !found.isEmpty();
    boolean large = bytes > Outbox.MOST_BYTES / 2;
    chunk = large ? Math.max(1, chunk / 4) : Math.min(LONGEST_CHUNK, chunk * 2);
  }

  /** Sends what may be sent now, each on a thread of its own. */
  void pump() {
    lock.lock();
    try {
      pumpLocked();
    } finally {
      lock.unlock();
    }
  }

  private void pumpLocked() {
    for (Optional<Parcel> next = next(); next.isPresent(); next = next()) {
      Parcel parcel = next.get();
      Thread.ofVirtual().name("delivery").start(() -> carry(parcel));
    }
    long now = System.nanoTime();
    OptionalLong due = outbox.due(now);
    if (due.isPresent() && due.getAsLong() - now > 0 && !stopped) {
      wakeAt(due.getAsLong(), now);
    }
  }

  private Optional<Parcel> next() {
    return stopped || relays > 0 ? Optional.empty() : outbox.take(System.nanoTime());
  }

  private void wakeAt(long due, long now) {
    boolean soonEnough = wakeAt.filter(at -> at - now > 0 && at - due <= 0).isPresent();
    if (!soonEnough) {
      wakeAt = Optional.of(due);
      var _ = means.timer().schedule(this::pump, due - now, TimeUnit.NANOSECONDS);
    }
  }

  /** Sends one, and then others as long as there are any, which spares starting threads. */
  private void carry(Parcel first) {
    Optional<Parcel> next = Optional.of(first);
    while (next.isPresent()) {
      Parcel parcel = next.get();
      next = settle(parcel, attemptOrSay(parcel));
    }
  }

  /** A mistake of ours must not leave a message under way for ever: it is tried again. */
  private Outcome attemptOrSay(Parcel parcel) {
    try {
      return attempt(parcel);
    } catch (RuntimeException mistake) {
      LOG.error("event=delivery-mistake number={} action=tried-again", parcel.number, mistake);
      return new Outcome.Unread("mistake of the gateway's: " + mistake);
    }
  }

  private Outcome attempt(Parcel parcel) {
    Optional<URI> endpoint = endpoint();
    if (endpoint.isEmpty()) {
      return new Outcome.Unread("no longer configured");
    }
    Optional<Document> document = parcel.document();
    if (document.isEmpty()) {
      try {
        document = means.letters().find(parcel.number).map(Letter::document);
      } catch (JournalUnavailable | DeliveryUnavailable unreadable) {
        return new Outcome.Unread("journal unavailable");
      }
    }
    return document
        .map(found -> means.courier().post(endpoint.get(), found))
        .orElse(new Outcome.Gone("expired"));
  }

  private Optional<URI> endpoint() {
    lock.lock();
    try {
      return user.map(User::receive);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Parcel> settle(Parcel parcel, Outcome outcome) {
    lock.lock();
    try {
      heard(outcome, parcel.taken());
      long now = System.nanoTime();
      switch (outcome) {
        case Outcome.Taken taken -> outbox.done(parcel);
        case Outcome.Refused refused -> {
          outbox.done(parcel);
          setAside(
              parcel.number,
              parcel.lane,
              SetAside.Reason.REFUSED,
              refused.status(),
              refused.excerpt());
        }
        case Outcome.Gone gone -> {
          outbox.done(parcel);
          setAside(parcel.number, parcel.lane, SetAside.Reason.EXPIRED, 0, "");
        }
        case Outcome.Later later -> {
          outbox.later(parcel, now, later.after());
          if (!outbox.failing()) {
            alarms.failedAgain(name(), parcel, later.answer());
          }
        }
        case Outcome.Unread unread -> outbox.later(parcel, now, Optional.empty());
      }
      dirty = true;
      changed.signalAll();
      Optional<Parcel> next = next();
      pumpLocked();
      if (worthReading(Lane.ALERTS) || worthReading(Lane.OTHERS)) {
        means.reader().accept(this);
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** What the outcome of something that is under way since then says about the endpoint. */
  private void heard(Outcome outcome, long since) {
    lastAnswer = outcome.answer();
    switch (outcome) {
      case Outcome.Taken taken -> answered();
      case Outcome.Refused refused -> answered();
      case Outcome.Later later -> {
        if (outbox.failed(since, System.nanoTime(), later.after()) && !stopped) {
          alarms.failing(name(), endpointText(), lastAnswer, outbox.size());
        }
      }
      case Outcome.Unread unread -> {}
      case Outcome.Gone gone -> {}
    }
  }

  private void answered() {
    if (outbox.answered()) {
      alarms.recovered(name(), endpointText());
    }
  }

  private void setAside(long number, Lane lane, SetAside.Reason reason, int status, String answer) {
    Instant at = means.clock().instant();
    fresh.add(new SetAside(number, id, lane, at, reason, status, answer));
    aside++;
    alarms.setAside();
    dirty = true;
  }

  /** Hands one over past the journal and everything that waits. True once the user has it. */
  boolean relayNow(Document document, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<Place> place = reserve(deadline);
    if (place.isEmpty()) {
      return false;
    }
    Outcome outcome = means.courier().post(place.get().endpoint(), document);
    lock.lock();
    try {
      outbox.release();
      heard(outcome, place.get().taken());
      changed.signalAll();
      pumpLocked();
    } finally {
      lock.unlock();
    }
    return outcome instanceof Outcome.Taken;
  }

  /** A place among those under way, and when it was taken. */
  private record Place(URI endpoint, long taken) {}

  private Optional<Place> reserve(long deadline) {
    lock.lock();
    relays++;
    try {
      while (user.isPresent() && !stopped && !outbox.reserve(System.nanoTime())) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return Optional.empty();
        }
        var _ = changed.awaitNanos(Math.min(left, LOOK_AGAIN));
      }
      long now = System.nanoTime();
      return stopped ? Optional.empty() : user.map(served -> new Place(served.receive(), now));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      relays--;
      pumpLocked();
      lock.unlock();
    }
  }

  /** Puts what had been set aside on its way to this user. */
  Resent resend(long number) {
    lock.lock();
    try {
      if (outbox.size() >= 2 * Lane.values().length * Outbox.MOST_NUMBERS) {
        return Resent.TOO_MANY;
      }
      if (!put(number)) {
        return Resent.EXPIRED;
      }
      dirty = true;
      pumpLocked();
      return Resent.QUEUED;
    } finally {
      lock.unlock();
    }
  }

  /** One that was set aside for this user is so no longer. */
  void asideNoLonger() {
    lock.lock();
    try {
      aside--;
    } finally {
      lock.unlock();
    }
  }

  /** What changed since the last snapshot that was {@link #written}. */
  Optional<Snapshot> snapshot() {
    lock.lock();
    try {
      if (!dirty) {
        return Optional.empty();
      }
      dirty = false;
      List<Ledger.Progress> progress = new ArrayList<>();
      for (Lane lane : Lane.values()) {
        Queue queue = outbox.queue(lane);
        progress.add(new Ledger.Progress(id, lane, queue.read(), queue.numbers()));
      }
      return Optional.of(new Snapshot(progress, List.copyOf(fresh)));
    } finally {
      lock.unlock();
    }
  }

  void written(Snapshot snapshot) {
    lock.lock();
    try {
      fresh.subList(0, snapshot.aside().size()).clear();
    } finally {
      lock.unlock();
    }
    means.reader().accept(this);
  }

  void notWritten() {
    lock.lock();
    try {
      dirty = true;
    } finally {
      lock.unlock();
    }
  }

  /** Says what was set aside, at most once in a while. */
  void alarm() {
    lock.lock();
    try {
      alarms.say(name(), aside, lastAnswer);
    } finally {
      lock.unlock();
    }
  }

  /** The number up to which the journal is not needed for this user, what is set aside apart. */
  long passed(long last) {
    long passed = last;
    for (Lane lane : Lane.values()) {
      passed = Math.min(passed, passed(lane, last));
    }
    return passed;
  }

  private long passed(Lane lane, long last) {
    long read;
    long passed = last;
    long first = means.journal().first(); // what is older, the journal does not have anyway
    lock.lock();
    try {
      OptionalLong oldest = outbox.queue(lane).oldestFrom(first);
      if (oldest.isPresent()) {
        passed = Math.min(passed, oldest.getAsLong() - 1);
      }
      for (SetAside one : fresh) {
        passed = one.number() < first ? passed : Math.min(passed, one.number() - 1);
      }
      read = outbox.queue(lane).read();
    } finally {
      lock.unlock();
    }
    if (read >= passed) {
      return passed;
    }
    List<Recorded> next = means.journal().waiting(id, lane, read, 1);
    return next.isEmpty() ? passed : Math.min(passed, next.getFirst().number() - 1);
  }

  UserStatus status() {
    lock.lock();
    try {
      Optional<Instant> oldest =
          EnumSet.allOf(Lane.class).stream()
              .flatMap(lane -> outbox.queue(lane).oldest().stream())
              .map(parcel -> parcel.recordedAt)
              .min(Comparator.naturalOrder());
      return new UserStatus(
          id,
          name(),
          user.map(User::receive),
          outbox.size(),
          !unread.isEmpty(),
          oldest,
          outbox.underWay(),
          aside,
          lastAnswer,
          outbox.failing());
    } finally {
      lock.unlock();
    }
  }

  private String name() {
    return user.map(User::name).orElse(id.equals(Entry.NOBODY) ? "nobody" : id.toString());
  }

  private String endpointText() {
    return user.map(u -> u.receive().toString()).orElse("none");
  }

  /** Sends nothing more. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is under way. True if so in time. */
  boolean awaitQuiet(long deadline) throws InterruptedException {
    lock.lock();
    try {
      while (outbox.underWay() > 0) {
        long left = changed.awaitNanos(deadline - System.nanoTime());
        if (left <= 0 && outbox.underWay() > 0) {
          return false;
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
