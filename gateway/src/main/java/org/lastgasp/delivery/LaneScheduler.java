package org.lastgasp.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.policy.Lane;
import org.lastgasp.worker.Backoff;

/**
 * One lane of an {@link DeliveryScheduler}: its messages, its places and the endpoint's health with
 * them.
 *
 * <p>What was never tried is tried soon, however the others fared: a few at a time while the
 * endpoint fails, else a message it would take could wait for ever behind those it does not. What
 * failed while others were taken has a quarter of the places, so that messages without an answer
 * cannot hold them all; and until anything is heard of an endpoint, the second half of the places
 * is given out one by one. Pure, and not thread-safe.
 */
final class LaneScheduler {
  private static final long CREEP = Duration.ofMillis(500).toNanos();
  private static final long STUCK = Duration.ofSeconds(5).toNanos();

  private final Lane lane;
  private final LaneQueue queue = new LaneQueue();
  private final EndpointHealth health;
  private long parked;
  private final List<PendingMessage> underWay = new ArrayList<>();
  private int places;
  private int reserved;
  private LaneQueue.Age next = LaneQueue.Age.OLDEST;
  private Optional<Long> creptAt = Optional.empty();

  LaneScheduler(Lane lane, Backoff backoff) {
    this.lane = lane;
    this.health = new EndpointHealth(backoff);
  }

  LaneQueue queue() {
    return queue;
  }

  EndpointHealth health() {
    return health;
  }

  boolean failing() {
    return health.failing();
  }

  void places(int most) {
    places = most;
  }

  int underWay() {
    return underWay.size() + reserved;
  }

  List<PendingMessage> messagesUnderWay() {
    return List.copyOf(underWay);
  }

  /** The message to be sent now, if there is one and if there is a place. */
  Optional<PendingMessage> take(long now, Optional<Long> lastTaken) {
    if (underWay() >= places) {
      return Optional.empty();
    }
    Optional<PendingMessage> taken =
        resting(now) ? newcomer(now, lastTaken).or(() -> probe(now)) : usual(now);
    taken.ifPresent(underWay::add);
    return taken;
  }

  private Optional<PendingMessage> usual(long now) {
    if (creeps(now)) {
      return creptUntil(now).isPresent() ? Optional.empty() : creep(now);
    }
    Optional<PendingMessage> suspect =
        queue.failed() > 0 && count(PendingMessage::suspect) < quarter()
            ? queue.suspect(now)
            : Optional.empty();
    return as(PendingMessage.Turn.USUAL, suspect.or(() -> queue.oldest(now)), now);
  }

  private boolean creeps(long now) {
    return !health.heardLately(now) && underWay() >= (places + 1) / 2;
  }

  private Optional<Long> creptUntil(long now) {
    long began = underWay.stream().mapToLong(PendingMessage::taken).max().orElse(now);
    long until = creptAt.orElse(began) + CREEP;
    return until - now > 0 ? Optional.of(until) : Optional.empty();
  }

  private Optional<PendingMessage> creep(long now) {
    creptAt = Optional.of(now);
    return as(PendingMessage.Turn.USUAL, queue.untried(LaneQueue.Age.NEWEST), now);
  }

  private Optional<PendingMessage> newcomer(long now, Optional<Long> lastTaken) {
    if (newcomersFrom(now, lastTaken).filter(from -> from - now <= 0).isEmpty()) {
      return Optional.empty();
    }
    next = next.other();
    return as(PendingMessage.Turn.NEWCOMER, queue.untried(next), now);
  }

  /**
   * The time from which something never tried may be, although the endpoint fails; empty if not.
   */
  private Optional<Long> newcomersFrom(long now, Optional<Long> lastTaken) {
    Optional<Long> asked = health.askedUntil(now);
    boolean room = newcomers() < mostNewcomers(now);
    boolean may = lane == Lane.ALERTS || asked.isEmpty() || health.refuted(lastTaken);
    return room && may && queue.hasFresh()
        ? Optional.of(health.newcomerFrom(now))
        : Optional.empty();
  }

  private int mostNewcomers(long now) {
    return lane == Lane.ALERTS && health.askedUntil(now).isEmpty() ? quarter() : 1;
  }

