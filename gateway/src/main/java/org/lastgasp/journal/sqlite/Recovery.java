package org.lastgasp.journal.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.journal.IsoInstant;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.logging.EventLog;

/**
 * A recovery that finds the segment to go on with and restores from it what is kept in memory: its
 * state, then the entries after it. If a crash has left its state in pieces, from the segment
 * before: its state, its entries, and those of the newest.
 */
final class Recovery {
  private static final EventLog LOG = EventLog.of(Recovery.class);

  private Recovery() {}

  /**
   * The result of the search.
   *
   * @param last the number of the last entry
   * @param latest the latest instant of all entries
   * @param backlog what is to be delivered from the newest segment
   * @param due what the newest segment's state lacks
   */
  record Found(long last, Instant latest, RecipientIndex backlog, PendingSnapshot due) {}

  /**
   * Those that are one plain file. To be asked while none of them is open: where this process
   * closes a file it read by itself, the system takes away the locks SQLite has of it, and another
   * program that closes it would then remove the write-ahead log.
   */
  static Set<SegmentFile> sealed(List<SegmentFile> files) {
    return files.stream().filter(SegmentFile::isSealed).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Keeps the newest files open. Whoever is the first to open one reads all of its write-ahead log,
   * hundreds of megabytes after a crash: so it is read once.
   */
  static Held hold(List<SegmentFile> files) throws SQLException {
    List<Connection> connections = new ArrayList<>();
    for (SegmentFile file : files.subList(Math.max(0, files.size() - 2), files.size())) {
      connections.add(file.openToRead());
    }
    return new Held(connections);
  }

  /** The files that are kept open. */
  record Held(List<Connection> connections) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  /**
   * The segments of a folder that were begun. What is left of a roll that failed is left out: it is
   * the newest, or a later roll did not fail and it stands before that one.
   */
  static List<SegmentFile> begun(List<SegmentFile> files, Set<SegmentFile> sealed)
      throws SQLException {
    List<SegmentFile> begun = new ArrayList<>();
    for (SegmentFile file : files) {
      begun.add(file);
      if (!sealed.contains(file) && !isBegun(begun)) {
        begun.removeLast();
      }
    }
    return begun;
  }

  /**
   * Returns true if the last of these has its tables, some of its state, and follows the one
   * before.
   */
  private static boolean isBegun(List<SegmentFile> files) throws SQLException {
    SegmentFile newest = files.getLast();
    try (var connection = newest.openToRead()) {
      if (!newest.hasTables(connection)) {
        return false;
      }
    }
    if (newest.first() == 1) {
      return true;
    }
    try (SegmentReader reader = new SegmentReader(newest)) {
      return stateParts(reader, newest.first()) > 0 && !isOverlapped(files, reader);
    }
  }

  /** The number of parts its state has or is to have; 0 if it has none. */
  private static int stateParts(SegmentReader reader, long first) throws SQLException {
    return reader.snapshot(first).map(Snapshot::parts).orElse(0);
  }

  /** Returns true if the state ends at a number: the last part is the last to be written. */
  private static boolean stateEnds(SegmentReader reader, long end) throws SQLException {
    return reader.snapshot(end).filter(part -> part.part() == part.parts()).isPresent();
  }

  /**
   * Returns true if the segment before went on with numbers that this one has: rolling to it
   * failed, and its remains came back with the power.
   */
  private static boolean isOverlapped(List<SegmentFile> files, SegmentReader newest)
      throws SQLException {
    if (files.size() < 2) {
      return false;
    }
    SegmentFile before = files.get(files.size() - 2);
    long first = files.getLast().first();
    try (SegmentReader reader = new SegmentReader(before)) {
      long last = reader.last().orElse(before.first() - 1);
      if (last < first - 1) {
        LOG.warn("entries-missing", "from", last + 1, "to", first - 1, "file", before.path());
      }
      if (last < first) {
        return false;
      }
    }
    if (!newest.read(first - 1, Long.MAX_VALUE, 1).isEmpty()) {
      throw new JournalUnavailable(
          "%s and %s have the same numbers: keep one of them"
              .formatted(before.path(), files.getLast().path()));
    }
    return true;
  }

  /** Hands what comes after the newest state that is whole to a keeper, in order. */
  static Found restore(List<SegmentFile> files, Journal.StateMachine machine) throws SQLException {
    SegmentFile newest = files.getLast();
    try (SegmentReader reader = new SegmentReader(newest)) {
      long before = newest.first() - 1;
      long end = before + stateParts(reader, newest.first());
      if (end == before || stateEnds(reader, end)) {
        return replay(reader, before, machine).found(PendingSnapshot.none());
      }
      Snapshot state = stateBefore(files, machine);
      Replay replay = replay(reader, end, machine);
      int parts = (int) (end - before);
      return replay.found(
          PendingSnapshot.of(newest.first(), state.inParts(parts)));
    }
  }

  private static Replay replay(SegmentReader reader, long after, Journal.StateMachine machine)
      throws SQLException {
    Replay replay = new Replay(machine, after, IsoInstant.parse(reader.earlierUntil()));
    reader.restore(after, machine.restoresWhatPassed(), replay);
    replay.end();
    return replay;
  }

  /** The snapshot the newest segment has to begin with, from the segment before it. */
  private static Snapshot stateBefore(List<SegmentFile> files, Journal.StateMachine machine)
      throws SQLException {
    SegmentFile newest = files.getLast();
    if (files.size() < 2) {
      throw new JournalUnavailable(
          newest.path() + " has only a part of its state, and the segment before it is missing:"
              + " put it back");
    }
    LOG.info(
        "snapshot-incomplete", "file", newest.path(), "action", "recover-from-previous-segment");
    SegmentFile before = files.get(files.size() - 2);
    try (SegmentReader reader = new SegmentReader(before)) {
      replay(reader, before.first() - 1, machine);
    }
    return machine.snapshot();
  }
}
