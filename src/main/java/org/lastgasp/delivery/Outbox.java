package org.lastgasp.delivery;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.journal.Lane;

/**
 * Decides what is sent to one user next: AD1s first, at most so many at once, the messages of a
 * device in order within a lane, what failed not before its pause is over, and to an endpoint that
 * is failing one at a time.
 *
 * <p>Pure: time is an argument, in nanoseconds of a monotonic clock. Not thread-safe.
 */
final class Outbox {
  /** How many numbers of a lane are in memory. */
  static final int MOST_NUMBERS = 1_000;

  /** How many bytes of documents of a lane are in memory before no more are read. */
  static final long MOST_BYTES = 4L << 20; // 4 MiB, a few thousand AD1s or one large response

  private final Map<Lane, Queue> queues = new EnumMap<>(Lane.class);
  private final Backoff backoff;
  private final Health health;
  private int limit;
  private int underWay;
  private boolean probeOthers;

  Outbox(Backoff backoff, int limit) {
    this.backoff = backoff;
    this.health = new Health(backoff);
    this.limit = limit;
    for (Lane lane : Lane.values()) {
      queues.put(lane, new Queue());
    }
  }

  Queue queue(Lane lane) {
    return queues.getOrDefault(lane, new Queue());
  }

  /** Sets how many may be under way; 0 if there is nowhere to send to. */
  void limit(int most) {
    limit = most;
  }

  int underWay() {
    return underWay;
  }

  boolean failing() {
    return health.failing();
  }

  int size() {
    return queues.values().stream().mapToInt(Queue::size).sum();
  }

  /** How many more may be put into a lane. */
  int room(Lane lane) {
    Queue queue = queue(lane);
    return queue.bytes() >= MOST_BYTES ? 0 : Math.max(0, MOST_NUMBERS - queue.size());
  }

  void put(Parcel parcel) {
    queue(parcel.lane).put(parcel);
  }

  /** What is to be sent now, if anything; it is under way from here on. */
  Optional<Parcel> take(long now) {
    if (!slot(now)) {
      return Optional.empty();
    }
    Optional<Parcel> next = failing() ? probe(now) : oldest(now);
    if (next.isPresent()) {
      next.get().takenAt(now);
      underWay++;
    }
    return next;
  }

  private Optional<Parcel> oldest(long now) {
    return queue(Lane.ALERTS).oldest(now).or(() -> queue(Lane.OTHERS).oldest(now));
  }

  /**
   * Takes what was tried least, from the lanes in turn: a few messages, or one kind of them, that
   * always fail must not make an endpoint look dead for ever.
   */
  private Optional<Parcel> probe(long now) {
    Queue first = queue(probeOthers ? Lane.OTHERS : Lane.ALERTS);
    Queue second = queue(probeOthers ? Lane.ALERTS : Lane.OTHERS);
    probeOthers = !probeOthers;
    return first.leastTried(now).or(() -> second.leastTried(now));
  }

  /** Takes a place among those under way for what does not come from the journal. */
  boolean reserve(long now) {
    boolean free = slot(now);
    underWay += free ? 1 : 0;
    return free;
  }

  /** Gives the place back. */
  void release() {
    underWay--;
  }

  private boolean slot(long now) {
    int allowed = failing() ? Math.min(1, limit) : limit;
    return underWay < allowed && health.closedUntil(now).isEmpty();
  }

  /** When to ask again although nothing else happens; empty if only something new can help. */
  OptionalLong due(long now) {
    if (limit == 0 || size() == 0) {
      return OptionalLong.empty();
    }
    Optional<Long> closed = health.closedUntil(now);
    if (closed.isPresent()) {
      return OptionalLong.of(closed.get());
    }
    OptionalLong alerts = queue(Lane.ALERTS).due();
    OptionalLong others = queue(Lane.OTHERS).due();
    if (alerts.isEmpty() || others.isEmpty()) {
      return alerts.isPresent() ? alerts : others;
    }
    long sooner = alerts.getAsLong() - others.getAsLong() < 0
        ? alerts.getAsLong() : others.getAsLong();
    return OptionalLong.of(sooner);
  }

  /** One is done with: taken, or set aside. */
  void done(Parcel parcel) {
    underWay--;
    queue(parcel.lane).done(parcel);
  }

  /** One is to be tried again. */
  void later(Parcel parcel, long now, Optional<Duration> asked) {
    underWay--;
    parcel.failedAgain();
    parcel.waitUntil(now + backoff.nanos(parcel.failures(), asked));
    queue(parcel.lane).putBack(parcel);
  }

  /** The endpoint answered. True if it had been failing. */
  boolean answered() {
    if (health.silent()) {
      queues.values().forEach(Queue::waitNoLonger);
    }
    return health.answered();
  }

  /**
   * The endpoint did not do its part. True if it is failing from now on.
   *
   * @param taken when what it failed with was taken, or its place reserved
   */
  boolean failed(long taken, long now, Optional<Duration> asked) {
    return health.failed(taken, now, asked);
  }
}
