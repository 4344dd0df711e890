package org.lastgasp.acceptance;

/** The verdict on a step or a case. */
enum Verdict {
  PASSED("passed"),
  FAILED("failed"),
  SKIPPED("skipped");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /** As people and files write it: {@code passed}. */
  String word() {
    return word;
  }
}
