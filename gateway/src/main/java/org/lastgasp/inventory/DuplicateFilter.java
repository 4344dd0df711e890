package org.lastgasp.inventory;

import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A filter that keeps the first of sorted rows with the same id, by line; the others are reported
 * and left out.
 */
final class DuplicateFilter implements Rows {
  private final Rows rows;
  private final BiConsumer<Row, Row> again;
  private Optional<Row> head;

  /**
   * @param again given the first row of an id and each other one
   */
  DuplicateFilter(Rows rows, BiConsumer<Row, Row> again) {
    this.rows = rows;
    this.again = again;
    this.head = rows.next();
  }

  @Override
  public Optional<Row> next() {
    Optional<Row> first = head;
    if (first.isPresent()) {
      head = rows.next();
      while (head.isPresent() && head.get().id() == first.get().id()) {
        again.accept(first.get(), head.get());
        head = rows.next();
      }
    }
    return first;
  }

  @Override
  public void close() {
    rows.close();
  }
}
