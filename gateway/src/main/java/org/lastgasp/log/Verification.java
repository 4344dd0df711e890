package org.lastgasp.log;

import java.util.List;
import java.util.Optional;

/**
 * The result of a verification. Immutable.
 *
 * @param files how many were looked at
 * @param records how many records have the right form
 * @param first the number of the first of them, 0 if there is none
 * @param last the number of the last of them, 0 if there is none
 * @param lastHash its hash: whoever notes it can tell later whether the end was cut off
 * @param findings the first hundred, in the order of the log
 * @param found how many there were
 */
public record Verification(
    int files,
    long records,
    long first,
    long last,
    String lastHash,
    List<Finding> findings,
    long found) {

  public Verification {
    findings = List.copyOf(findings);
  }

  /**
   * Returns true if nothing is wrong from the first to the last record; both ends may lack some.
   */
  public boolean isWhole() {
    return found == 0;
  }

  /** Returns true if what comes before the first record was not there to be verified. */
  public boolean beginsInMidChain() {
    return first > 1;
  }

  /** The first thing that is wrong. */
  public Optional<Finding> firstFinding() {
    return findings.stream().findFirst();
  }
}
