package org.lastgasp.report;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A source of the cases that somebody still has to look at. Safe for any number of threads. */
public interface OpenCases {

  /** Where nobody looks back. */
  OpenCases NONE = (distributor, now, most) -> new Open(List.of(), 0);

  /**
   * The questions open at an instant, the oldest first.
   *
   * @param distributor whose: its id, or {@code unknown}; everybody's if empty
   * @param most how many are named
   */
  Open of(Optional<String> distributor, Instant now, int most);

  /**
   * A part of the open cases.
   *
   * @param all how many there are; beyond some thousands it is no longer counted
   */
  record Open(List<Question> first, long all) {
    public Open {
      first = List.copyOf(first);
    }
  }

  /**
   * An alert that was held back, and that nobody knows to be the firmware's doing.
   *
   * @param number of its entry in the journal
   * @param at when it was received
   * @param assessment what hindsight says: {@code suspect}, {@code unresolved}
   * @param task what there is to be done
   */
  record Question(
      long number, Instant at, String hub, String mpxn, String assessment, String task) {}
}
