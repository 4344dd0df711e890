package org.lastgasp.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A range of lost records of the log that an operator ordered to skip, so that reports continue
 * after them. They are in no report; a row in each report of the period says so. Immutable.
 *
 * @param first the number of the first of them
 * @param last the number of the last; before {@code first} if none is lost, but the chain is broken
 * @param hash of the last, as the record after it states; empty if there is no record after it
 * @param at when that was ordered
 * @param who ordered it
 * @param reason why, in their words
 * @param what was wrong with the log there
 */
public record SkippedRange(
    long first,
    long last,
    Optional<String> hash,
    Instant at,
    String who,
    String reason,
    String what) {

  /** The skipped ranges of the report store in a folder; none if there is no store. */
  public static List<SkippedRange> in(Path folder) {
    Optional<ReportStore> there = ReportStore.readOnly(folder);
    if (there.isEmpty()) {
      return List.of();
    }
    try (ReportStore store = there.get()) {
      return store.passed(0, Long.MAX_VALUE);
    }
  }

  /** One line for a person. */
  @Override
  public String toString() {
    return "%s, as %s ordered at %s: %s"
        .formatted(which(first, last), who, Timestamps.text(at), reason);
  }

  /** The text that says which records are in no report. */
  static String which(long first, long last) {
    if (last < first) {
      return "the chain is broken before record " + first;
    }
    return first == last
        ? "record " + first + " is in no report"
        : "records " + first + " to " + last + " are in no report";
  }
}
