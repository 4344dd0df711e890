package org.lastgasp.conformance;

import java.util.Locale;

/** The results of the rule, from best to worst. */
enum Outcome {
  /** No cut reached three minutes, nor did their sum. */
  PASSES("passes"),
  /** The trace has no activation of a meter, only an update of the hub itself. */
  NOT_JUDGED("not judged"),
  /**
   * No judged cut above three minutes; but exactly three, which the sources read both ways, or more
   * in sum, or a longer one far from the activation.
   */
  WARNING("passes, with a warning"),
  /** The trace ends while the supply is off, or as an activation starts: nobody can tell. */
  UNDECIDED("undecided"),
  /** A judged cut above three minutes. */
  FAILS("FAILS");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** As people read it. */
  String words() {
    return words;
  }

  /** As programs read it: {@code not-judged}. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether nothing speaks against the meter. */
  boolean isKept() {
    return this == PASSES || this == NOT_JUDGED || this == WARNING;
  }

  Outcome or(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
