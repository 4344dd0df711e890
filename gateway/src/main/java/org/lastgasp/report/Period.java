package org.lastgasp.report;

import java.time.Instant;
import java.util.Optional;

/**
 * A reporting period: one contiguous range of the log's records, and its times. Immutable.
 *
 * @param number counts periods from 1
 * @param from the end of the last period that has a report
 * @param to later than {@code from}, except where the clock was set back
 * @param generated when it was planned
 * @param first the number of its first record; {@code last + 1} if it has none
 * @param last the number of its last record, or of the last one before it
 * @param hash of that record; empty if there is none
 * @param assessedAfter the position of the assessments in the period before
 * @param assessed the position of the assessments in this one
 * @param oldest when its first alert was suppressed; empty if it has none
 */
public record Period(
    long number,
    Instant from,
    Instant to,
    Instant generated,
    ReportScope scoping,
    long first,
    long last,
    Optional<String> hash,
    long assessedAfter,
    long assessed,
    Optional<Instant> oldest) {

  /** The number of records it has. */
  public long records() {
    return last - first + 1;
  }
}
