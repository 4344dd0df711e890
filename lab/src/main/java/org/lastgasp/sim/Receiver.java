package org.lastgasp.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;

/** A Service User's receiving endpoint: keeps what it takes; some have bad hours. */
final class Receiver implements LoopbackServer.Household, AutoCloseable {
  private static final Duration FROM = Duration.ofMinutes(40);
  private static final Duration TO = Duration.ofMinutes(75);

  private final ServiceUser user;
  private final Habit habit;
  private final GroundTruth truth;
  private final WorldClock clock;
  private final LoopbackServer door;
  private volatile Instant badFrom = Instant.MAX;
  private volatile Instant badTo = Instant.MAX;

  /** The kinds of a receiver's bad hours. */
  enum Habit {
    STEADY,
    /** Answers 503 now and then. */
    MOODY,
    /** Shuts its door. */
    DEAD
  }

  Receiver(
      ServiceUser user,
      Habit habit,
      GroundTruth truth,
      WorldClock clock,
      Optional<SSLContext> tls) {
    this.user = user;
    this.habit = habit;
    this.truth = truth;
    this.clock = clock;
    this.door = new LoopbackServer(tls, this);
  }

  ServiceUser user() {
    return user;
  }

  String url() {
    return door.uri() + "/duis";
  }

  /** Lives through the plan that starts at this instant. */
  void live(Instant start) throws InterruptedException {
    badFrom = start.plus(FROM);
    badTo = start.plus(TO);
    if (habit == Habit.DEAD) {
      clock.await(badFrom);
      door.close();
      clock.await(badTo);
      door.reopen();
    }
  }

  @Override
  public LoopbackServer.Reply answer(String path, byte[] body) {
    Instant now = clock.instant();
    boolean bad = habit == Habit.MOODY && now.isAfter(badFrom) && now.isBefore(badTo);
    if (bad && ThreadLocalRandom.current().nextInt(3) == 0) {
      truth.turnedAway();
      return LoopbackServer.Reply.empty(503);
    }
    truth.delivered(new GroundTruth.Delivered(user.id(), GatewayConnection.sha256(body)));
    return LoopbackServer.Reply.empty(204);
  }

  @Override
  public void close() {
    door.close();
  }
}
