package org.lastgasp.report;

import java.util.List;

/**
 * The result of a verification of reports. Immutable.
 *
 * @param files how many were looked at
 * @param rows how many rows they have
 * @param scopes the first and last report of each scope
 * @param gaps the records that reports say are in none, and why
 * @param logRecords how many records of the log they were compared with; 0 if there was no log
 * @param findings the first hundred
 * @param found how many there were
 */
public record ReportVerification(
    int files,
    long rows,
    List<Scope> scopes,
    List<String> gaps,
    long logRecords,
    List<ReportFinding> findings,
    long found) {

  public ReportVerification {
    scopes = List.copyOf(scopes);
    gaps = List.copyOf(gaps);
    findings = List.copyOf(findings);
  }

  /**
   * The reports of one scope.
   *
   * @param firstSeq of the first row, 0 if there is none
   * @param lastSeq of the last row, 0 if there is none
   */
  public record Scope(
      String scope, long firstReport, long lastReport, long rows, long firstSeq, long lastSeq) {}

  /** Returns true if nothing is wrong. */
  public boolean isWhole() {
    return found == 0;
  }
}
