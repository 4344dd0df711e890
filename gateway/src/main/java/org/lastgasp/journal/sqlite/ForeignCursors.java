package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;

/**
 * The look at cursors before they are believed: those of another journal are renamed, as they
 * would skip what this one has; of those that are beyond its end a copy is kept.
 */
final class ForeignCursors {
  private static final EventLog LOG = EventLog.of(ForeignCursors.class);

  private ForeignCursors() {}

  static void look(Path file, JournalIdentity journal, long last) {
    if (!Files.exists(file)) {
      return;
    }
    long furthest;
    JournalIdentity identity;
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      identity = JournalIdentity.of(connection);
      try (ResultSet found =
          statement.executeQuery("SELECT coalesce(max(position), 0) FROM cursor")) {
        furthest = found.next() ? found.getLong(1) : 0;
      }
    } catch (SQLException damaged) {
      LOG.debug("cursors-not-looked-at", damaged, "file", file);
      return; // whoever opens it finds out what is wrong with it
    }
    if (identity.contradicts(journal)) {
      LOG.error(
          "foreign-files", "file", file, "journal", journal, "its", identity,
          "action", "set-aside");
      setAside(file, ".foreign");
    } else if (furthest > last) {
      LOG.error(
          "restored-behind", "file", file, "at", furthest, "journal", last, "action", "set-back");
      copy(file, ".ahead");
    }
  }

  private static void setAside(Path file, String ending) {
    try { // its last connection was closed, so it has no log
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ending),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException broken) {
      throw new JournalUnavailable("renaming " + file, broken);
    }
  }

  private static void copy(Path file, String ending) {
    try {
      Files.copy(
          file,
          file.resolveSibling(file.getFileName() + ending),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException broken) {
      throw new JournalUnavailable("copying " + file, broken);
    }
  }
}
