package org.lastgasp.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;

/**
 * The state of the delivery to one user: its {@link DeliveryScheduler}, what is parked and set
 * aside, and what of that is to be written down. One lock guards all of it, which its {@link
 * RecipientWorker} and {@link Intake} share; it is never held while the network or the journal is
 * waited for. What has no lock of its own here is called by those who hold it.
 */
final class RecipientState {
  /**
   * A snapshot of what is to be written down.
   *
   * @param finished are done with, and had copies
   */
  record Snapshot(
      List<DeliveryProgressStore.Progress> progress,
      List<DeadLetter> deadLetters,
      Parking.Changes parked,
      List<Long> finished) {}

  private static final long NOTHING_TO_RECALL = Long.MAX_VALUE;

  final Eui64 id;
  final DeliveryScheduler scheduler;
  final Parking parking;
  final ReentrantLock lock = new ReentrantLock();
  final Condition changed = lock.newCondition();
  final Set<Lane> unread = EnumSet.allOf(Lane.class);
  final ThrottledWarnings alarms = new ThrottledWarnings();
  Optional<Recipient> user = Optional.empty();
  Optional<Instant> oldestParked = Optional.empty();
  boolean dirty;
  boolean begun;
  boolean stopped;

  private final RecipientWorker.Means means;
  private final Map<Lane, DeliveryTimes> times = new EnumMap<>(Lane.class);
  private final List<DeadLetter> fresh = new ArrayList<>();
  private final List<Long> finished = new ArrayList<>();
  private final Map<Lane, RecipientStatus.Failing> failing = new EnumMap<>(Lane.class);
  private String lastAnswer = "";
  private long deadLetters;
  private long recalled = NOTHING_TO_RECALL; // dead letters up to here were called back

  RecipientState(Eui64 id, RecipientWorker.Means means, long deadLetters) {
    this.id = id;
    this.means = means;
    this.deadLetters = deadLetters;
    this.scheduler = new DeliveryScheduler(means.backoff(), means.giveUp(), 0);
    this.parking = new Parking(id);
  }

  /** The kinds of a message that the journal does not have any more. */
  enum Missing {
    /** It was never delivered, and cannot be. */
    LOST,
    /** It was done with: what says otherwise is old. */
    DONE
  }

