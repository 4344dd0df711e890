package org.lastgasp.acceptance;

import java.util.List;

/**
 * A case with the steps that were done.
 *
 * @param note why it was skipped; empty if it was not
 */
record CaseResult(AcceptanceCase about, List<Step> steps, String note) {
  CaseResult {
    steps = List.copyOf(steps);
  }

  /** Failed if a step failed, skipped if there is a reason for it or no step, else passed. */
  Verdict verdict() {
    if (steps.stream().anyMatch(step -> step.verdict() == Verdict.FAILED)) {
      return Verdict.FAILED;
    }
    return note.isEmpty() && !steps.isEmpty() ? Verdict.PASSED : Verdict.SKIPPED;
  }
}
