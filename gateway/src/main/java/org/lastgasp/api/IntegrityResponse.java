package org.lastgasp.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of the gateway's checks of its own records.
 *
 * @param chain the last verification of the suppression log; null before the first
 * @param books of full hours, the last one first; those that were compared since the start
 * @param disk of the data folder; null before it was measured
 */
public record IntegrityResponse(
    @Nullable Chain chain, List<Hour> books, @Nullable Disk disk) {
  /** The result before the first check. */
  public static final IntegrityResponse NOTHING = new IntegrityResponse(null, List.of(), null);

  /**
   * The disk of the data folder.
   *
   * @param lastsSeconds at the rate of the last hour; null if it does not get less
   */
  public record Disk(long freeBytes, long sizeBytes, @Nullable Long lastsSeconds) {}

  IntegrityResponse with(OperatingFigures operating) {
    Disk measured =
        operating.diskFree().isPresent() && operating.diskSize().isPresent()
            ? new Disk(
                operating.diskFree().getAsLong(),
                operating.diskSize().getAsLong(),
                operating.diskLasts().map(Duration::toSeconds).orElse(null))
            : null;
    return new IntegrityResponse(chain, books, measured);
  }

  /**
   * A verification of every file of the suppression log.
   *
   * @param lastSeq the number of the last record that was verified
   * @param findings how many faults there were
   * @param firstFinding the first in words; null if there was none
   */
  public record Chain(
      Instant at,
      boolean whole,
      long files,
      long records,
      long lastSeq,
      String lastHash,
      long findings,
      @Nullable String firstFinding) {}

  /**
   * The reconciliation of an hour.
   *
   * @param balances null if they could not be compared
   * @param note why not, or the first imbalance; may be empty
   */
  public record Hour(
      Instant from,
      @Nullable Boolean balances,
      long received,
      long forwarded,
      long suppressed,
      long copies,
      long logged,
      long imbalances,
      String note) {}
}
