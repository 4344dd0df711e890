package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.lastgasp.id.Eui64;
import org.lastgasp.files.FolderLock;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.IsoInstant;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.sqlite.AppendQueue.Append;
import org.lastgasp.logging.EventLog;
import org.lastgasp.policy.Lane;
import org.lastgasp.worker.HealthIssue;

/**
 * A journal in a folder of SQLite files, for one gateway on one machine.
 *
 * <p>The newest file is written, with its write-ahead log synced at every commit; the others are
 * sealed, one plain file each, which anyone may read with the {@code sqlite3} shell. Beside them
 * are {@code cursors.db} and {@code journal.lock}.
 */
public final class SqliteJournal implements Journal {
  private static final EventLog LOG = EventLog.of(SqliteJournal.class);

  private final Path folder;
  private final FolderLock lock;
  private final Segments segments;
  private final Checkpoints checkpoints;
  private final BatchWriter writer;
  private final Cursors cursors;
  private final JournalIdentity identity;

  private SqliteJournal(
      Path folder,
      FolderLock lock,
      Segments segments,
      Checkpoints checkpoints,
      BatchWriter writer,
      Cursors cursors,
      JournalIdentity identity) {
    this.folder = folder;
    this.lock = lock;
    this.segments = segments;
    this.checkpoints = checkpoints;
    this.writer = writer;
    this.cursors = cursors;
    this.identity = identity;
  }

  /**
   * Opens the journal in a folder, which is made if there is none, and restores the state machine.
   *
   * @param segmentBytes a new segment is begun once one is as large, its log included
   * @throws JournalUnavailable if another gateway has it open, another version wrote it,
   *     or if it cannot be read
   */
  public static SqliteJournal open(Path folder, long segmentBytes, StateMachine machine) {
    make(folder.toAbsolutePath());
    FolderLock lock = lock(folder.resolve("journal.lock"));
    try {
      return open(folder, segmentBytes, machine, lock);
    } catch (SQLException broken) {
      release(lock);
      throw new JournalUnavailable("opening the journal in " + folder, broken);
    } catch (RuntimeException failed) {
      release(lock);
      throw failed;
    }
  }

  private static FolderLock lock(Path file) {
    try {
      return FolderLock.tryTake(file)
          .orElseThrow(() -> new JournalUnavailable(FolderLock.inUse(file)));
    } catch (IOException broken) {
      throw new JournalUnavailable("locking " + file, broken);
    }
  }

