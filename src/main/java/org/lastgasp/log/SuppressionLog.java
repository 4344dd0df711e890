package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the suppression log from the journal, in a thread of its own.
 *
 * <p>The files follow from the journal byte for byte: a record's period is that of the instant of
 * its verdict, never of the writing; one whose period is earlier than the file's, after the clock
 * stepped back, stays in the file. A file is begun when the period changes or when the next record
 * would pass {@code rotateAt}; a file that was left is never written again.
 *
 * <p>After a crash it goes on from the journal's cursor. What it finds beyond is compared with what
 * belongs there: equal records stay, a torn one is written again. Anything else, or a file shorter
 * than noted, is damage: {@link Status#fault} names file and place, nothing more is written until
 * it is repaired, and the journal keeps the evidence meanwhile.
 */
public final class SuppressionLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SuppressionLog.class);
  private static final int READ_AT_ONCE = 500;
  private static final long IDLE_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 5_000;

  private final Journal journal;
  private final Journal.Cursor cursor;
  private final Path folder;
  private final Duration rotateEvery;
  private final long rotateAt;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "suppression-log");
  private volatile boolean stopping;
  private volatile Status status;
  private Mark mark;
  private Optional<Tape> tape = Optional.empty();

  /**
   * How the log stands.
   *
   * @param file the one being written; empty before the first record
   * @param seq the number of the last record, 0 if there is none
   * @param hash of the last record, 64 zeros if there is none
   * @param position the journal entry up to which the log is complete
   * @param fault what keeps it from being written, and where
   */
  public record Status(
      Optional<Path> file,
      long seq,
      String hash,
      long position,
      Optional<String> fault) {}

  private SuppressionLog(Journal journal, Path folder, Duration rotateEvery, long rotateAt) {
    this.journal = journal;
    this.folder = folder;
    this.rotateEvery = rotateEvery;
    this.rotateAt = rotateAt;
    this.cursor = journal.cursor("log");
    this.mark = Mark.read(cursor.note());
    this.status = standing(Optional.empty());
  }

  /**
   * The log in a folder, which is made if it is not there. Nothing is written before {@link
   * #start}.
   *
   * @param rotateEvery at least a second
   * @param rotateAt in bytes; a record larger than that has a file of its own
   */
  public static SuppressionLog open(
      Journal journal, Path folder, Duration rotateEvery, long rotateAt) {
    try {
      Files.createDirectories(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException("making the folder of the suppression log, " + folder, failed);
    }
    return new SuppressionLog(journal, folder, rotateEvery, rotateAt);
  }

  /** Begins to write. */
  public void start() {
    journal.onCommit(recipients -> wake.release());
    thread.setDaemon(true);
    thread.start();
  }

  /** How it stands; for any thread. */
  public Status status() {
    return status;
  }

  /** The journal entry up to which the log is complete, so that what is before may expire. */
  public long passed() {
    return cursor.position();
  }

  private void run() {
    while (!stopping) {
      long pause = IDLE_MILLIS;
      try {
        while (!stopping && writeSome()) {
          status = standing(Optional.empty());
        }
        status = standing(Optional.empty());
      } catch (LogDamaged | UncheckedIOException | JournalUnavailable failed) {
        fail(failed);
        pause = RETRY_MILLIS;
      }
      await(pause);
    }
  }

  private void await(long millis) {
    try {
      boolean woken = wake.tryAcquire(millis, TimeUnit.MILLISECONDS);
      if (woken) {
        wake.drainPermits();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  /** The folder or the journal fails: from the cursor again, after a while. */
  private void fail(RuntimeException failed) {
    if (!Optional.of(String.valueOf(failed.getMessage())).equals(status.fault())) {
      LOG.error("event=log-not-written fault=\"{}\" action=retry", failed.getMessage(), failed);
    }
    close(tape);
    tape = Optional.empty();
    mark = Mark.read(cursor.note());
    status = standing(Optional.of(String.valueOf(failed.getMessage())));
  }

  private static void close(Optional<Tape> open) {
    open.ifPresent(
        t -> {
          try {
            t.close();
          } catch (UncheckedIOException failedAgain) {
            LOG.warn("event=log-file-not-closed fault=\"{}\"", failedAgain.getMessage());
          }
        });
  }

  /** Writes the records of the next entries; whether there were any entries. */
  private boolean writeSome() {
    List<Recorded> entries = journal.read(cursor.position(), READ_AT_ONCE);
    if (entries.isEmpty()) {
      return false;
    }
    for (Recorded each : entries) {
      if (each.entry() instanceof Entry.AlertJudged alert
          && alert.verdict() instanceof Verdict.Suppress held) {
        append(LogRecord.of(mark.seq() + 1, alert, held, mark.hash()), alert.judged());
      }
    }
    tape.ifPresent(Tape::sync);
    cursor.advance(entries.getLast().number(), mark.note());
    return true;
  }

  private void append(LogRecord record, Instant judged) {
    Instant period = LogFile.period(judged, rotateEvery);
    LogFile file =
        mark.file()
            .filter(f -> !period.isAfter(f.start()))
            .filter(f -> mark.length() + record.line().length <= rotateAt)
            .orElseGet(() -> next(period));
    if (!Optional.of(file).equals(mark.file())) {
      tape.ifPresent(Tape::sync);
      close(tape);
      tape = Optional.empty();
    }
    long length = Optional.of(file).equals(mark.file()) ? mark.length() : 0;
    Tape open = tape.orElseGet(() -> Tape.open(folder.resolve(file.name()), length));
    tape = Optional.of(open);
    open.append(record.line());
    mark = mark.after(file, open.position(), record);
  }

  private LogFile next(Instant period) {
    return mark.file()
        .map(f -> new LogFile(period.isAfter(f.start()) ? period : f.start(), f.sequence() + 1))
        .orElseGet(() -> new LogFile(period, 1));
  }

  private Status standing(Optional<String> fault) {
    return new Status(
        mark.file().map(f -> folder.resolve(f.name())),
        mark.seq(),
        mark.hash(),
        cursor.position(),
        fault);
  }

  @Override
  public void close() {
    stopping = true;
    wake.release();
    if (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }
    close(tape);
    tape = Optional.empty();
  }
}
