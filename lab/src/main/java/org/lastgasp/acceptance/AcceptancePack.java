package org.lastgasp.acceptance;

import java.time.Instant;
import java.util.List;

/**
 * The pack that a test manager signs: the page, the JUnit report, the raw files and their hashes.
 *
 * @param subject what was tested, in words
 * @param notes what somebody who signs has to know besides, a sentence each
 * @param faults of the run as a whole, a sentence each: with one it is not passed
 */
record AcceptancePack(
    String subject,
    String version,
    String configHash,
    Instant begun,
    Instant ended,
    List<CaseResult> results,
    List<String> notes,
    List<String> faults) {
  /** The page's file name. */
  static final String PAGE = "acceptance.html";

  AcceptancePack {
    results = List.copyOf(results);
    notes = List.copyOf(notes);
    faults = List.copyOf(faults);
  }

  /** Returns true if every case passed and the run has no fault; a skipped case did not pass. */
  boolean isPassed() {
    return faults.isEmpty()
        && !results.isEmpty()
        && results.stream().allMatch(each -> each.verdict() == Verdict.PASSED);
  }

  /** The outcome in a line. */
  String summary() {
    return count(Verdict.PASSED)
        + " of " + results.size() + " cases passed, "
        + count(Verdict.FAILED) + " failed, "
        + count(Verdict.SKIPPED) + " skipped";
  }

  private long count(Verdict verdict) {
    return results.stream().filter(each -> each.verdict() == verdict).count();
  }

  /** Writes the report, the list of hashes and, last, the page that names the list's hash. */
  void writeTo(EvidenceFolder evidence) {
    var _ = evidence.write("junit.xml", AcceptanceJunit.of(results));
    String seal = evidence.seal();
    var _ = evidence.write(PAGE, AcceptancePage.of(this, evidence.hashes(), seal));
  }
}
