package org.lastgasp.story;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.lastgasp.hindsight.Cases;
import org.lastgasp.inventory.View;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Recorded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the index from the journal, on a thread of its own that gives way: it works a quarter of
 * the time, a sixteenth while it falls behind, and as fast as it can while somebody waits for an
 * answer. Safe for any number of threads.
 *
 * <p>An index that is missing or unusable, or that is of another journal, is built anew from what
 * the journal has; an unusable file is kept beside it.
 */
public final class Story implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Story.class);
  static final String FILE = "story.db";
  private static final int READ_AT_ONCE = 1_000; // entries, with their documents
  private static final int EXPIRED_AT_ONCE = 2_000;
  private static final long TURN_NANOS = 1_000_000; // in which who takes entries up has its turn
  private static final long IDLE_MILLIS = 200;
  private static final long RETRY_MILLIS = 5_000;
  private static final int REST = 3; // times as long as the work, while nobody asks
  private static final int REST_IN_A_STORM = 15; // a sixteenth of a core: it cannot keep up anyway
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Journal journal;
  private final Journal.Cursor cursor;
  private final Index index;
  private final Chronicle chronicle;
  private final Chronicle asItIs;
  private final Thread thread = new Thread(this::run, "story");
  private final Object turn = new Object();
  private volatile long position;
  private volatile Optional<String> fault = Optional.empty();
  private int waiting;
  private boolean stopped;

  private Story(Journal journal, Index index, View devices, Fates fates, Cases cases) {
    this.journal = journal;
    this.cursor = journal.cursor("story");
    this.index = index;
    this.position = index.position();
    this.chronicle = new Chronicle(List.of(index), this::catchUp, devices, fates, cases);
    this.asItIs = new Chronicle(List.of(index), () -> true, devices, fates, cases);
  }

  /**
   * Opens the index in a folder, which is made if it is not there.
   *
   * @param devices what is known of devices now
   * @param fates what became of what was to be delivered
   * @param cases what was found out about alerts that were held back
   * @throws StoryUnavailable if it can neither be opened nor made anew
   */
  public static Story open(
      Journal journal, Path folder, View devices, Fates fates, Cases cases) {
    Path file = folder.resolve(FILE);
    Index index = opened(file);
    if (index.position() > journal.last()) {
      LOG.warn("event=story-of-another-journal file={} action=built-anew", file);
      index.close();
      setAside(file);
      index = Index.open(file);
    }
    return new Story(journal, index, devices, fates, cases);
  }

  private static Index opened(Path file) {
    try {
      return Index.open(file);
    } catch (StoryUnavailable unusable) {
      if (!Files.isRegularFile(file)) {
        throw unusable;
      }
      LOG.warn("event=story-unusable file={} action=built-anew", file, unusable);
      setAside(file);
      return Index.open(file);
    }
  }

  private static void setAside(Path file) {
    try {
      for (String end : List.of("-wal", "-shm")) {
        Files.deleteIfExists(file.resolveSibling(FILE + end));
      }
      Files.move(
          file, file.resolveSibling(FILE + ".unusable"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException broken) {
      throw new UncheckedIOException("setting aside " + file, broken);
    }
  }

  /** Begins to read the journal. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** What can be asked. */
  public Chronicle chronicle() {
    return chronicle;
  }

  /** The same without waiting for what is not taken up yet. */
  Chronicle chronicleAsItIs() {
    return asItIs;
  }

  /** The journal's entry up to which all is taken up, so that what is before may expire. */
  public long passed() {
    return position;
  }

  /** What keeps the index from being written, if anything does. */
  public Optional<String> fault() {
    return fault;
  }

  /** The number of the last entry that {@link #expire} would forget; 0 if there is none. */
  public long expirable(Instant before) {
    return index.expirable(before);
  }

  /**
   * Forgets what happened before an instant, a few thousand entries at a time, so that what comes
   * can be taken up in between.
   *
   * @param patience real time after which it stops
   * @return whether all of it is forgotten; if not, to be called again
   */
  public boolean expire(Instant before, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    int removed = EXPIRED_AT_ONCE;
    while (removed == EXPIRED_AT_ONCE && until - System.nanoTime() > 0) {
      removed = index.expire(before, EXPIRED_AT_ONCE);
      LockSupport.parkNanos(TURN_NANOS);
    }
    return removed < EXPIRED_AT_ONCE;
  }

  /** Waits a while until all is taken up that the journal has now, and says whether it is. */
  private boolean catchUp() {
    long wanted = journal.last();
    long until = System.nanoTime() + PATIENCE.toNanos();
    synchronized (turn) {
      waiting++;
      turn.notifyAll();
      try {
        long left = PATIENCE.toMillis();
        while (position < wanted && !stopped && left > 0) {
          turn.wait(left);
          left = (until - System.nanoTime()) / 1_000_000;
        }
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
      } finally {
        waiting--;
      }
      return position >= wanted;
    }
  }

  private void run() {
    boolean going = true;
    long lastBehind = 0;
    while (going) {
      long pause;
      long began = System.nanoTime();
      try {
        boolean more = takeSome();
        recovered();
        long worked = (System.nanoTime() - began) / 1_000_000;
        long behind = journal.last() - position;
        pause = more ? worked * (behind > lastBehind ? REST_IN_A_STORM : REST) : IDLE_MILLIS;
        lastBehind = behind;
      } catch (StoryUnavailable | JournalUnavailable failed) {
        failed(failed);
        pause = RETRY_MILLIS;
      }
      going = goesOnAfter(pause);
    }
  }

  /** Takes up a batch, and says whether there is more. */
  boolean takeSome() {
    List<Recorded> entries = journal.read(position, READ_AT_ONCE);
    if (!entries.isEmpty()) {
      long last = entries.getLast().number();
      index.write(entries, last);
      cursor.advance(last, "");
      synchronized (turn) {
        position = last;
        turn.notifyAll();
      }
    }
    return entries.size() == READ_AT_ONCE;
  }

  private void failed(RuntimeException failure) {
    if (fault.isEmpty()) {
      LOG.error("event=story-not-written action=tried-again", failure);
    }
    String cause = Optional.ofNullable(failure.getCause()).map(c -> ": " + c).orElse("");
    fault = Optional.of(failure.getMessage() + cause);
  }

  private void recovered() {
    if (fault.isPresent()) {
      LOG.info("event=story-written-again position={}", position);
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
    return waiting > 0 && fault.isEmpty() && position < journal.last();
  }

  /** Ends after the batch it is writing; the rest is read after the next start. */
  @Override
  public void close() {
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
    index.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
