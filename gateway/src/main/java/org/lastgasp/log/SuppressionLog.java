package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.files.FolderLock;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Position;
import org.lastgasp.log.SuppressionReader.Suppression;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that writes the suppression log from the journal, on a thread of its own.
 *
 * <p>The files follow from the journal byte for byte: a record's period is that of the instant of
 * its verdict, never of the writing; one whose period is earlier than the file's, after the clock
 * stepped back, stays in the file. A file that has a successor is never written again.
 *
 * <p>Records are written and synced, then the journal's cursor is advanced with a note of where
 * they end. After a crash {@link Recovery} compares what lies behind the note with the journal: a
 * torn tail is cut off and written again with the same bytes. Damage that cannot be fixed is
 * alarmed in {@link Status#fault} and the log goes on where its chain safely can. While the folder
 * or the journal fails it tries again; nothing is lost, as the journal has it.
 */
public final class SuppressionLog implements Worker {
  private static final EventLog LOG = EventLog.of(SuppressionLog.class);
  private static final int READ_AT_ONCE = 256; // entries, with their documents
  private static final long SYNC_AT_LEAST = 4L << 20; // 4 MiB of records, some 4,000
  private static final int ENTRIES_BETWEEN_NOTES = 20_000;
  private static final Duration IDLE = Duration.ofMillis(200); // five syncs a second at most
  private static final Backoff BACKOFF =
      Backoff.of(Duration.ofMillis(500), Duration.ofSeconds(30));
  private static final Duration SETTLING = Duration.ofMinutes(1);

  private final Journal journal;
  private final Journal.Cursor cursor;
  private final Path folder;
  private final Rotation rotation;
  private final LogFaults damage = new LogFaults();
  private final ActiveFault fault = ActiveFault.error(LOG, "log-not-written");
  private final WorkLoop loop =
      new WorkLoop(
          "suppression-log", fault, BACKOFF, this::step, JournalUnavailable.class);
  private volatile LogPosition written; // and synced
  private Optional<FolderLock> lock = Optional.empty(); // from the first recovery on
  private boolean recovered;
  private Recovery.Occasion occasion = Recovery.Occasion.START;
  private LogPosition logPosition;
  private Optional<LogFileWriter> writer = Optional.empty();

  /**
   * The state of the log.
   *
   * @param file the one being written; empty before the first record
   * @param seq the number of the last record, 0 if there is none
   * @param hash of the last record, 64 zeros if there is none
   * @param entry the journal entry up to which the log is complete
   * @param fault what keeps it from being written, or what is wrong with its files, and where
   */
  public record Status(
      Optional<Path> file, long seq, String hash, long entry, Optional<String> fault) {}

  private SuppressionLog(Journal journal, Path folder, Rotation rotation) {
    this.journal = journal;
    this.folder = folder;
    this.rotation = rotation;
    this.cursor = journal.cursor("log");
    this.logPosition = LogPosition.read(cursor.note()).orElse(LogPosition.NOTHING);
    this.written = logPosition;
  }

  /**
   * The log in a folder, which is made if it is not there. The folder is not touched before {@link
   * #start}, so a folder that fails holds up nothing but the log.
   *
   * @param rotateEvery whole seconds, at least one; periods are counted from 1970 in UTC
   * @param rotateAt in bytes; a record larger than that has a file of its own
   */
  public static SuppressionLog open(
      Journal journal, Path folder, Duration rotateEvery, long rotateAt) {
    return new SuppressionLog(journal, folder, new Rotation(rotateEvery, rotateAt));
  }

  @Override
  public String name() {
    return "log";
  }

  /**
   * Begins to write. A folder that fails is tried again.
   *
   * @throws UncheckedIOException if another gateway writes there
   */
  @Override
  public void start() {
    try {
      lock();
    } catch (IOException failed) {
      LOG.debug("log-not-locked", failed); // the loop tries again, and tells of it
    }
    loop.start();
  }

  @Override
  public List<HealthIssue> issues() {
    return status().fault().stream().map(why -> new HealthIssue("log-not-written", why)).toList();
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return List.of(new RetentionHold<>("log", Position.class, this::passed));
  }

  /** The log's status; for any thread. */
  public Status status() {
    LogPosition now = written;
    return new Status(
        activeFile(),
        now.seq(),
        now.hash(),
        journal.id(cursor.position()),
        fault.text().or(damage::text));
  }

  /**
   * The last so many files, in their order; for any thread.
   *
   * @param before only those that stand before this one, which need not be there any more
   * @throws UncheckedIOException if the folder or a file cannot be read
   */
  public List<FileStatus> lastFiles(int most, Optional<LogFile> before) {
    long next = written.seq() + 1; // behind the file that is written
    List<LogFile> files = LogFile.in(folder);
    int end =
        (int)
            files.stream()
                .takeWhile(file -> before.filter(b -> file.compareTo(b) >= 0).isEmpty())
                .count();
    List<FileStatus> last = new ArrayList<>();
    OptionalLong behind =
        end == files.size()
            ? OptionalLong.of(next)
            : LogDirectory.firstSeq(files.get(end).path(folder));
    for (LogFile file : files.subList(Math.max(0, end - most), end).reversed()) {
      Path path = file.path(folder);
      OptionalLong first = LogDirectory.firstSeq(path);
      OptionalLong records =
          first.isPresent() && behind.isPresent()
              ? OptionalLong.of(Math.max(0, behind.getAsLong() - first.getAsLong()))
              : OptionalLong.empty();
      last.addFirst(new FileStatus(file, first, records, LogDirectory.size(path)));
      behind = first;
    }
    return last;
  }

  /** How many files there are; for any thread. */
  public long countFiles() {
    return LogFile.in(folder).size();
  }

  /** The file of a name, if it is one of the log's; for any thread. */
  public Optional<Path> file(String name) {
    return LogFile.in(folder).stream()
        .filter(file -> file.name().equals(name))
        .map(file -> file.path(folder))
        .findFirst();
  }

  /** A record that was found: its file's name, and its line without the newline. */
  public record Found(String file, String line) {}

  /**
   * The record of a message in the files; empty if they do not have it. For any thread.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  public Optional<Found> record(Instant judged, String messageSha256) {
    return RecordSearch.find(folder, judged, messageSha256);
  }

  /** The file being written; empty before the first record. For any thread. */
  Optional<Path> activeFile() {
    LogPosition now = written;
    return Optional.of(now).filter(m -> m.length() > 0).map(m -> m.file().path(folder));
  }

  /**
   * The files that get no more records, in order: those with a successor, and the last one once its
   * period is over by a minute and the log has caught up. Only a clock set back over a restart can
   * add records to that one: who hands files over keeps the number of the last record, not of the
   * last file. For any thread.
   */
  List<Path> closedFiles(Instant now) {
    Position last = journal.last();
    boolean caughtUp = cursor.position().reaches(last);
    LogPosition here = written;
    List<Path> closed = new ArrayList<>();
    for (LogFile file : LogFile.in(folder)) {
      boolean over = caughtUp && !now.isBefore(rotation.end(file).plus(SETTLING));
      boolean active = file.sequence() == here.file().sequence() && here.length() > 0;
      if (file.sequence() < here.file().sequence() || (active && over)) {
        closed.add(file.path(folder));
      }
    }
    return closed;
  }

  /** A listener that is told of a file before it is removed; if it throws, the file stays. */
  public interface Removal {
    /** The file and the number of the last record in it. */
    void of(Path file, long lastSeq);
  }

  /**
   * Removes files, from the oldest on, never the last one: the chain then starts in the middle.
   *
   * @param passed nobody needs records up to this number any more
   * @param before a file whose period ends at this instant or later stays
   * @param now a file whose period ends later is of a clock that was ahead: the next one counts
   * @return how many were removed
   * @throws UncheckedIOException if the folder fails; what is left is there
   */
  public int expire(long passed, Instant before, Instant now, Removal removal) {
    LogPosition here = written;
    List<LogFile> files = LogFile.in(folder);
    int removed = 0;
    while (removed + 1 < files.size()
        && files.get(removed).sequence() < here.file().sequence()
        && end(files.subList(removed, files.size()), now).isBefore(before)) {
      Path file = files.get(removed).path(folder);
      OptionalLong next = LogDirectory.firstSeq(files.get(removed + 1).path(folder));
      if (next.isEmpty() || next.getAsLong() - 1 > passed) {
        break;
      }
      removal.of(file, next.getAsLong() - 1);
      LogDirectory.remove(file);
      removed++;
    }
    return removed;
  }

  /**
   * The instant the first of these was over; after one of a clock that was ahead, the next one
   * says.
   */
  private Instant end(List<LogFile> files, Instant now) {
    return files.stream()
        .map(rotation::end)
        .filter(end -> !end.isAfter(now))
        .findFirst()
        .orElse(Instant.MAX);
  }

  /** The position up to which the log is complete, so that what is before may expire. */
  public Position passed() {
    return cursor.position();
  }

  /** Does what {@link #start} has done again and again; to be called only where that was not. */
  Duration turn() {
    return loop.turn();
  }

  /** No record is ever skipped: it is tried again for as long as it takes. */
  private Duration step() {
    try {
      catchUp();
      return IDLE;
    } catch (RuntimeException | Error failed) {
      if (failed instanceof RuntimeException failure && loop.isExpected(failure)) {
        throw failure;
      }
      long after = journal.id(cursor.position());
      LOG.error("log-mistaken", failed, "after-entry", after, "action", "report-it");
      throw new StepFailed(
          "a mistake of ours behind entry " + after + ": " + failed
              + ". It is tried again, the journal keeps the evidence; if it stays, report it with"
              + " the log");
    }
  }

  /**
   * Writes what the journal has, and is done when it has no more.
   *
   * @throws UncheckedIOException if the folder fails; the next call tries again
   * @throws JournalUnavailable if the journal cannot be read; likewise
   */
  void catchUp() {
    boolean done = false;
    try {
      if (!recovered) {
        recover();
      }
      while (!loop.isStopped() && !cursor.position().reaches(journal.last())) {
        writeSome();
      }
      done = true;
    } finally {
      if (!done) { // what was not synced may be there in part, or not: all is looked at again
        recovered = false;
        closeWriter();
      }
    }
  }

  /** Writes what the journal has by now, and gives the last record; only before {@link #start}. */
  public LogHead complete() {
    catchUp();
    return new LogHead(written.seq(), written.hash());
  }

  /**
   * Goes on behind a record that is known although neither the files nor the journal have it: the
   * next one gets the number and the hash that belong there, in a file of its own. Only after
   * {@link #complete}.
   */
  public void goOnBehind(LogHead known) {
    if (known.seq() <= logPosition.seq()) {
      throw new IllegalArgumentException(
          "the log has come to " + logPosition.seq() + ", not before");
    }
    logPosition =
        new LogPosition(logPosition.file(), 0, known.seq(), known.hash())
            .behind(logPosition.file());
    done(cursor.position());
  }

  /** Keeps other gateways from writing there; the log must not fork. */
  private void lock() throws IOException {
    if (lock.isPresent()) {
      return;
    }
    Files.createDirectories(folder);
    Path file = folder.resolve("log.lock");
    lock = FolderLock.tryTake(file);
    if (lock.isEmpty()) {
      String why = FolderLock.inUse(file);
      throw new UncheckedIOException(why, new IOException(why));
    }
  }

  private void recover() {
    try {
      lock();
    } catch (IOException failed) {
      throw new UncheckedIOException("locking the suppression log in " + folder, failed);
    }
    LogDirectory disk = new LogDirectory(folder, occasion);
    Recovery found = Recovery.run(disk, journal, cursor.position(), cursor.note(), damage);
    logPosition = found.logPosition();
    done(found.position());
    recovered = true;
    occasion = Recovery.Occasion.RETRY;
  }

  private void writeSome() {
    long unsynced = 0;
    Position at = cursor.position();
    Position upTo = journal.ahead(at, ENTRIES_BETWEEN_NOTES);
    boolean more = true;
    while (more && unsynced < SYNC_AT_LEAST) {
      List<Entry> held = journal.suppressed(at, upTo, READ_AT_ONCE);
      for (Entry each : held) {
        unsynced += append(Suppression.of(each).orElseThrow());
      }
      more = held.size() == READ_AT_ONCE;
      at = more ? journal.behind(held.getLast().number()) : upTo;
    }
    if (unsynced > 0) {
      writer.ifPresent(LogFileWriter::sync);
    }
    done(at);
  }

  /** All up to a position is on disk. */
  private void done(Position position) {
    written = logPosition; // first: who reads position, then seq, sees a log as long as it says
    cursor.advance(position, logPosition.note());
  }

  /** Writes its record, and gives its length. */
  private int append(Suppression held) {
    LogRecord record = held.behind(logPosition);
    int length = record.line().length;
    LogFile file = rotation.fileFor(logPosition, held.alert().judged(), length);
    boolean fresh = !file.equals(logPosition.file()) || logPosition.length() == 0;
    if (fresh) {
      writer.ifPresent(LogFileWriter::sync);
      closeWriter();
    }
    LogFileWriter open =
        writer.orElseGet(
            () -> LogFileWriter.open(file.path(folder), fresh ? 0 : logPosition.length()));
    writer = Optional.of(open);
    open.append(record.line());
    logPosition = logPosition.after(file, open.length(), record);
    return length;
  }

  private void closeWriter() {
    Optional<LogFileWriter> open = writer;
    writer = Optional.empty();
    try {
      open.ifPresent(LogFileWriter::close);
    } catch (UncheckedIOException failedAgain) {
      LOG.debug("log-file-not-closed", failedAgain);
    }
  }

  /** Ends after what it is writing; what is left is written after the next start. */
  @Override
  public void close() {
    loop.close();
    closeWriter();
    Optional<FolderLock> held = lock;
    lock = Optional.empty();
    try {
      if (held.isPresent()) {
        held.get().close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("unlocking the suppression log in " + folder, failed);
    }
  }

  /**
   * A file of the log as it lies there. Immutable.
   *
   * @param firstSeq the number of its first record; empty if that cannot be read
   * @param records as the numbers of the first ones of this file and the next say; empty if one of
   *     them cannot be read
   */
  public record FileStatus(
      LogFile file, OptionalLong firstSeq, OptionalLong records, long bytes) {}
}
