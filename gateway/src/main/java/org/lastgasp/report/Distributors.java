package org.lastgasp.report;

import java.util.Comparator;

/** The distributors as the log names them: an id, or {@code unknown}. */
final class Distributors {
  /** By their ids; those without one come last. */
  static final Comparator<String> ORDER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private Distributors() {}
}
