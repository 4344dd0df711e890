package org.lastgasp.journal.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.IsoInstant;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Row;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.policy.Lane;

/** A connection that reads one segment, with its statements. For one thread at a time. */
final class SegmentReader implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement read;
  private final PreparedStatement walk;
  private final PreparedStatement waiting;
  private final PreparedStatement numbered;
  private final PreparedStatement suppressed;

  SegmentReader(SegmentFile file) throws SQLException {
    connection = file.openToRead();
    try {
      if (!file.hasTables(connection)) {
        throw new JournalUnavailable(file.path() + " was not finished when it was made");
      }
      read = connection.prepareStatement(SegmentSchema.READ);
      walk = connection.prepareStatement(SegmentSchema.WALK);
      waiting = connection.prepareStatement(SegmentSchema.WAITING);
      numbered = connection.prepareStatement(SegmentSchema.WAITING_NUMBERED);
      suppressed = connection.prepareStatement(SegmentSchema.SUPPRESSED);
    } catch (SQLException | RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  /** Entries after a number up to another, in order. */
  List<Entry> read(long after, long upTo, int most) throws SQLException {
    List<Entry> found = new ArrayList<>();
    read(after, upTo, most, found::add);
    return found;
  }

  /** Entries after a number up to another, in order, while there is room for them. */
  void read(long after, long upTo, ReadBudget portion) throws SQLException {
    read.setLong(1, after);
    read.setLong(2, upTo);
    read.setInt(3, portion.missing());
    try (ResultSet found = read.executeQuery()) {
      while (portion.missing() > 0 && found.next()) {
        portion.add(found.getLong(1), SegmentSchema.row(found));
      }
    }
  }

  /** As above, all of them, one after the other. */
  void read(long after, long upTo, int most, Consumer<Entry> to) throws SQLException {
    read.setLong(1, after);
    read.setLong(2, upTo);
    read.setInt(3, most);
    fetch(read, to);
  }

  /** Leads a watcher along, and says past how many entries. */
  int lead(JournalReader.Selective selective, long after, long upTo, int most) throws SQLException {
    walk.setLong(1, after);
    walk.setLong(2, upTo);
    walk.setInt(3, most);
    int passed = 0;
    try (ResultSet found = walk.executeQuery()) {
      while (found.next()) {
        if (SegmentSchema.isSnapshot(found)) {
          long number = found.getLong(1);
          Row row = SegmentSchema.row(found);
          selective.snapshot(
              number, IsoInstant.parse(row.at()), () -> SegmentSchema.snapshot(number, row));
        } else if (SegmentSchema.onlyPassed(found)
            && SegmentSchema.device(found).filter(selective::watches).isEmpty()) {
          selective.passedBy(found.getLong(1), IsoInstant.parse(found.getString(3)));
        } else {
          selective.take(SegmentSchema.recorded(found));
        }
        passed++;
      }
    }
    return passed;
  }

  /**
   * What was passed.
   *
   * @param upTo the number of the last of them
   */
  record Passed(int count, long upTo) {}

  /** Passes at most so many entries after a number up to another, reading none. */
  Passed pass(long after, long upTo, int most) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SegmentSchema.PASS)) {
      query.setLong(1, after);
      query.setLong(2, upTo);
      query.setInt(3, Math.max(0, most));
      try (ResultSet found = query.executeQuery()) {
        return found.next() && found.getInt(1) > 0
            ? new Passed(found.getInt(1), found.getLong(2))
            : new Passed(0, after);
      }
    }
  }

  /** The snapshot, or the part of one, that has a number; empty if that is no snapshot. */
  Optional<Snapshot> snapshot(long number) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SegmentSchema.SNAPSHOT)) {
      query.setLong(1, number);
      try (ResultSet found = query.executeQuery()) {
        return found.next()
            ? Optional.of(SegmentSchema.snapshot(number, SegmentSchema.row(found)))
            : Optional.empty();
      }
    }
  }

  /** A receiver of rows. */
  interface Rows {
    void row(long number, Row row);
  }

  /** Rows after a number, in order, with empty documents. */
  void restore(long after, boolean all, Rows to) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SegmentSchema.RESTORE)) {
      query.setLong(1, after);
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          to.row(found.getLong(1), SegmentSchema.restored(found, all));
        }
      }
    }
  }

  /** Alerts suppressed after a number up to another, in order. */
  List<Entry> suppressed(long after, long upTo, int most) throws SQLException {
    suppressed.setLong(1, after);
    suppressed.setLong(2, upTo);
    suppressed.setInt(3, most);
    List<Entry> found = new ArrayList<>();
    fetch(suppressed, found::add);
    return found;
  }

  /** Messages of a recipient and lane after a number up to another, in order; by an index. */
  List<OutboundMessage> pending(Eui64 recipient, Lane lane, long after, long upTo, int most)
      throws SQLException {
    waiting.setString(1, recipient.toString());
    waiting.setInt(2, SegmentSchema.lane(lane));
    waiting.setLong(3, after);
    waiting.setLong(4, upTo);
    waiting.setInt(5, most);
    return messages(waiting, lane);
  }

  /** The messages of a lane that have these numbers. */
  List<OutboundMessage> pending(Lane lane, long[] numbers) throws SQLException {
    numbered.setString(1, Arrays.toString(numbers));
    return messages(numbered, lane);
  }

  private static List<OutboundMessage> messages(PreparedStatement query, Lane lane)
      throws SQLException {
    List<OutboundMessage> messages = new ArrayList<>();
    try (ResultSet found = query.executeQuery()) {
      while (found.next()) {
        messages.add(SegmentSchema.message(found, lane));
      }
    }
    return messages;
  }

  private static void fetch(PreparedStatement query, Consumer<Entry> to) throws SQLException {
    try (ResultSet found = query.executeQuery()) {
      while (found.next()) {
        to.accept(SegmentSchema.recorded(found));
      }
    }
  }

  /** The number of its last entry; empty if it has none. */
  Optional<Long> last() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SegmentSchema.LAST);
        ResultSet found = query.executeQuery()) {
      long last = found.next() ? found.getLong(1) : 0;
      return last == 0 ? Optional.empty() : Optional.of(last);
    }
  }

  /** The latest instant of all entries of earlier segments, as text. */
  String earlierUntil() throws SQLException {
    String sql = "SELECT value FROM meta WHERE name = 'earlier_until'";
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet found = query.executeQuery()) {
      return found.next() ? found.getString(1) : "";
    }
  }

  /** The latest instant of its entries that is not after another, as text; reads all of them. */
  String latestUpTo(Instant now) throws SQLException {
    String sql = "SELECT max(at) FROM entry WHERE at < ? AND kind <> " + EntryCodec.STATE;
    String next = IsoInstant.text(now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1));
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, next.substring(0, next.length() - 1)); // as text, before any fraction
      try (ResultSet found = query.executeQuery()) {
        return found.next() ? Optional.ofNullable(found.getString(1)).orElse("") : "";
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