  private static void release(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException broken) {
      throw new JournalUnavailable("unlocking the journal's folder", broken);
    }
  }

  /** Makes a folder so that it, and those above it, are there after a power loss. */
  private static void make(Path folder) {
    Optional<Path> above = Optional.ofNullable(folder.getParent());
    if (Files.isDirectory(folder) || above.isEmpty()) {
      return;
    }
    make(above.get());
    try {
      Files.createDirectory(folder);
    } catch (IOException broken) {
      throw new JournalUnavailable("making the folder " + folder, broken);
    }
    SegmentFile.sync(above.get());
  }

  private static SqliteJournal open(
      Path folder, long segmentBytes, StateMachine machine, FolderLock lock) throws SQLException {
    GradualDelete.clear(folder);
    List<SegmentFile> files = SegmentFile.in(folder);
    Set<SegmentFile> sealed = Recovery.sealed(files);
    try (var _ = Recovery.hold(files)) {
      return open(folder, segmentBytes, machine, lock, new Found(files, sealed));
    }
  }

  private record Found(List<SegmentFile> files, Set<SegmentFile> sealed) {}

  private static SqliteJournal open(
      Path folder, long segmentBytes, StateMachine machine, FolderLock lock, Found there)
      throws SQLException {
    List<SegmentFile> begun = Recovery.begun(there.files(), there.sealed());
    for (SegmentFile file : there.files()) {
      if (!begun.contains(file)) {
        LOG.warn("segment-removed", "file", file.path(), "why", "it was not begun");
        file.delete();
      }
    }
    if (begun.isEmpty()) {
      SegmentFile first = SegmentFile.of(folder, 1);
      SegmentWriter.create(first, IsoInstant.text(Instant.MIN), List.of()).close();
      begun = List.of(first);
    }
    Recovery.Found found = Recovery.restore(begun, machine);
    SegmentWriter current = SegmentWriter.open(begun.getLast());
    Segments segments = new Segments();
    Segment newest = Segment.written(begun.getLast(), found.backlog());
    Checkpoints checkpoints = new Checkpoints(newest);
    for (SegmentFile file : begun.subList(0, begun.size() - 1)) {
      Segment done = Segment.done(file);
      segments.add(done);
      if (!there.sealed().contains(file)) {
        checkpoints.seal(done); // an earlier run did not come to it
      }
    }
    segments.add(newest);
    ForeignCursors.look(folder.resolve(Cursors.FILE), current.identity(), found.last());
    Cursors cursors = Cursors.open(folder, found.last());
    BatchWriter writer =
        new BatchWriter(segments, checkpoints, machine, segmentBytes, current, found);
    checkpoints.start();
    writer.start();
    return new SqliteJournal(
        folder, lock, segments, checkpoints, writer, cursors, current.identity());
  }

  @Override
  public <R> CompletableFuture<R> append(int bytes, Submission<R> judgement) {
    return put(Append.of(bytes, judgement));
  }

  @Override
  public <R> CompletableFuture<R> appendUnawaited(int bytes, Submission<R> judgement) {
    return put(Append.unawaited(bytes, judgement));
  }

  private <R> CompletableFuture<R> put(Append<R> append) {
    writer
        .put(append)
        .ifPresent(
            why ->
                append.failed(
                    new JournalUnavailable("writing the journal in " + folder + ": " + why)));
    return append.future();
  }

  @Override
  public int lead(JournalReader.Selective selective, Position after, int most) {
    return segments.lead(selective, after.order(), writer.last(), most);
  }

  @Override
  public List<Entry> read(Position after, int most) {
    return segments.read(after.order(), writer.last(), most);
  }

  @Override
  public List<OutboundMessage> pending(
      Eui64 recipient, Lane lane, Position after, int most) {
    return segments.pending(recipient, lane, after.order(), writer.last(), most);
  }

  @Override
  public List<Entry> suppressed(Position after, Position upTo, int most) {
    return segments.suppressed(after.order(), Math.min(upTo.order(), writer.last()), most);
  }

  @Override
  public Optional<Entry> entry(long number) {
    return number <= writer.last() ? segments.entry(number) : Optional.empty();
  }

  @Override
  public Position behind(long id) {
    return Numbers.behind(id);
  }

  @Override
  public Position before(long id) {
    return Numbers.before(id);
  }

  @Override
  public Position before(Instant since, int most) {
    return segments.before(since, most, writer.last());
  }

  @Override
  public long id(Position position) {
    return Numbers.id(position);
  }

  @Override
  public OptionalLong next(Position position) {
    long last = writer.last();
    return Numbers.areGiven(last)
        ? segments.next(position.order(), last)
        : Numbers.next(position, last);
  }

  @Override
  public Position ahead(Position position, int entries) {
    long last = writer.last();
    return Numbers.areGiven(last)
        ? segments.ahead(position.order(), entries, last)
        : Numbers.ahead(position, entries, last);
  }

  @Override
  public long between(Position position, Position later) {
    return Numbers.areGiven(writer.last())
        ? segments.between(position.order(), later.order())
        : Numbers.between(position, later);
  }

  @Override
  public Position beginning() {
    return Numbers.before(segments.first());
  }

  @Override
  public Position last() {
    return Numbers.behind(writer.last());
  }

  @Override
  public long lastId() {
    return writer.last();
  }

  @Override
  public void onCommit(Consumer<Set<Eui64>> listener) {
    writer.onCommit(listener);
  }

  @Override
  public Cursor cursor(String name) {
    return cursors.cursor(name);
  }

  /** The identity of this journal. */
  public JournalIdentity identity() {
    return identity;
  }

  @Override
  public boolean isWritable() {
    return writer.isWritable();
  }

  /** Why nothing can be recorded, for people; empty also while the disk does not answer. */
  public Optional<String> fault() {
    return writer.fault();
  }

  @Override
  public Optional<Duration> stalledFor() {
    return writer.stalledFor();
  }

  /** False once the thread that judges and writes has ended by a mistake of ours. */
  public boolean isAlive() {
    return writer.isAlive();
  }

  /** The issues that health shows of the threads beside the writer: mistakes of ours. */
  public List<HealthIssue> mistakes() {
    return Stream.of(checkpoints.mistakes(), cursors.mistakes(), writer.mistakes())
        .flatMap(List::stream)
        .toList();
  }

  /** Removes whole segments. */
  @Override
  public int expire(Position passed, Instant before, Instant now, Removal removal) {
    int kept = writer.needsTheSegmentBefore() ? 2 : 1;
    int removed = segments.expire(passed.order(), before, now, kept, removal);
    if (removed > 0) {
      LOG.info(
          "segments-removed", "count", removed, "first", segments.first(), "folder", folder);
    }
    return removed;
  }

  @Override
  public Position oldUpTo(Instant before, Instant now) {
    return Numbers.behind(segments.oldUpTo(before, now));
  }

  /** The disk is full at so many pages of the segment, for tests; 0 is no limit. */
  void limitPages(long most) {
    writer.limitPages(most);
  }

  /** While a test holds it, files only grow: a copy of them is what a crash would leave. */
  Lock checkpointTurn() {
    return checkpoints.turn();
  }

  @Override
  public void close() {
    if (!writer.end()) {
      return; // it may be written yet: nobody else may open it before this process is gone
    }
    cursors.close();
    checkpoints.stop();
    segments.close();
    checkpoints.close();
    release(lock);
  }
}
