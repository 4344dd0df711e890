package org.lastgasp.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.policy.Lane;
import org.lastgasp.worker.Backoff;

/**
 * A scheduler that decides what is sent to one user next: AD1s first, at most so many at once, the
 * messages of a device in order within a lane, what failed not before its pause is over.
 *
 * <p>Each lane has its own {@link LaneScheduler}: its health, and places that the other may not
 * take. Pure: time is an argument, in nanoseconds of a monotonic clock. Not thread-safe.
 */
final class DeliveryScheduler {
  /** The most numbers of a lane in memory. */
  static final int MOST_NUMBERS = 1_000;

  /** The bytes of a lane's documents in memory from which on no more are read. */
  static final long MOST_BYTES = 4L << 20; // 4 MiB, a few thousand AD1s or one large response

  /** Reads on only with this much room, so that one look into the journal is worth it. */
  static final int WORTH_READING = 100;

  /** The most failed messages of a lane in memory; any further are parked. */
  static final int MOST_FAILED = 100;

  private static final int PAUSE_OF_OURS = 4; // as after four failures
  private static final long BEFORE = Duration.ofMinutes(1).toNanos();

  private final Map<Lane, LaneScheduler> lanes = new EnumMap<>(Lane.class);
  private final Backoff backoff;
  private final GiveUp giveUp;
  private Optional<Long> lastTaken = Optional.empty();
  private int limit;

  /**
   * The limit after which a message that fails is tried no more, if its receiver took others
   * meanwhile.
   *
   * @param tries so often it has to have failed
   * @param after for so long
   */
  record GiveUp(int tries, Duration after) {
    private static final int FEW = 2;
    private static final Duration LONG = Duration.ofDays(1);

    /** The usual tries. */
    static GiveUp after(Duration after) {
      return new GiveUp(10, after);
    }

    /** Returns true if so many failures are enough; a few are if it was for a day. */
    boolean isDue(PendingMessage.Failures failures, long now) {
      long age = now - failures.ownSince();
      return (failures.own() >= tries && age >= after.toNanos())
          || (failures.own() >= FEW && age >= Math.max(after.toNanos(), LONG.toNanos()));
    }
  }

  /** The next step of a message that failed. */
  sealed interface Next {
    /** A wait in memory for the next try. */
    record Waits() implements Next {}

    /** An order to park it and all behind it; it is not to be tried before an instant. */
    record Parks(List<PendingMessage> row, long due) implements Next {}

    /** The end: it becomes a dead letter. */
    record GivenUp() implements Next {}
  }

