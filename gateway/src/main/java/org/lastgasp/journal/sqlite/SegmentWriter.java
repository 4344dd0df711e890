package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.HeldFile;
import org.lastgasp.journal.Row;

/** A writer of one segment, a batch at a time. For one thread. */
final class SegmentWriter implements AutoCloseable {
  private static final int BUSY_MILLIS = 1_000; // only another program takes the lock; alerts wait

  private final SegmentFile file;
  private Connection connection;
  private final JournalIdentity identity;
  private final HeldFile held;
  private volatile Optional<HeldFile> heldLog = Optional.empty(); // from the first commit on
  private PreparedStatement insert;
  private long pages;

  private SegmentWriter(SegmentFile file, JournalIdentity identity, Connection connection)
      throws SQLException {
    this.file = file;
    this.connection = connection;
    this.identity = identity;
    this.insert = prepare(connection);
    try {
      this.held = HeldFile.of(file.path());
    } catch (IOException gone) {
      throw new SQLException(ErrorText.of(gone), gone);
    }
  }

  /** Goes on with a segment; one of a version that knew no identity gets one. */
  static SegmentWriter open(SegmentFile file) throws SQLException {
    Connection connection = file.openToWrite();
    try {
      return new SegmentWriter(file, identified(connection), connection);
    } catch (SQLException | RuntimeException failed) {
      connection.close();
      throw failed;
    }
  }

  private static JournalIdentity identified(Connection connection) throws SQLException {
    JournalIdentity there = JournalIdentity.of(connection);
    if (there.isKnown()) {
      return there;
    }
    try {
      JournalIdentity fresh = JournalIdentity.fresh();
      fresh.write(connection);
      return fresh;
    } catch (SQLException full) {
      return JournalIdentity.UNKNOWN; // the next start tries again
    }
  }

  /** The first segment of a new journal. */
  static SegmentWriter create(SegmentFile file, String earlierUntil, List<Row> rows)
      throws SQLException {
    return create(file, JournalIdentity.fresh(), earlierUntil, rows);
  }

  /**
   * Makes a segment that begins with these rows, so that it is there with all of them or, after a
   * crash, not at all.
   *
   * @param earlierUntil the latest instant of all entries before it
   */
  static SegmentWriter create(
      SegmentFile file, JournalIdentity identity, String earlierUntil, List<Row> rows)
      throws SQLException {
    file.delete();
    Connection connection = file.create();
    try {
      connection.setAutoCommit(false);
      identity.write(connection);
      try (Statement statement = connection.createStatement()) {
        for (String table : SegmentSchema.CREATE) {
          statement.executeUpdate(table);
        }
      }
      meta(connection, "format", Integer.toString(SegmentFile.FORMAT));
      meta(connection, "first", Long.toString(file.first()));
      meta(connection, "earlier_until", earlierUntil);
      SegmentWriter writer = new SegmentWriter(file, identity, connection);
      long first = file.first();
      writer.append(LongStream.range(first, first + rows.size()).boxed().toList(), rows);
      SegmentFile.sync(file.folder());
      return writer;
    } catch (SQLException | RuntimeException failed) {
      connection.close();
      file.delete();
      throw failed;
    }
  }

  private static void meta(Connection connection, String name, String value) throws SQLException {
    String sql = "INSERT INTO meta (name, value) VALUES (?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.setString(2, value);
      statement.executeUpdate();
    }
  }

  private static PreparedStatement prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = 0");
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
    }
    connection.setAutoCommit(false);
    return connection.prepareStatement(SegmentSchema.INSERT);
  }

  SegmentFile file() {
    return file;
  }

  /** The identity of the segment's journal. */
  JournalIdentity identity() {
    return identity;
  }

  /**
   * Inserts rows under these numbers, and commits: they are on disk then.
   *
   * @throws SQLException also if the file is no longer where it was: what was committed is lost
   */
  void append(List<Long> numbers, List<Row> rows) throws SQLException {
    for (int i = 0; i < rows.size(); i++) {
      SegmentSchema.bind(insert, numbers.get(i), rows.get(i));
      insert.addBatch();
    }
    insert.executeBatch();
    connection.commit();
    try {
      if (heldLog.isEmpty()) {
        heldLog = Optional.of(HeldFile.of(file.writeAheadLog()));
      }
      checkPlace();
    } catch (IOException gone) {
      throw new SQLException(misplaced(gone), gone);
    }
  }

  private void checkPlace() throws IOException {
    held.check();
    if (heldLog.isPresent()) {
      heldLog.get().check();
    }
  }

  /** Why nothing can be recorded in the file although the disk works; for any thread. */
  Optional<String> misplaced() {
    try {
      checkPlace();
      return Optional.empty();
    } catch (IOException gone) {
      return Optional.of(misplaced(gone));
    }
  }

  private static String misplaced(IOException gone) {
    return ErrorText.of(gone)
        + "; put it back, or restart the gateway, which then goes on with what is there";
  }

  /** Puts a row in its place, whether one is there or not, and commits. */
  void replace(long number, Row row) throws SQLException {
    try (PreparedStatement replace = connection.prepareStatement(SegmentSchema.REPLACE)) {
      SegmentSchema.bind(replace, number, row);
      replace.executeUpdate();
      connection.commit();
    }
  }

  /**
   * Takes back all entries after this number: a commit that failed may have reached the disk after
   * all. Opens the file anew where the connection is of no more use.
   */
  void recover(long last) throws SQLException {
    insert.clearBatch();
    try {
      connection.rollback();
    } catch (SQLException alreadyRolledBack) {
      reopen();
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM entry WHERE number > " + last);
    }
    connection.commit();
  }

  private void reopen() throws SQLException {
    connection.close();
    heldLog = Optional.empty();
    connection = file.openToWrite();
    insert = prepare(connection);
    limitPages(pages);
  }

  /** The disk is full at so many pages, for tests; 0 is no limit. */
  void limitPages(long most) throws SQLException {
    pages = most;
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA max_page_count = " + (most == 0 ? 0xFFFFFFFEL : most));
    }
  }

  @Override
  public void close() throws SQLException {
    heldLog = Optional.empty(); // the last one who closes takes it away
    connection.close();
  }
}
