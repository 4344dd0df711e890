package org.lastgasp.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The result of a verification of reports. Immutable.
 *
 * @param files how many were read
 * @param rows how many rows they have
 * @param scopes the first and last report of each scope
 * @param gaps the first hundred ranges of records that are in no report, as the reports say, and
 *     why
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

  /**
   * One thing that is wrong with reports. Immutable.
   *
   * @param line counts from 1; 0 if it is about the file as a whole
   * @param seq the record it is about; 0 if it is about none
   * @param what the fault, as text: what was found and what was expected
   */
  public record ReportFinding(Kind kind, Path file, long line, long seq, String what) {

    /** The kind of a finding, from whole files down to single records. */
    public enum Kind {
      /** The file cannot be read. */
      UNREADABLE,
      /** It has no footer: its end is missing. */
      TORN,
      /** A line is malformed. */
      MALFORMED,
      /** The footer disagrees with the file: its row count, its hash or a value of the header. */
      FOOTER,
      /** The values of a row do not have the row's hash. */
      ALTERED,
      /** Reports or records are missing before it. */
      MISSING,
      /** Its report number or record number occurred before. */
      REPEATED,
      /** It does not continue the record before it. */
      BROKEN_CHAIN,
      /** The row belongs to a report of another scope. */
      MISPLACED,
      /** The log says something else, or has no such record. */
      NOT_IN_LOG,
      /** The log has a record that is in no report. */
      NOT_REPORTED;

      /** The word used in JSON: {@code broken-chain}. */
      public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
      }
    }

    /** One line for a person. */
    @Override
    public String toString() {
      String place = line > 0 ? file + ":" + line : file.toString();
      String record = seq > 0 ? " record " + seq : "";
      return place + record + " " + kind.code() + ": " + what;
    }
  }
}
