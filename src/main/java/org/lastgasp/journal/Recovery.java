package org.lastgasp.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the segment to go on with and restores from it what is kept in memory: its state, then the
 * entries after it.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private Recovery() {}

  /**
   * What was found.
   *
   * @param last the number of the last entry
   * @param latest the latest instant of all entries
   * @param backlog what is to be delivered from the newest segment
   */
  record Found(long last, Instant latest, Backlog backlog) {}

  /**
   * Keeps the newest file open. Whoever is the first to open it reads all of its write-ahead log,
   * hundreds of megabytes after a crash: so it is read once.
   */
  static Held hold(List<SegmentFile> files) throws SQLException {
    return files.isEmpty()
        ? new Held(Optional.empty())
        : new Held(Optional.of(files.getLast().openToRead()));
  }

  /** A file that is kept open. */
  record Held(Optional<Connection> connection) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      if (connection.isPresent()) {
        connection.get().close();
      }
    }
  }

  /** The segments of a folder that are whole; a newest one that is not is left out. */
  static List<SegmentFile> whole(List<SegmentFile> files) throws SQLException {
    List<SegmentFile> whole = new ArrayList<>(files);
    while (!whole.isEmpty() && !isWhole(whole)) {
      whole.removeLast();
    }
    return whole;
  }

  /** Whether the newest file has its tables, its whole state, and follows the one before. */
  private static boolean isWhole(List<SegmentFile> files) throws SQLException {
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
      return hasState(reader, newest.first()) && !isOverlapped(files, reader);
    }
  }

  private static boolean hasState(SegmentReader reader, long first) throws SQLException {
    List<Recorded> begin = reader.read(first - 1, first, 1);
    if (begin.isEmpty() || !(begin.getFirst().entry() instanceof Entry.State state)) {
      return false;
    }
    long end = first + state.parts() - 1;
    List<Recorded> parts = reader.read(end - 1, end, 1);
    return !parts.isEmpty()
        && parts.getFirst().entry() instanceof Entry.State lastPart
        && lastPart.part() == state.parts();
  }

  /**
   * Whether the segment before went on with numbers that this one has: rolling to it failed, and
   * its remains came back with the power.
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
        LOG.warn("entries are missing from={} to={} file={}", last + 1, first - 1, before.path());
      }
      if (last < first) {
        return false;
      }
    }
    Optional<Recorded> judged =
        newest.read(first - 1, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
            .filter(recorded -> !(recorded.entry() instanceof Entry.State))
            .findFirst();
    if (judged.isPresent()) {
      throw new JournalUnavailable(
          "%s and %s have the same numbers: keep one of them"
              .formatted(before.path(), files.getLast().path()));
    }
    return true;
  }

  /** Hands the newest segment's entries to a keeper, in order. */
  static Found restore(List<SegmentFile> files, Journal.Keeper keeper) throws SQLException {
    SegmentFile newest = files.getLast();
    try (SegmentReader reader = new SegmentReader(newest)) {
      Replay replay =
          new Replay(keeper, newest.first() - 1, IsoInstant.parse(reader.earlierUntil()));
      reader.restore(newest.first() - 1, keeper.restoresWhatPassed(), replay);
      return replay.end();
    }
  }
}
