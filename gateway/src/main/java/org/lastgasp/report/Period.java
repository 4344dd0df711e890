package org.lastgasp.report;

import java.time.Instant;
import java.util.Optional;

/**
 * One contiguous range of the log's records, and what stands above its reports. Immutable.
 *
 * @param number counts periods from 1
 * @param from the end of the period before
 * @param to later than {@code from}, except where the clock was set back
 * @param generated when it was planned
 * @param first the number of its first record; behind {@code last} if it has none
 * @param last the number of its last record, or of the last one before it
 * @param hash of that record; empty if there is none
 * @param assessedAfter what hindsight had come to at the period before
 * @param assessed what it had come to at this one
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
