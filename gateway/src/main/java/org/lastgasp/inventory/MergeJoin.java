package org.lastgasp.inventory;

import java.util.Optional;

/** A merge join of two sorted sequences of rows. */
final class MergeJoin {
  private MergeJoin() {}

  /** A visitor of each id that is in one of the two, or in both. */
  interface Visitor {
    void onlyBefore(Row before);

    void onlyAfter(Row after);

    void both(Row before, Row after);
  }

  static void walk(Rows before, Rows after, Visitor visitor) {
    Optional<Row> left = before.next();
    Optional<Row> right = after.next();
    while (left.isPresent() || right.isPresent()) {
      int order = order(left, right);
      if (order == 0) {
        visitor.both(left.orElseThrow(), right.orElseThrow());
      } else if (order < 0) {
        visitor.onlyBefore(left.orElseThrow());
      } else {
        visitor.onlyAfter(right.orElseThrow());
      }
      left = order <= 0 ? before.next() : left;
      right = order >= 0 ? after.next() : right;
    }
  }

  /** Of two heads the smaller id; one that is missing is larger than any. */
  private static int order(Optional<Row> left, Optional<Row> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isPresent() ? -1 : 1;
    }
    return Long.compare(left.get().id(), right.get().id());
  }
}
