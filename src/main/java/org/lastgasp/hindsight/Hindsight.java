package org.lastgasp.hindsight;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the journal into cases on a thread of its own that gives way: in a storm it works a quarter
 * of the time, and as fast as it can while somebody waits for an answer. Safe for any number of
 * threads.
 */
public final class Hindsight implements Cases, WorkList, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hindsight.class);
  private static final long IDLE_MILLIS = 200;
  private static final long RETRY_MILLIS = 5_000;
  private static final int REST = 3; // times as long as the work, while nobody asks
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Journal journal;
  private final Journal.Cursor cursor;
  private final Docket docket;
  private final Journal.Cursor told;
  private final Optional<Caller> caller;
  private final Thread thread = new Thread(this::run, "hindsight");
  private final Object turn = new Object();
  private volatile Optional<String> fault = Optional.empty();
  private int waiting;
  private boolean stopped;

  private Hindsight(
      Journal journal,
      Journal.Cursor cursor,
      Docket docket,
      Journal.Cursor told,
      Optional<Caller> caller) {
    this.journal = journal;
    this.told = told;
    this.cursor = cursor;
    this.docket = docket;
    this.caller = caller;
  }

  /**
   * Opens the cases in a folder, which is made if it is not there.
   *
   * @param horizon how long after an alert evidence counts
   * @param hook whom to tell of a suspect at once
   * @throws HindsightUnavailable if they can neither be opened nor made anew
   */
  public static Hindsight open(
      Journal journal,
      Path folder,
      Duration horizon,
      Optional<Webhook> hook,
      InstantSource clock) {
    return open(journal, folder, horizon, hook, clock, Caller.Patience.USUAL);
  }

  static Hindsight open(
      Journal journal,
      Path folder,
      Duration horizon,
      Optional<Webhook> hook,
      InstantSource clock,
      Caller.Patience patience) {
    Journal.Cursor cursor = journal.cursor("hindsight");
    Journal.Cursor told = journal.cursor("hindsight-webhook");
    Docket docket = Docket.open(journal, folder, horizon, clock, cursor.note());
    return new Hindsight(
        journal,
        cursor,
        docket,
        told,
        hook.map(each -> new Caller(docket, told, each, patience, clock)));
  }

  /** Begins to read the journal. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
    caller.ifPresent(Caller::start);
  }

  /** The journal's entry up to which all is taken up, so that what is before may expire. */
  public long passed() {
    return docket.passed();
  }

  /** What keeps the cases from being written, if anything does. */
  public Optional<String> fault() {
    return fault;
  }

  /** What keeps the webhook from being called, if anything does. */
  public Optional<String> webhookFault() {
    return caller.flatMap(Caller::fault);
  }

  /** How many alerts were found suspect. */
  public long suspects() {
    return docket.suspects();
  }

  /** What is found out so far; a report that wants more waits for {@link #passed}. */
  public Docket docket() {
    return docket;
  }

  @Override
  public Optional<Case> of(long number) {
    return docket.of(number);
  }

  @Override
  public Page page(Whose whose, Instant now, long after, int limit) {
    return docket.page(whose, now, after, limit);
  }

  /** Forgets cases of alerts received before an instant; to be called again and again. */
  public void expire(Instant before) {
    docket.expire(before);
  }

  /** Waits a while until all is taken up that the journal has now, and says whether it is. */
  public boolean catchUp() {
    long wanted = journal.last();
    long until = System.nanoTime() + PATIENCE.toNanos();
    synchronized (turn) {
      waiting++;
      turn.notifyAll();
      try {
        long left = PATIENCE.toMillis();
        while (passed() < wanted && !stopped && left > 0) {
          turn.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
      } finally {
        waiting--;
      }
      return passed() >= wanted;
    }
  }

  private void run() {
    boolean going = true;
    while (going) {
      long pause;
      long began = System.nanoTime();
      try {
        boolean more = takeSome();
        recovered();
        long worked = (System.nanoTime() - began) / 1_000_000;
        pause = more ? worked * REST : IDLE_MILLIS;
      } catch (HindsightUnavailable | JournalUnavailable failed) {
        failed(failed);
        pause = RETRY_MILLIS;
      }
      going = goesOnAfter(pause);
    }
  }

  /** Takes up a batch, and says whether there is more. */
  boolean takeSome() {
    boolean more = docket.takeSome();
    cursor.advance(docket.passed(), docket.note());
    synchronized (turn) {
      turn.notifyAll();
    }
    caller.ifPresentOrElse(Caller::wake, () -> Caller.pass(docket, told));
    return more;
  }

  private void failed(RuntimeException failure) {
    if (fault.isEmpty()) {
      LOG.error("event=hindsight-not-written action=tried-again", failure);
    }
    String cause = Optional.ofNullable(failure.getCause()).map(c -> ": " + c).orElse("");
    fault = Optional.of(failure.getMessage() + cause);
  }

  private void recovered() {
    if (fault.isPresent()) {
      LOG.info("event=hindsight-written-again position={}", passed());
      fault = Optional.empty();
    }
  }

  /** Rests, unless somebody waits for what the journal has; false if this is to stop. */
  private boolean goesOnAfter(long pause) {
    long until = System.nanoTime() + Duration.ofMillis(pause).toNanos();
    synchronized (turn) {
      try {
        long left = pause;
        while (!stopped && left > 0 && !isAwaited()) {
          turn.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        return false;
      }
      return !stopped;
    }
  }

  private boolean isAwaited() {
    return waiting > 0 && fault.isEmpty() && passed() < journal.last();
  }

  /** Ends after the batch it is writing; the rest is read after the next start. */
  @Override
  public void close() {
    caller.ifPresent(Caller::close);
    synchronized (turn) {
      stopped = true;
      turn.notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    docket.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
