package org.lastgasp.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that takes up what the journal gets, on a thread of its own that gives way: it works a
 * quarter of the time, a sixteenth while it falls behind, and as fast as it can while somebody
 * waits for an answer. What is unavailable is tried again. Safe for any number of threads.
 *
 * <p>A mistake of ours ends no reader: it is a fault, and the reader goes on. An entry that cannot
 * be taken up, by itself and after several tries, is skipped, loudly: what is read from the journal
 * can be built again, and must not keep the journal from expiring.
 */
public final class JournalTailer implements Worker {
  private static final EventLog LOG = EventLog.of(JournalTailer.class);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final Backoff BACKOFF =
      Backoff.of(Duration.ofMillis(200), Duration.ofSeconds(5)); // 3 s at most before a skip
  private static final int REST = 3; // times as long as the work, while nobody asks
  private static final int REST_IN_A_STORM = 15; // a sixteenth of a core: it cannot keep up anyway
  /** How long who asks waits at most for what is not taken up yet. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ALL = Integer.MAX_VALUE;
  private static final int ONE_BY_ONE = 1_000; // entries after a mistake, before batches are tried
  private static final int MOST_SKIPPED_IN_A_ROW = 10; // else it is not the entries' doing
  private static final int TRIES = 5; // of one entry

  private final String name;
  private final Journal journal;
  private final Work work;
  private final WorkLoop loop;
  private long lastBehind;
  private int alone; // so many entries are still to be taken one by one
  private int tries;
  private int skippedInARow;

  /** A consumer of what the journal gets. Called by one thread. */
  public interface Work {
    /** Takes up a batch of at most so many entries, and says whether there is more. */
    boolean takeSome(int most);

    /** Leaves the next entry out, and records that. */
    void skip();

    /** The entries left out, if any, in words. For any thread. */
    Optional<String> skipped();

    /** The position up to which all is taken up. For any thread. */
    Position passed();
  }

  /**
   * One that is not started yet.
   *
   * @param name of its thread, and in log lines
   * @param work throws a {@link StoreUnavailable} if only time can help; anything else is a mistake
   *     of ours
   */
  public JournalTailer(String name, Journal journal, Work work) {
    this.name = name;
    this.journal = journal;
    this.work = work;
    ActiveFault fault = ActiveFault.error(LOG, name + "-not-written");
    this.loop =
        new WorkLoop(
            name, fault, BACKOFF, this::takeSome, StoreUnavailable.class);
  }

  @Override
  public String name() {
    return name;
  }

  /** Begins to read the journal. */
  @Override
  public void start() {
    loop.start();
  }

  /** The fault that keeps the work from being done, if there is one. */
  public Optional<String> fault() {
    return loop.fault().text();
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> found = new ArrayList<>(loop.fault().issues());
    try {
      work.skipped()
          .ifPresent(
              what ->
                  found.add(
                      new HealthIssue(
                          name + "-skipped",
                          "entries left out by a mistake of ours: " + what
                              + ". Report it with the log; a fixed version reads them again once "
                              + name + ".db is moved away")));
    } catch (RuntimeException unreadable) {
      if (found.isEmpty()) {
        found.add(new HealthIssue(name + "-not-written", ErrorText.of(unreadable)));
      }
    }
    return found;
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return List.of(new RetentionHold<>(name, Position.class, work::passed));
  }

  /** Waits a while until all is taken up that the journal has now, and says whether it is. */
  public boolean catchUp() {
    return catchUp(PATIENCE);
  }

  /** The same, for so long at most. */
  public boolean catchUp(Duration patience) {
    Position wanted = journal.last();
    return loop.await(() -> work.passed().reaches(wanted), patience);
  }

  private Duration takeSome() {
    long began = System.nanoTime();
    try {
      boolean more = work.takeSome(alone > 0 ? 1 : ALL);
      alone = Math.max(0, alone - 1);
      tries = 0;
      skippedInARow = 0;
      long worked = System.nanoTime() - began;
      long behind = journal.between(work.passed(), journal.last());
      long rest = worked * (behind > lastBehind ? REST_IN_A_STORM : REST);
      lastBehind = behind;
      return more ? Duration.ofNanos(rest) : IDLE;
    } catch (RuntimeException | Error failed) {
      if (failed instanceof RuntimeException failure && loop.isExpected(failure)) {
        throw new StepFailed(ErrorText.of(failure) + damaged(failure));
      }
      return mistaken(failed);
    }
  }

  private static String damaged(RuntimeException failure) {
    boolean damaged = failure instanceof StoreUnavailable store && store.isDamaged();
    return damaged ? "; damaged: restart, and it is built again" : "";
  }

  /** Looks for the one entry that cannot be taken up, and leaves it out in the end. */
  private Duration mistaken(Throwable mistake) {
    long entry = journal.next(work.passed()).orElse(journal.lastId());
    boolean knownToBeIt = alone > 0;
    alone = ONE_BY_ONE;
    tries = knownToBeIt ? tries + 1 : 0;
    LOG.error(
        name + "-mistaken", mistake, "entry", entry, "tries", tries, "action", "report-it");
    boolean itself =
        !work.passed().reaches(journal.last()) && skippedInARow < MOST_SKIPPED_IN_A_ROW;
    if (tries < TRIES || !itself) {
      tries = Math.min(tries, TRIES);
      throw new StepFailed(
          "a mistake of ours at entry " + entry + ": " + mistake
              + ". It is tried again, then left out; report it with the log");
    }
    tries = 0;
    work.skip();
    skippedInARow++;
    LOG.error(name + "-entry-skipped", "entry", entry, "action", "report-it");
    return Duration.ZERO;
  }

  /** Ends after the batch it is at; the rest is taken up after the next start. */
  @Override
  public void close() {
    loop.close();
  }
}
