package org.lastgasp.hindsight;

import java.util.List;
import java.util.Optional;

/** A lookup of the cases of suppressed alerts. Safe for any number of threads. */
public interface CaseLookup {

  /** Knows none. */
  CaseLookup NONE = number -> Optional.empty();

  /**
   * The case of an alert, by the number of its entry in the journal; empty if it was not
   * suppressed, or is forgotten.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if the cases cannot be read
   */
  Optional<Case> of(long number);

  /**
   * The first so many changes of labels after a position, in their order.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if they cannot be read
   */
  default List<LabelChange> changes(long after, int most) {
    return List.of();
  }

  /**
   * The position to go on from after one that was noted: that, or 0, before the first change, if it
   * is one that no change of these cases can have.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if they cannot be read
   */
  default long validPosition(long noted) {
    return noted;
  }
}
