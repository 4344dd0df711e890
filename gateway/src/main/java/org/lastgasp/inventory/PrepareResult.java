package org.lastgasp.inventory;

/** The result of reading a file: something to commit, or the reasons why not. */
public sealed interface PrepareResult permits Prepared, PrepareResult.Refused {

  /**
   * A refusal; nothing was changed and nothing is kept.
   *
   * @param faults all that is wrong with the file, or the one thing that forbids it as a whole
   */
  record Refused(Findings faults) implements PrepareResult {}
}
