package org.lastgasp.inventory;

import java.util.Arrays;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;

/** A visitor that reports every difference between two sequences of rows. */
final class DiffWriter implements MergeJoin.Visitor {
  private final Consumer<Change> to;

  DiffWriter(Consumer<Change> to) {
    this.to = to;
  }

  @Override
  public void onlyBefore(Row before) {
    tell(before, Change.Kind.REMOVED);
  }

  @Override
  public void onlyAfter(Row after) {
    tell(after, Change.Kind.ADDED);
  }

  @Override
  public void both(Row before, Row after) {
    if (!Arrays.equals(before.record(), after.record())) {
      tell(after, Change.Kind.UPDATED);
    }
  }

  private void tell(Row row, Change.Kind kind) {
    to.accept(new Change(new Eui64(row.id()), kind));
  }
}
