package org.lastgasp.inventory;

import java.util.Arrays;
import org.lastgasp.inventory.Inventory.ImportMode;

/**
 * A visitor that writes what will be in force from what is and what the file says, and counts the
 * changes.
 */
final class MergeWriter implements MergeJoin.Visitor {
  private final ImportMode mode;
  private final TableWriter writer;
  private long added;
  private long updated;
  private long unchanged;
  private long removed;

  MergeWriter(ImportMode mode, TableWriter writer) {
    this.mode = mode;
    this.writer = writer;
  }

  @Override
  public void onlyBefore(Row before) {
    switch (mode) {
      case ADD_AND_UPDATE -> writer.add(before);
      case REPLACE -> removed++;
    }
  }

  @Override
  public void onlyAfter(Row after) {
    writer.add(after);
    added++;
  }

  @Override
  public void both(Row before, Row after) {
    writer.add(after);
    if (Arrays.equals(before.record(), after.record())) {
      unchanged++;
    } else {
      updated++;
    }
  }

  Prepared.Counts counts() {
    long read = added + updated + unchanged;
    return new Prepared.Counts(read, added, updated, unchanged, removed, writer.rows());
  }
}
