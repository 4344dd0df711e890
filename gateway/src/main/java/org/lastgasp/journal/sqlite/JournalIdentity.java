package org.lastgasp.journal.sqlite;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * The identity of a journal: a random number, in the application id of each of its segments and of
 * each database that goes by it, so that files of different journals can be told apart. Immutable.
 *
 * @param number 0 where none was ever written, which says nothing
 */
public record JournalIdentity(int number) {
  /** Of a file that an earlier version wrote, or that is new. */
  static final JournalIdentity UNKNOWN = new JournalIdentity(0);

  private static final SecureRandom RANDOM = new SecureRandom();

  /** One that no other journal has. */
  static JournalIdentity fresh() {
    return new JournalIdentity(1 + RANDOM.nextInt(Integer.MAX_VALUE));
  }

  /** Of the database that a connection is to. */
  static JournalIdentity of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA application_id")) {
      return new JournalIdentity(found.next() ? found.getInt(1) : 0);
    }
  }

  /** Writes it into the database that a connection is to. */
  void write(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA application_id = " + number);
    }
  }

  /** Returns true if it is known at all. */
  public boolean isKnown() {
    return number != 0;
  }

  /** Returns true if a file with this one and a file with that one cannot belong together. */
  public boolean contradicts(JournalIdentity other) {
    return isKnown() && other.isKnown() && !equals(other);
  }

  /** Eight hexadecimal digits. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%08x", number);
  }
}
