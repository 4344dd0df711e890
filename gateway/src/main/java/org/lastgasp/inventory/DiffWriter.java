package org.lastgasp.inventory;

import java.util.Arrays;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;

/** A visitor that reports every difference between two sequences of rows. */
final class DiffWriter implements MergeJoin.Visitor {
  private final Consumer<Prepared.Change> to;

  DiffWriter(Consumer<Prepared.Change> to) {
    this.to = to;
  }

  @Override
  public void onlyBefore(Row before) {
    tell(before, Prepared.Change.Kind.REMOVED);
  }

  @Override
  public void onlyAfter(Row after) {
    tell(after, Prepared.Change.Kind.ADDED);
  }

  @Override
  public void both(Row before, Row after) {
    if (!Arrays.equals(before.record(), after.record())) {
      tell(after, Prepared.Change.Kind.UPDATED);
    }
  }

  private void tell(Row row, Prepared.Change.Kind kind) {
    to.accept(new Prepared.Change(new Eui64(row.id()), kind));
  }
}
