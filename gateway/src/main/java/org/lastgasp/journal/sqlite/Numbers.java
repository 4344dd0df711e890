package org.lastgasp.journal.sqlite;

import java.util.OptionalLong;
import org.lastgasp.journal.Position;

/**
 * The numbers of the entries of an SQLite journal: from 1 on, without gaps, over all segments; or,
 * in one that mirrors another record, the ids of that, with gaps. They are ids and positions at
 * once, which nobody outside of this package may rely on.
 */
final class Numbers {
  /** A journal that counts never comes here, and no id that is given is below. */
  private static final long GIVEN_ABOVE = 1L << 45;

  private Numbers() {}

  /** Returns true if a journal with this last number has ids that were given, with gaps. */
  static boolean areGiven(long last) {
    return last > GIVEN_ABOVE;
  }

  static Position behind(long id) {
    return Position.at(id);
  }

  static Position before(long id) {
    return Position.at(id - 1);
  }

  static long id(Position position) {
    return position.order();
  }

  static OptionalLong next(Position position, long last) {
    return position.order() < last
        ? OptionalLong.of(position.order() + 1)
        : OptionalLong.empty();
  }

  static Position ahead(Position position, int entries, long last) {
    return Position.at(Math.min(last, position.order() + entries));
  }

  static long between(Position position, Position later) {
    return Math.max(0, later.order() - position.order());
  }
}
