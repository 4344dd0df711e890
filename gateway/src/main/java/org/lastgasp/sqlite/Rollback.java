package org.lastgasp.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The rollback of a connection without autocommit after a failure, so that it can be tried again.
 * For the thread that has the connection.
 *
 * <p>On a failing disk SQLite has often taken the transaction back itself. The driver's rollback
 * fails then, and as it begins the next transaction only after one that went well, nothing could be
 * written ever after.
 */
final class Rollback {
  private Rollback() {}

  /**
   * Takes back; the connection is in a new transaction after it.
   *
   * @param failure why; what fails here too is added to it
   */
  static void of(Connection connection, Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException takenBackAlready) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN");
      } catch (SQLException failed) {
        failure.addSuppressed(takenBackAlready);
        failure.addSuppressed(failed);
      }
    }
  }
}
