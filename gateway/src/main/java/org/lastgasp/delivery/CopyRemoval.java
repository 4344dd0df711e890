package org.lastgasp.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The removal of copies of what is done with, those of a second at once. A copy goes only when the
 * store would know that after a loss of power, or its message would wait again without its text.
 * Guarded by the lock of the store.
 */
final class CopyRemoval {
  private static final long EVERY = Duration.ofSeconds(1).toNanos();

  private final DeliveryProgressStore progressStore;
  private final DeadLetterArchive archive;
  private final List<Long> finished = new ArrayList<>();
  private long removedAt = System.nanoTime();

  CopyRemoval(DeliveryProgressStore progressStore, DeadLetterArchive archive) {
    this.progressStore = progressStore;
    this.archive = archive;
  }

  /** These are done with, which is written. */
  void add(List<Long> numbers) {
    finished.addAll(numbers);
  }

  /**
   * Removes their copies.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if that cannot be written; then they stay for now
   */
  void removeIfDue(long now) {
    if (!finished.isEmpty() && now - removedAt >= EVERY) {
      progressStore.sync();
      archive.release(finished);
      finished.clear();
      removedAt = now;
    }
  }
}
