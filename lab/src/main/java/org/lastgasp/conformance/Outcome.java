package org.lastgasp.conformance;

/** The results of the rule, from best to worst. */
public enum Outcome {
  /** No cut reached three minutes, nor did their sum. */
  PASSES("passes"),
  /**
   * Nothing above three minutes that is one cut; but exactly three, which the sources read both
   * ways, or more in sum.
   */
  WARNING("passes, with a warning"),
  /** The trace ends while the supply is off, before anybody can tell. */
  UNDECIDED("undecided"),
  /** A cut above three minutes. */
  FAILS("FAILS");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** As people read it. */
  public String words() {
    return words;
  }

  /** Whether the meter keeps the rule. */
  public boolean isKept() {
    return this == PASSES || this == WARNING;
  }

  Outcome or(Outcome other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
