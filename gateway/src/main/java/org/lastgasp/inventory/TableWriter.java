package org.lastgasp.inventory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Session;

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
  private final Session session;
  private final String insert;
  private final List<Row> batch = new ArrayList<>();
  private final AreaCounts areas;
  private long rows;

  TableWriter(Path path, Dataset kind) {
    this.path = path;
    this.kind = kind;
    this.session = Database.build(path, Inventory.STORE);
    session.run("PRAGMA application_id = " + SqliteTable.APPLICATION);
    session.run("PRAGMA user_version = " + SqliteTable.FORMAT);
    this.areas = new AreaCounts(session);
    session.run("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)");
    this.insert =
        switch (kind) {
          case DEVICES -> {
            session.run("CREATE TABLE devices (id INTEGER PRIMARY KEY, record TEXT NOT NULL)");
            yield "INSERT INTO devices VALUES (?, CAST(? AS TEXT))";
          }
          case GUIDS -> {
            session.run("CREATE TABLE guids (id INTEGER PRIMARY KEY)");
            yield "INSERT INTO guids VALUES (?)";
          }
        };
  }

  void add(Row row) {
    batch.add(row);
    rows++;
    if (kind == Dataset.DEVICES) {
      areas.add(row);
    }
    if (batch.size() == BATCH) {
      write();
    }
  }

  private void write() {
    session.updateEach(
        insert,
        batch,
        row ->
            kind == Dataset.DEVICES
                ? Session.values(row.id(), row.record())
                : Session.values(row.id()));
    batch.clear();
  }

  long rows() {
    return rows;
  }

  /** Ends the file with what it says of itself, and syncs it. */
  void finish(DatasetStatus.InForce about) {
    write();
    areas.write();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("rows", String.valueOf(about.rows()));
    values.put("source", about.source());
    values.put("sha256", about.sha256());
    values.put("imported", about.imported().toString());
    about.fileTime().ifPresent(time -> values.put("file_time", time.toString()));
    values.put("revision", String.valueOf(about.revision()));
    session.updateEach(
        "INSERT INTO about VALUES (?, ?)",
        values.entrySet(),
        each -> Session.values(each.getKey(), each.getValue()));
    session.commit();
    close();
    try {
      DurableFiles.sync(path);
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("writing " + path, e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