  private int newcomers() {
    return count(p -> p.turn() == PendingMessage.Turn.NEWCOMER) + reserved;
  }

  /** Returns true if only newcomers and probes are sent. */
  private boolean resting(long now) {
    return failing() || health.askedUntil(now).isPresent();
  }

  private Optional<PendingMessage> probe(long now) {
    boolean may =
        health.closedUntil(now).isEmpty()
            && count(p -> p.turn() != PendingMessage.Turn.NEWCOMER && p.taken() - probesFrom() > 0)
                == 0;
    return may ? as(PendingMessage.Turn.PROBE, queue.leastTried(now), now) : Optional.empty();
  }

  /** Those put under way before say nothing any more. */
  private long probesFrom() {
    return health.failingSince();
  }

  private static Optional<PendingMessage> as(
      PendingMessage.Turn turn, Optional<PendingMessage> message, long now) {
    message.ifPresent(taken -> taken.takenAt(now, turn));
    return message;
  }

  private int quarter() {
    return Math.max(1, places / 4);
  }

  private int count(java.util.function.Predicate<PendingMessage> which) {
    return (int) underWay.stream().filter(which).count();
  }

  /** Takes a place for what does not come from the journal. */
  boolean reserve(long now) {
    boolean free = underWay() < places && (!resting(now) || newcomers() < quarter());
    reserved += free ? 1 : 0;
    return free;
  }

  void release() {
    reserved--;
  }

  /** One is under way no longer. */
  void ended(PendingMessage message) {
    underWay.remove(message);
  }

  /** The endpoint answered. True if it had been failing. */
  boolean answered(long taken, long now) {
    if (health.silentForLong(now)) {
      queue.waitNoLonger();
    } else if (health.silent()) {
      queue.tryAgain();
    }
    return health.answered(taken, now);
  }

  /** The time to ask again although nothing else happens. */
  OptionalLong due(long now, Optional<Long> lastTaken) {
    if (queue.size() == 0 || underWay() >= places) {
      return OptionalLong.empty();
    }
    if (!resting(now)) {
      Optional<Long> crept =
          creeps(now) && queue.hasFresh() ? creptUntil(now) : Optional.empty();
      return crept.isPresent() ? OptionalLong.of(crept.get()) : queue.due();
    }
    Optional<Long> closed = health.closedUntil(now);
    OptionalLong again =
        closed.isPresent() ? OptionalLong.of(closed.get()) : queue.due();
    Optional<Long> newcomers = newcomersFrom(now, lastTaken);
    boolean sooner =
        newcomers.isPresent()
            && (again.isEmpty() || newcomers.get() - again.getAsLong() < 0);
    return sooner ? OptionalLong.of(newcomers.get()) : again;
  }

  /**
   * Tries that hold for long what others wait for, unless the endpoint is slow with all: any of
   * them if the places are full, and newcomers if those for newcomers are. Probes and what failed
   * while others were taken have their time, or a slow endpoint would never be known as one.
   *
   * @param free places that neither lane has taken
   */
  List<PendingMessage> stuck(long now, int free) {
    boolean cuts = health.quickLately(now) || (places > 1 && !health.slow());
    if (!queue.hasFresh() || !cuts) {
      return List.of();
    }
    boolean full = underWay() >= places || free <= 0;
    boolean newcomersFull = resting(now) && newcomers() >= mostNewcomers(now);
    return underWay.stream()
        .filter(p -> full || (newcomersFull && p.turn() == PendingMessage.Turn.NEWCOMER))
        .filter(p -> !p.suspect() && p.turn() != PendingMessage.Turn.PROBE)
        .filter(p -> now - p.taken() >= STUCK)
        .toList();
  }

  void parked(long count) {
    parked = count;
  }

  /**
   * The number of failed messages that stay in memory: a quarter while others are parked, which
   * come back below half. So those that fail for ever and those that would be taken by now take
   * turns.
   */
  int mostFailed() {
    return parked > 0 ? DeliveryScheduler.MOST_FAILED / 4 : DeliveryScheduler.MOST_FAILED;
  }
}