  /** Takes up where the last run left a lane. */
  void restore(DeliveryProgressStore.Progress progress, Missing missing) {
    lock.lock();
    try {
      scheduler.queue(progress.lane()).readUpTo(progress.read());
      for (long number : progress.pending()) {
        Optional<PendingMessage> found = find(number); // nothing is committed yet that would wait
        found.ifPresent(scheduler::put);
        if (found.isEmpty() && missing == Missing.LOST) {
          addDeadLetter(number, progress.lane(), DeadLetter.Reason.EXPIRED, 0, "", false);
        }
      }
      dirty = true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes up what the last run parked. */
  void restoreParked(Map<Lane, Long> counts, ParkedMessages rows) {
    lock.lock();
    try {
      parking.restore(counts);
      for (Lane lane : counts.keySet()) {
        Set<Eui64> before = scheduler.queue(lane).devices();
        rows.putBehind(id, lane, before).forEach(device -> parking.continues(lane, device));
      }
    } finally {
      lock.unlock();
    }
  }

  /** A message that may be there or not, to be put on its way. Reads, so not under the lock. */
  Optional<PendingMessage> find(long number) {
    Optional<PendingMessage> found = means.letters().find(number).map(PendingMessage::light);
    found
        .filter(message -> means.letters().isCopied(number))
        .ifPresent(PendingMessage::wasCopied);
    return found;
  }

  /** The number after which to call back dead letters of the time when it was not configured. */
  OptionalLong recallAfter() {
    lock.lock();
    try {
      boolean room = scheduler.size() < DeliveryScheduler.MOST_NUMBERS;
      return user.isPresent() && deadLetters > 0 && recalled < NOTHING_TO_RECALL && room
          ? OptionalLong.of(recalled)
          : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  void recalledUpTo(OptionalLong number) {
    lock.lock();
    try {
      recalled = number.orElse(NOTHING_TO_RECALL);
    } finally {
      lock.unlock();
    }
  }

  boolean serves() {
    lock.lock();
    try {
      return user.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Returns true if what is for it can go nowhere: its user is not configured any more. */
  boolean isAbandoned() {
    lock.lock();
    try {
      return begun && user.isEmpty() && !id.equals(Event.NOBODY);
    } finally {
      lock.unlock();
    }
  }

  /** Counts parked messages that became dead letters with it. */
  void abandoned(int count) {
    lock.lock();
    try {
      deadLetters += count;
      parking.restore(Map.of());
      alarms.deadLetterAdded();
    } finally {
      lock.unlock();
    }
  }

  boolean parksNothing() {
    lock.lock();
    try {
      return parking.count() == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Has it written down where it is, although nothing changed. */
  void noteDown() {
    lock.lock();
    try {
      dirty = true;
    } finally {
      lock.unlock();
    }
  }

  /** Parks what keeps a lane from going on. */
  void makeRoom(Lane lane) {
    scheduler.makeRoom(lane).forEach(parks -> parking.park(parks.row(), parks.due()));
  }

  void ended(PendingMessage message) {
    message
        .device
        .filter(device -> scheduler.queue(message.lane).row(device) == 0)
        .ifPresent(device -> parking.emptied(message.lane, device));
  }

  /** Takes up what the outcome of a message under way since then says about the endpoint. */
  void heard(Outcome outcome, Lane lane, PendingMessage.Turn turn, long since) {
    lastAnswer = outcome.answer();
    long now = System.nanoTime();
    switch (outcome) {
      case Outcome.Taken taken -> answered(lane, now, () -> scheduler.taken(lane, since, now));
      case Outcome.Refused refused ->
          answered(lane, now, () -> scheduler.refused(lane, since, now));
      case Outcome.Later later -> {
        boolean from = scheduler.failed(lane, turn, since, now, later.after());
        if (scheduler.lane(lane).failing()) {
          Instant began =
              Optional.ofNullable(failing.get(lane))
                  .map(RecipientStatus.Failing::since)
                  .orElse(means.clock().instant());
          failing.put(lane, new RecipientStatus.Failing(lane, began, lastAnswer));
        }
        if (from && !stopped) {
          alarms.failing(name(), endpointText(), lastAnswer, scheduler.size());
        }
      }
      case Outcome.Unread unread -> {}
      case Outcome.Gone gone -> {}
    }
  }

  /** It was taken: counts how long that took from its receipt. */
  void took(PendingMessage message) {
    Duration elapsed = Duration.between(message.recordedAt, means.clock().instant());
    times
        .computeIfAbsent(message.lane, lane -> new DeliveryTimes())
        .took(elapsed, System.nanoTime());
  }

  /** The figures of both lanes. */
  List<RecipientStatus.LaneFigures> figures() {
    lock.lock();
    try {
      long now = System.nanoTime();
      return Stream.of(Lane.values())
          .map(
              lane ->
                  Optional.ofNullable(times.get(lane))
                      .orElseGet(DeliveryTimes::new)
                      .figures(lane, now))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private void answered(Lane lane, long now, BooleanSupplier answer) {
    if (scheduler.lane(lane).health().silentForLong(now)) {
      parking.forgive(lane);
    }
    if (answer.getAsBoolean()) {
      failing.remove(lane);
      alarms.recovered(name(), endpointText());
    }
  }

  void addDeadLetter(
      long number,
      Lane lane,
      DeadLetter.Reason reason,
      int status,
      String answer,
      boolean copied) {
    Instant at = means.clock().instant();
    fresh.add(new DeadLetter(number, id, lane, at, reason, status, answer, copied));
    deadLetters++;
    alarms.deadLetterAdded();
    dirty = true;
  }

  /** A dead letter of this user is one no longer. */
  void deadLetterGone() {
    lock.lock();
    try {
      deadLetters--;
    } finally {
      lock.unlock();
    }
  }

  /** The changes since the last snapshot; it is {@link #written} or given back afterwards. */
  Optional<Snapshot> snapshot() {
    lock.lock();
    try {
      if (!dirty) {
        return Optional.empty();
      }
      dirty = false;
      List<Long> gone = List.copyOf(finished);
      finished.clear();
      return Optional.of(
          new Snapshot(progress(), List.copyOf(fresh), parking.changes(), gone));
    } finally {
      lock.unlock();
    }
  }

  private List<DeliveryProgressStore.Progress> progress() {
    List<DeliveryProgressStore.Progress> progress = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      LaneQueue queue = scheduler.queue(lane);
      progress.add(new DeliveryProgressStore.Progress(id, lane, queue.read(), queue.numbers()));
    }
    return progress;
  }

  /** The snapshot the ledger would have if it were written now; nothing is taken for written. */
  Snapshot unwrittenState() {
    lock.lock();
    try {
      return new Snapshot(
          progress(), List.copyOf(fresh), parking.unwrittenChanges(), List.of());
    } finally {
      lock.unlock();
    }
  }

  /** The dead letters that are not written down yet. */
  List<DeadLetter> fresh() {
    lock.lock();
    try {
      return List.copyOf(fresh);
    } finally {
      lock.unlock();
    }
  }

  /** Returns true if one on the lane of the AD1s is parked; for whoever may ask rows. */
  boolean parks(long number, ParkedMessages rows) {
    Optional<Boolean> unwritten;
    lock.lock();
    try {
      unwritten = parking.count() == 0 ? Optional.of(false) : parking.unwritten(number);
    } finally {
      lock.unlock();
    }
    return unwritten.orElseGet(() -> rows.has(number));
  }

  void written(Snapshot snapshot) {
    lock.lock();
    try {
      fresh.subList(0, snapshot.deadLetters().size()).clear();
    } finally {
      lock.unlock();
    }
  }

  void notWritten(Snapshot snapshot) {
    lock.lock();
    try {
      dirty = true;
      parking.giveBack(snapshot.parked());
      finished.addAll(snapshot.finished());
    } finally {
      lock.unlock();
    }
  }

  /** Logs new dead letters, at most once in a while. */
  void alarm() {
    lock.lock();
    try {
      alarms.say(name(), deadLetters, lastAnswer);
    } finally {
      lock.unlock();
    }
  }

  /** The number of its dead letters, as the store has it. */
  void countDeadLetters(long count) {
    lock.lock();
    try {
      deadLetters = count;
    } finally {
      lock.unlock();
    }
  }

  /** The position up to which the journal is not needed, apart from dead letters. */
  Position passed(Position last) {
    Position passed = last;
    for (Lane lane : Lane.values()) {
      passed = passed(lane, passed);
    }
    return passed;
  }

  private Position passed(Lane lane, Position last) {
    Journal journal = means.journal();
    long first = journal.firstId(); // what is older, the journal does not have anyway
    Position read;
    OptionalLong needed;
    lock.lock();
    try {
      LongStream unwritten =
          fresh.stream()
              .filter(one -> one.number() >= first && !one.copied())
              .mapToLong(DeadLetter::number);
      needed =
          Stream.of(
                  scheduler.queue(lane).oldestFrom(first).stream(),
                  parking.firstUnwritten(first).stream(),
                  unwritten)
              .flatMapToLong(each -> each)
              .min();
      read = journal.behind(scheduler.queue(lane).read());
    } finally {
      lock.unlock();
    }
    Position passed =
        needed.isPresent() ? Position.min(last, journal.before(needed.getAsLong())) : last;
    if (read.reaches(passed)) {
      return passed;
    }
    List<OutboundMessage> next = journal.pending(id, lane, read, 1);
    return next.isEmpty()
        ? passed
        : Position.min(passed, journal.before(next.getFirst().number()));
  }

  /** Returns true if one on the lane of the AD1s is neither in memory nor still to be read. */
  boolean isPast(long number) {
    lock.lock();
    try {
      LaneQueue queue = scheduler.queue(Lane.ALERTS);
      return queue.read() >= number && !queue.has(number);
    } finally {
      lock.unlock();
    }
  }

  /** Those in memory up to a number of which there is no copy. */
  List<PendingMessage> uncopied(long upTo) {
    lock.lock();
    try {
      return EnumSet.allOf(Lane.class).stream()
          .flatMap(lane -> scheduler.queue(lane).all().stream())
          .filter(message -> !message.copied() && message.number <= upTo)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  void copied(List<PendingMessage> messages) {
    lock.lock();
    try {
      messages.forEach(PendingMessage::wasCopied);
    } finally {
      lock.unlock();
    }
  }

  /** The number up to which a lane was read, if it is to be delivered to somebody. */
  OptionalLong read(Lane lane) {
    lock.lock();
    try {
      return user.isPresent()
          ? OptionalLong.of(scheduler.queue(lane).read())
          : OptionalLong.empty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The status now, by the monotonic clock. A lane that failed is not told once nothing waits in it
   * and nothing was tried for a minute: nobody can tell then whether it still would.
   */
  RecipientStatus status(long now) {
    lock.lock();
    try {
      Optional<Instant> oldest =
          Stream.concat(
                  oldestParked.filter(at -> parking.count() > 0).stream(),
                  EnumSet.allOf(Lane.class).stream()
                      .flatMap(lane -> scheduler.queue(lane).oldest().stream())
                      .map(message -> message.recordedAt))
              .min(Comparator.naturalOrder());
      return new RecipientStatus(
          id,
          name(),
          user.map(Recipient::receive),
          scheduler.size() + parking.count(),
          !unread.isEmpty(),
          oldest,
          scheduler.underWay(),
          deadLetters,
          lastAnswer,
          scheduler.failing(),
          parking.count(),
          failing.values().stream().filter(each -> isTried(each.lane(), now)).toList());
    } finally {
      lock.unlock();
    }
  }

  private boolean isTried(Lane lane, long now) {
    return scheduler.queue(lane).size() + parking.count(lane) > 0
        || scheduler.lane(lane).health().heardLately(now);
  }

  String name() {
    return user.map(Recipient::name).orElse(id.equals(Event.NOBODY) ? "nobody" : id.toString());
  }

  String endpointText() {
    return user.map(u -> u.receive().toString()).orElse("none");
  }

  /** From here on messages go to this user; if empty, to nobody. */
  void serve(Optional<Recipient> served) {
    lock.lock();
    try {
      if (served.isPresent() && user.isEmpty()) {
        recalled = 0;
      }
      if (!user.map(Recipient::receive).equals(served.map(Recipient::receive))) {
        failing.clear(); // what was said of another endpoint, or of none any more
      }
      user = served;
      begun = true;
      unread.addAll(EnumSet.allOf(Lane.class));
      scheduler.limit(served.map(Recipient::inFlight).orElse(0));
    } finally {
      lock.unlock();
    }
  }

  /** One that had a copy is done with. */
  void finished(PendingMessage message) {
    if (message.copied()) {
      finished.add(message.number);
    }
  }

  /** The number of dead letters and parked messages that are not written down. */
  int unwritten() {
    return fresh.size() + parking.unwritten();
  }
}
