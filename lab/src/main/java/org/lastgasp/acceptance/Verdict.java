package org.lastgasp.acceptance;

/** The verdict on a step or a case. */
public enum Verdict {
  PASSED("passed"),
  FAILED("failed"),
  SKIPPED("skipped");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** As people and files write it: {@code passed}. */
  public String word() {
    return word;
  }
}
