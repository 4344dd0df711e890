package org.lastgasp.inventory;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.Status;
import org.lastgasp.policy.Device;

/**
 * An import that is read, validated and written beside what is in force, waiting for {@link
 * #commit} or {@link #discard}. Until it is closed no other import of its kind is taken.
 *
 * <p>As a {@link InventoryLookup} it shows what will be in force after the commit. It does not
 * survive a crash: what is in force after one is the old before, and the new after, the rename in
 * {@code commit}; {@link Status} tells which by the sha256 and revision of {@link #about}. Safe for
 * any number of threads.
 */
public final class Prepared implements PrepareResult, InventoryLookup, AutoCloseable {
  private static final int A_LARGE_PART = 5; // one part in five

  private final Inventory inventory;
  private final Dataset kind;
  private final ImportMode mode;
  private final DatasetStatus before;
  private final ImportJob.Outcome.Staged staged;
  private final StoredTable table;
  private State state = State.WAITING;
  private Optional<StoredTable> replaced = Optional.empty();

  private enum State {
    WAITING,
    COMMITTED,
    DISCARDED
  }

  Prepared(
      Inventory inventory,
      Dataset kind,
      ImportMode mode,
      DatasetStatus before,
      ImportJob.Outcome.Staged staged,
      StoredTable table) {
    this.inventory = inventory;
    this.kind = kind;
    this.mode = mode;
    this.before = before;
    this.staged = staged;
    this.table = table;
  }

  /** The counts of what it changes. */
  public Counts counts() {
    return staged.counts();
  }

  /**
   * The reason a person should confirm it: it adds or removes more than a fifth of what is in
   * force. Nothing in force, or devices that are only added and updated, ask for no confirmation.
   */
  public Optional<String> needsConfirmation() {
    long old = before.size();
    Counts counts = counts();
    boolean large = Math.max(counts.added(), counts.removed()) * A_LARGE_PART > old;
    return mode == ImportMode.REPLACE && old > 0 && large
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "it adds %,d %s to %,d in force and removes %,d of them, more than a fifth",
                counts.added(), kind.word(), old, counts.removed()))
        : Optional.empty();
  }

  /**
   * The share of the estate that is listed.
   *
   * @param listed electricity meters of the inventory that are on the list of GUIDs
   * @param meters electricity meters of the inventory
   */
  public record Listed(long listed, long meters) {}

  /** The share of the estate that will be listed after the commit. Reads both lists as a whole. */
  public Listed listed() {
    Optional<StoredTable> mine = waiting();
    return inventory.listed(
        kind == Dataset.DEVICES ? mine : Optional.empty(),
        kind == Dataset.GUIDS ? mine : Optional.empty());
  }

  /** The oddities of the file that do not forbid it. */
  public Findings warnings() {
    return staged.warnings();
  }

  /** The part of {@link Status} about it once it is in force. */
  public DatasetStatus.InForce about() {
    return staged.about();
  }

  @Override
  public Optional<Device> device(Eui64 id) {
    return inventory.find(kind == Dataset.DEVICES ? waiting() : Optional.empty(), id);
  }

  @Override
  public boolean isListed(Eui64 id) {
    return inventory.isListed(kind == Dataset.GUIDS ? waiting() : Optional.empty(), id);
  }

  @Override
  public boolean isWhole() {
    return inventory.isThere(kind == Dataset.DEVICES ? Dataset.GUIDS : Dataset.DEVICES);
  }

  private synchronized Optional<StoredTable> waiting() {
    return switch (state) {
      case WAITING -> Optional.of(table);
      case COMMITTED -> Optional.empty();
      case DISCARDED -> throw new IllegalStateException("the import was discarded");
    };
  }

  /**
   * Every difference to what is in force, in no promised order. Reads both as a whole; not to be
   * called together with {@link #commit}.
   *
   * @throws IllegalStateException if it no longer waits
   */
  public void changes(Consumer<Change> to) {
    StoredTable after = waiting().orElseThrow(() -> new IllegalStateException("it is committed"));
    inventory.changes(kind, after, to);
  }

  /**
   * Puts it in force: one rename and one sync of the folder, however many rows. A second call only
   * syncs again.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if the rename fails, and the old stays in force;
   *     or if the folder cannot be synced, and the new is in force unless the power fails
   * @throws IllegalStateException if it was discarded
   */
  public synchronized void commit() {
    switch (state) {
      case WAITING -> {
        inventory.rename(staged.file(), kind);
        state = State.COMMITTED;
        replaced = Optional.of(inventory.exchange(kind, table));
        inventory.sync();
      }
      case COMMITTED -> inventory.sync();
      case DISCARDED -> throw new IllegalStateException("the import was discarded");
    }
  }

  /** Throws it away, unless it is committed. */
  public synchronized void discard() {
    if (state == State.WAITING) {
      state = State.DISCARDED;
      inventory.discard(kind, table, staged.file());
    }
  }

  /**
   * Throws it away, unless it is committed; then, what was in force before. To be called in any
   * case, as until then no other import of its kind is taken, and not where others wait: that may
   * take a second.
   */
  @Override
  public synchronized void close() {
    discard();
    Optional<StoredTable> before = replaced;
    replaced = Optional.empty();
    before.ifPresent(old -> inventory.retire(kind, old, staged.file()));
  }

  /** One difference that an import makes. */
  public record Change(Eui64 id, Kind kind) {

    /** The kind of the change. */
    public enum Kind {
      ADDED,
      UPDATED,
      REMOVED
    }
  }

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
}
