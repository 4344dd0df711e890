package org.lastgasp.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.sqlite.AcceptedStore;
import org.lastgasp.motorway.HttpDsp;
import org.lastgasp.motorway.OperatorCommands;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done now and then, apart from the messages: forgetting, expiring, comparing clocks. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration TOLERATED = Duration.ofSeconds(2);
  private static final long SWEEP_SECONDS = 60;
  private static final long CLOCK_SECONDS = 1;
  private static final long PROBE_SECONDS = 2; // a balancer waits for it

  private static final Duration PATIENCE = Duration.ofSeconds(10); // a sixth of the time

  private final OperatorCommands controls;
  private final AcceptedStore accepted;
  private final JournalReader journal;
  private final RetentionJob expiry;
  private final Health health;
  private final InstantSource clock;
  private final Duration windows;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("housekeeping").daemon().factory());
  private final List<Runnable> often = new CopyOnWriteArrayList<>();
  private final List<Runnable> seldom = new CopyOnWriteArrayList<>();
  private Duration known = Duration.ZERO;

  /**
   * Not begun yet.
   *
   * @param windows how long after its end a window is remembered
   */
  Housekeeping(
      OperatorCommands controls,
      AcceptedStore accepted,
      JournalReader journal,
      RetentionJob expiry, Health health, InstantSource clock, Duration windows) {
    this.controls = controls;
    this.accepted = accepted;
    this.journal = journal;
    this.expiry = expiry;
    this.health = health;
    this.clock = clock;
    this.windows = windows;
  }

  /** Begins with a task of its own, the reading of the lists. */
  void start(Runnable first) {
    Thread.ofPlatform().name("lists").daemon().start(first);
    var unusedSweep =
        timer.scheduleWithFixedDelay(
            this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    var unusedProbe =
        timer.scheduleWithFixedDelay(
            this::probe, PROBE_SECONDS, PROBE_SECONDS, TimeUnit.SECONDS);
    var unusedOften =
        timer.scheduleWithFixedDelay(
            () -> often.forEach(Housekeeping::attempt),
            CLOCK_SECONDS, CLOCK_SECONDS, TimeUnit.SECONDS);
    var unusedCompare =
        timer.scheduleWithFixedDelay(
            this::compareClocks, CLOCK_SECONDS, CLOCK_SECONDS, TimeUnit.SECONDS);
  }

  /** Has something done once a second too. */
  void often(Runnable chore) {
    often.add(chore);
  }

  /** Has something done once a minute too, and once now. */
  void seldom(Runnable chore) {
    attempt(chore);
    seldom.add(chore);
  }

  /** Closes a line to the DSP once no request can be on it any more. */
  void closeLater(HttpDsp line, Duration timeout) {
    var unused =
        timer.schedule(line::close, timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
  }

  /** Forgets and removes what is old; done once a minute. */
  void sweep() {
    attempt(
        () -> {
          controls.settleSwitchedOff();
          controls.forget(windows);
          controls.moveAccepted(accepted);
          controls.recheckIfOwed();
          controls.closeQuietBreaker();
        });
    attempt(this::remember);
    often.forEach(Housekeeping::attempt);
    seldom.forEach(Housekeeping::attempt);
    attempt(() -> expiry.sweep(clock.instant())); // most of all where a full disk puts off the rest
  }

  private void probe() {
    try {
      controls.probe();
    } catch (JournalUnavailable still) {
      LOG.debug("event=journal-still-unwritable why=\"{}\"", still.getMessage());
    } catch (RuntimeException ours) {
      LOG.error("event=probe-failed action=tried-again", ours);
    }
  }

  /** What is only remembered: a new file is filled from the journal, what is old goes. */
  private void remember() {
    if (!accepted.fill(journal, PATIENCE)) {
      LOG.info("event=accepted-filling action=goes-on-in-a-minute");
    }
    accepted.expire(clock.instant().minus(windows), PATIENCE);
  }

  private static void attempt(Runnable chore) {
    try {
      chore.run();
    } catch (JournalUnavailable unavailable) {
      LOG.warn("event=housekeeping-put-off why=\"{}\"", unavailable.getMessage());
    } catch (RuntimeException ours) {
      LOG.error("event=housekeeping-failed action=retried-in-a-minute", ours);
    }
  }

  private void compareClocks() {
    if (!(clock instanceof MonotonicClock steady)) {
      return;
    }
    Duration ahead = steady.ahead();
    boolean differs = ahead.abs().compareTo(TOLERATED) > 0;
    health.clockAhead(differs ? ahead : Duration.ZERO);
    if (!differs || ahead.minus(known).abs().compareTo(TOLERATED) <= 0) {
      return;
    }
    try {
      LOG.error("event=clock-differs wall-ahead={} action=set-it-right-and-restart", ahead);
      controls.clockDiffered(steady.wall());
      known = ahead;
    } catch (JournalUnavailable unavailable) {
      LOG.warn("event=clock-difference-not-recorded why=\"{}\"", unavailable.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      boolean unused = timer.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
