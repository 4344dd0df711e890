package org.lastgasp.inventory;

import java.time.Instant;
import java.util.Optional;

/** The status of a dataset: the devices, or the GUIDs. */
public sealed interface DatasetStatus {

  /** A dataset that was never imported. */
  record Missing() implements DatasetStatus {}

  /** A dataset whose file cannot be used. */
  record Unusable(String why) implements DatasetStatus {}

  /**
   * A dataset that is in force.
   *
   * @param rows devices, or GUIDs
   * @param source the name of the file imported last
   * @param sha256 of the bytes of that file, as it came (packed, if it was); hexadecimal
   * @param imported when it was prepared
   * @param fileTime when the file was changed last, by the disk's clock; empty if its bytes were
   *     handed in
   * @param revision counts the commits from 1, over restarts too
   */
  record InForce(
      long rows,
      String source,
      String sha256,
      Instant imported,
      Optional<Instant> fileTime,
      long revision)
      implements DatasetStatus {}

  /** The number of times it was changed; 0 if nothing usable is there. */
  default long changes() {
    return switch (this) {
      case Missing m -> 0;
      case Unusable u -> 0;
      case InForce i -> i.revision();
    };
  }

  /** Number of devices or GUIDs; 0 if nothing usable is there. */
  default long size() {
    return switch (this) {
      case Missing m -> 0;
      case Unusable u -> 0;
      case InForce i -> i.rows();
    };
  }
}
