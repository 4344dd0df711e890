package org.lastgasp.journal.sqlite;

import java.util.OptionalLong;
import org.lastgasp.journal.Position;

/**
 * The numbers of the entries of an SQLite journal: from 1 on, without gaps, over all segments. They
 * are ids and positions at once, which nobody outside of this package may rely on.
 */
final class Numbers {
  private Numbers() {}

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
