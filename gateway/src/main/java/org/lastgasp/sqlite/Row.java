package org.lastgasp.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The row that a query stands at, its columns counted from 1. Valid until the next row. */
public final class Row {
  private final Session session;
  private final ResultSet result;

  Row(Session session, ResultSet result) {
    this.session = session;
    this.result = result;
  }

  /** An integer; 0 if it is NULL. */
  public long number(int column) {
    try {
      return result.getLong(column);
    } catch (SQLException broken) {
      throw session.failed("reading", broken);
    }
  }

  /** An integer of 32 bits; 0 if it is NULL. */
  public int integer(int column) {
    return (int) number(column);
  }

  /** Returns true if an integer is not 0. */
  public boolean flag(int column) {
    return number(column) != 0;
  }

  /** An integer, if it is not NULL. */
  public OptionalLong numberIfAny(int column) {
    try {
      long value = result.getLong(column);
      return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    } catch (SQLException broken) {
      throw session.failed("reading", broken);
    }
  }

  /** A text that is not NULL. */
  public String text(int column) {
    return textIfAny(column)
        .orElseThrow(() -> session.failed("reading", new SQLException("no value in " + column)));
  }

  /** A text, if it is not NULL. */
  public Optional<String> textIfAny(int column) {
    try {
      @Nullable String value = result.getString(column);
      return Optional.ofNullable(value);
    } catch (SQLException broken) {
      throw session.failed("reading", broken);
    }
  }

  /** A blob that is not NULL, or the UTF-8 bytes of a text. */
  public byte[] bytes(int column) {
    try {
      byte @Nullable [] value = result.getBytes(column);
      if (value == null) {
        throw new SQLException("no value in " + column);
      }
      return value;
    } catch (SQLException broken) {
      throw session.failed("reading", broken);
    }
  }

  /** The place of the column of this name. */
  int column(String name) {
    try {
      return result.findColumn(name);
    } catch (SQLException broken) {
      throw session.failed("reading", broken);
    }
  }

  /** {@link #number(int)} of the column of this name. */
  public long number(String name) {
    return number(column(name));
  }

  /** {@link #numberIfAny(int)} of the column of this name. */
  public OptionalLong numberIfAny(String name) {
    return numberIfAny(column(name));
  }

  /** {@link #text(int)} of the column of this name. */
  public String text(String name) {
    return text(column(name));
  }

  /** {@link #textIfAny(int)} of the column of this name. */
  public Optional<String> textIfAny(String name) {
    return textIfAny(column(name));
  }
}
