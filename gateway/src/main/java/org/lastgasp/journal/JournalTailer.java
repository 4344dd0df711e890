package org.lastgasp.journal;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what the journal gets, on a thread of its own that gives way: it works a quarter of the
 * time, a sixteenth while it falls behind, and as fast as it can while somebody waits for an
 * answer. What is unavailable is tried again every few seconds. Safe for any number of threads.
 *
 * <p>A mistake of ours ends no reader: it is a fault, and the reader goes on. An entry that cannot
 * be taken up, by itself and after several tries, is skipped, loudly: what is read from the journal
 * can be built again, and must not keep the journal from expiring.
 */
public final class JournalTailer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalTailer.class);
  private static final long IDLE_MILLIS = 200;
  private static final long RETRY_MILLIS = 5_000;
  private static final int REST = 3; // times as long as the work, while nobody asks
  private static final int REST_IN_A_STORM = 15; // a sixteenth of a core: it cannot keep up anyway
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ALL = Integer.MAX_VALUE;
  private static final int ONE_BY_ONE = 1_000; // entries after a mistake, before batches are tried
  private static final int MOST_SKIPPED_IN_A_ROW = 10; // else it is not the entries' doing
  private static final int TRIES = 5; // of one entry
  private static final long FIRST_TRY_MILLIS = 100; // doubled with each: 1.5 s for all of them

  private final String name;
  private final Journal journal;
  private final Work work;
  private final Class<? extends RuntimeException> unavailable;
  private final Thread thread;
  private final Object turn = new Object();
  private volatile Optional<String> fault = Optional.empty();
  private int waiting;
  private boolean stopped;
  private int alone; // so many entries are still to be taken one by one
  private int tries;
  private int skippedInARow;

  /** What is done with what the journal gets. Called by one thread. */
  public interface Work {
    /** Takes up a batch of at most so many entries, and says whether there is more. */
    boolean takeSome(int most);

    /** Leaves the next entry out, and records that. */
    void skip();

    /** The entry up to which all is taken up. For any thread. */
    long passed();
  }

  /**
   * One that is not started yet.
   *
   * @param name of its thread, and in log lines
   * @param unavailable what the work throws if only time can help, beside {@link
   *     JournalUnavailable}; anything else is a mistake of ours
   */
  public JournalTailer(
      String name, Journal journal, Work work, Class<? extends RuntimeException> unavailable) {
    this.name = name;
    this.journal = journal;
    this.work = work;
    this.unavailable = unavailable;
    this.thread = new Thread(this::run, name);
  }

  /** Begins to read the journal. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** What keeps the work from being done, if anything does. */
  public Optional<String> fault() {
    return fault;
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
        while (work.passed() < wanted && !stopped && left > 0) {
          turn.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
      } finally {
        waiting--;
      }
      return work.passed() >= wanted;
    }
  }

  private void run() {
    boolean going = true;
    long lastBehind = 0;
    while (going) {
      long pause;
      long began = System.nanoTime();
      try {
        boolean more = work.takeSome(alone > 0 ? 1 : ALL);
        alone = Math.max(0, alone - 1);
        tries = 0;
        skippedInARow = 0;
        synchronized (turn) {
          turn.notifyAll();
        }
        recovered();
        long worked = (System.nanoTime() - began) / 1_000_000;
        long behind = journal.last() - work.passed();
        pause = more ? worked * (behind > lastBehind ? REST_IN_A_STORM : REST) : IDLE_MILLIS;
        lastBehind = behind;
      } catch (RuntimeException | Error failed) {
        boolean waits = unavailable.isInstance(failed) || failed instanceof JournalUnavailable;
        pause = waits ? failed(failed) : mistaken(failed);
      }
      going = goesOnAfter(pause);
    }
  }

  /** Looks for the one entry that cannot be taken up, and leaves it out in the end. */
  private long mistaken(Throwable mistake) {
    long entry = work.passed() + 1;
    boolean knownToBeIt = alone > 0;
    alone = ONE_BY_ONE;
    tries = knownToBeIt ? tries + 1 : 0;
    LOG.error("event={}-mistaken entry={} tries={} action=report-it", name, entry, tries, mistake);
    fault =
        Optional.of(
            "a mistake of ours at entry " + entry + ": " + mistake
                + ". It is tried again, then left out; report it with the log");
    if (tries < TRIES) {
      return FIRST_TRY_MILLIS << tries;
    }
    boolean itself = entry <= journal.last() && skippedInARow < MOST_SKIPPED_IN_A_ROW;
    tries = itself ? 0 : TRIES;
    return itself ? skipped(entry) : RETRY_MILLIS;
  }

  private long skipped(long entry) {
    try {
      work.skip();
      skippedInARow++;
      LOG.error("event={}-entry-skipped entry={} action=report-it", name, entry);
      synchronized (turn) {
        turn.notifyAll();
      }
      return 0;
    } catch (RuntimeException failed) {
      return failed(failed);
    }
  }

  private long failed(Throwable failure) {
    if (fault.isEmpty()) {
      LOG.error("event={}-not-written action=tried-again", name, failure);
    }
    String cause = Optional.ofNullable(failure.getCause()).map(c -> ": " + c).orElse("");
    String damaged = isDamaged(failure) ? "; damaged: restart, and it is built again" : "";
    fault = Optional.of(failure.getMessage() + cause + damaged);
    return RETRY_MILLIS;
  }

  private static boolean isDamaged(Throwable failure) {
    return failure instanceof RuntimeException broken
        && broken.getCause() != null
        && CorruptionCheck.isMeantBy(broken);
  }

  private void recovered() {
    if (fault.isPresent()) {
      LOG.info("event={}-written-again position={}", name, work.passed());
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
    return waiting > 0 && fault.isEmpty() && work.passed() < journal.last();
  }

  /** Ends after the batch it is at; the rest is taken up after the next start. */
  @Override
  public void close() {
    synchronized (turn) {
      stopped = true;
      turn.notifyAll();
    }
    Threads.join(thread);
  }
}