  DeliveryScheduler(Backoff backoff, GiveUp giveUp, int limit) {
    this.backoff = backoff;
    this.giveUp = giveUp;
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new LaneScheduler(lane, backoff));
    }
    limit(limit);
  }

  LaneScheduler lane(Lane lane) {
    return Optional.ofNullable(lanes.get(lane)).orElseThrow();
  }

  LaneQueue queue(Lane lane) {
    return lane(lane).queue();
  }

  /**
   * Sets how many may be under way; 0 if there is nowhere to send to. A quarter is for AD1s alone
   * and an eighth for the others; a single place is for whichever comes.
   */
  void limit(int most) {
    limit = most;
    int forAlerts = most > 1 ? Math.max(1, most / 4) : 0;
    int forOthers = most > 3 ? Math.max(1, most / 8) : 0;
    lane(Lane.ALERTS).places(most - forOthers);
    lane(Lane.OTHERS).places(most - forAlerts);
  }

  int underWay() {
    return lanes.values().stream().mapToInt(LaneScheduler::underWay).sum();
  }

  boolean failing() {
    return lanes.values().stream().anyMatch(LaneScheduler::failing);
  }

  int size() {
    return lanes.values().stream().mapToInt(lane -> lane.queue().size()).sum();
  }

  /** The number of messages that may still be put into a lane. */
  int room(Lane lane) {
    LaneQueue queue = queue(lane);
    return queue.bytes() >= MOST_BYTES ? 0 : Math.max(0, MOST_NUMBERS - queue.size());
  }

  /**
   * Takes the longest rows behind what failed out of memory, to be parked, if they fill a lane so
   * that hardly anything is left in it to be tried.
   */
  List<Next.Parks> makeRoom(Lane lane) {
    List<Next.Parks> parks = new ArrayList<>();
    while (isBlocked(queue(lane))) {
      List<PendingMessage> row = queue(lane).takeOutLongest();
      if (row.isEmpty()) {
        return parks;
      }
      parks.add(new Next.Parks(row, row.getFirst().notBefore()));
    }
    return parks;
  }

  private static boolean isBlocked(LaneQueue queue) {
    return queue.size() > MOST_NUMBERS - WORTH_READING && queue.fresh() < WORTH_READING;
  }

  void put(PendingMessage message) {
    queue(message.lane).put(message);
  }

  /** The message to be sent now, if there is one; it is under way from here on. */
  Optional<PendingMessage> take(long now) {
    Optional<PendingMessage> next = Optional.empty();
    for (Lane lane : Lane.values()) {
      if (next.isEmpty() && underWay() < limit) {
        next = lane(lane).take(now, lastTaken);
      }
    }
    return next;
  }

  /** Takes a place among the AD1s under way for what does not come from the journal. */
  boolean reserve(long now) {
    return underWay() < limit && lane(Lane.ALERTS).reserve(now);
  }

  /** Gives the place back. */
  void release() {
    lane(Lane.ALERTS).release();
  }

  /** The time to ask again although nothing else happens; empty if only something new can help. */
  OptionalLong due(long now) {
    OptionalLong due = OptionalLong.empty();
    for (LaneScheduler lane : lanes.values()) {
      OptionalLong own = limit == 0 ? OptionalLong.empty() : lane.due(now, lastTaken);
      boolean sooner =
          own.isPresent() && (due.isEmpty() || own.getAsLong() - due.getAsLong() < 0);
      due = sooner ? own : due;
    }
    return due;
  }

  /** One is done with: taken, or a dead letter. */
  void done(PendingMessage message) {
    lane(message.lane).ended(message);
    queue(message.lane).done(message);
  }

  /** Notes how many of a lane are parked. While any are, fewer that failed stay in memory. */
  void parked(Lane lane, long count) {
    lane(lane).parked(count);
  }

  /** One failed for a reason of its own or of its receiver's. */
  Next later(PendingMessage message, long now, Optional<Duration> asked) {
    LaneScheduler lane = lane(message.lane);
    lane.ended(message);
    long since = message.taken() - BEFORE;
    boolean othersTaken = lastTaken.filter(at -> at - since > 0).isPresent();
    PendingMessage.Failures failures = message.failures().more(othersTaken, now);
    message.failed(failures);
    long due = now + pause(failures.all(), asked);
    message.waitUntil(due);
    if (othersTaken && giveUp.isDue(failures, now)) {
      lane.queue().done(message);
      return new Next.GivenUp();
    }
    if (lane.queue().failed() >= lane.mostFailed()) {
      return new Next.Parks(lane.queue().takeOut(message), due);
    }
    lane.queue().putBack(message);
    return new Next.Waits();
  }

  private long pause(int failures, Optional<Duration> asked) {
    long own = backoff.after(failures).toNanos();
    return asked.map(a -> Math.max(own, EndpointHealth.within(a).toNanos())).orElse(own);
  }

  /** One could not be tried, for a reason of ours. */
  void notTried(PendingMessage message, long now) {
    LaneScheduler lane = lane(message.lane);
    lane.ended(message);
    message.waitUntil(now + backoff.after(PAUSE_OF_OURS).toNanos());
    lane.queue().putBack(message);
  }

  /** The endpoint took something. True if the lane had been failing. */
  boolean taken(Lane lane, long taken, long now) {
    lastTaken = Optional.of(now);
    return lane(lane).answered(taken, now);
  }

  /** The endpoint answered, and did not want it. True if the lane had been failing. */
  boolean refused(Lane lane, long taken, long now) {
    return lane(lane).answered(taken, now);
  }

  /**
   * The endpoint did not do its part. True if the lane is failing from now on.
   *
   * @param taken when what it failed with was taken, or its place reserved
   */
  boolean failed(
      Lane lane, PendingMessage.Turn turn, long taken, long now, Optional<Duration> asked) {
    return lane(lane).health().failed(turn, taken, now, asked);
  }

  /** Tries that hold the places others wait for, unless the endpoint is known to be slow. */
  List<PendingMessage> stuck(long now) {
    List<PendingMessage> stuck = new ArrayList<>();
    lanes.values().forEach(lane -> stuck.addAll(lane.stuck(now, limit - underWay())));
    return stuck;
  }
}
