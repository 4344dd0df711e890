package org.lastgasp.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The rows of a query, read one after the other. To be closed; for one thread at a time. */
public final class Rows implements AutoCloseable {
  private final Session session;
  private final String sql;
  private final PreparedStatement statement;
  private final ResultSet result;
  private final Row row;

  Rows(Session session, String sql, PreparedStatement statement, ResultSet result) {
    this.session = session;
    this.sql = sql;
    this.statement = statement;
    this.result = result;
    this.row = new Row(session, result);
  }

  /** Goes to the next row; false behind the last. */
  public boolean next() {
    try {
      return result.next();
    } catch (SQLException broken) {
      throw session.failed("reading", broken);
    }
  }

  /** The row it stands at. */
  public Row row() {
    return row;
  }

  @Override
  public void close() {
    try {
      result.close();
      session.keep(sql, statement);
    } catch (SQLException broken) {
      throw session.failed("closing", broken);
    }
  }
}
