package org.lastgasp.inventory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A writer of the file of a {@link SqliteTable}, rows in the order of their ids, so that each is
 * appended to the last page of the tree.
 *
 * <p>Without a journal of SQLite's own: a file that was not finished is thrown away. After {@link
 * #finish} it is on the disk. For one thread.
 */
final class TableWriter implements AutoCloseable {
  private static final int BATCH = 1_000;

  private final Path path;
  private final Dataset kind;
  private final Connection connection;
  private final PreparedStatement insert;
  private int batched;
  private long rows;

  TableWriter(Path path, Dataset kind) {
    this.path = path;
    this.kind = kind;
    try {
      this.connection = DriverManager.getConnection("jdbc:sqlite:" + path.toAbsolutePath());
      pragmas();
      connection.setAutoCommit(false);
      this.insert = connection.prepareStatement(tables());
    } catch (SQLException e) {
      throw new InventoryUnavailable("creating " + path, e);
    }
  }

  private void pragmas() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = OFF");
      statement.execute("PRAGMA synchronous = OFF"); // finish() syncs the file once
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("PRAGMA application_id = " + SqliteTable.APPLICATION);
      statement.execute("PRAGMA user_version = " + SqliteTable.FORMAT);
    }
  }

  private String tables() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
      return switch (kind) {
        case DEVICES -> {
          statement.execute(
              "CREATE TABLE devices (id INTEGER PRIMARY KEY, record TEXT NOT NULL)");
          yield "INSERT INTO devices VALUES (?, CAST(? AS TEXT))";
        }
        case GUIDS -> {
          statement.execute("CREATE TABLE guids (id INTEGER PRIMARY KEY)");
          yield "INSERT INTO guids VALUES (?)";
        }
      };
    }
  }

  void add(Row row) {
    try {
      insert.setLong(1, row.id());
      if (kind == Dataset.DEVICES) {
        insert.setBytes(2, row.record());
      }
      insert.addBatch();
      rows++;
      if (++batched == BATCH) {
        insert.executeBatch();
        batched = 0;
      }
    } catch (SQLException e) {
      throw new InventoryUnavailable("writing " + path, e);
    }
  }

  long rows() {
    return rows;
  }

  /** Ends the file with what it says of itself, and syncs it. */
  void finish(DatasetStatus.InForce about) {
    try {
      insert.executeBatch();
      Map<String, String> values = new LinkedHashMap<>();
      values.put("rows", String.valueOf(about.rows()));
      values.put("source", about.source());
      values.put("sha256", about.sha256());
      values.put("imported", about.imported().toString());
      about.fileTime().ifPresent(time -> values.put("file_time", time.toString()));
      values.put("revision", String.valueOf(about.revision()));
      try (PreparedStatement say =
          connection.prepareStatement("INSERT INTO about VALUES (?, ?)")) {
        for (Map.Entry<String, String> value : values.entrySet()) {
          say.setString(1, value.getKey());
          say.setString(2, value.getValue());
          say.executeUpdate();
        }
      }
      connection.commit();
      close();
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    } catch (SQLException | IOException e) {
      throw new InventoryUnavailable("writing " + path, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new InventoryUnavailable("closing " + path, e);
    }
  }
}
