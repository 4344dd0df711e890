package org.lastgasp.inventory;

/**
 * The counts of what an import changes.
 *
 * @param read rows in the file, copies in a list of GUIDs aside
 * @param added not known before
 * @param updated known, with something else said of it
 * @param unchanged in the file as they were known
 * @param removed known, and no longer
 * @param total in force afterwards
 */
public record Counts(
    long read, long added, long updated, long unchanged, long removed, long total) {

  /** Returns true if what is in force would be the same. */
  boolean changesNothing() {
    return added == 0 && updated == 0 && removed == 0;
  }
}
