package org.lastgasp.audit;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * A query for one page of a list. Lists are in the journal's order, so a page once given stays what
 * it is, apart from what has expired.
 */
public sealed interface AuditQuery {

  /** The instant of receipt to begin with, if one is named. */
  Optional<Instant> from();

  /** The instant of receipt to end before, if one is named. */
  Optional<Instant> to();

  /** The number of the last entry of the page before; 0 for the first page. */
  long after();

  /** The most items to return. */
  int limit();

  /** A query for Power Outage Alerts and their outcomes. */
  record Alerts(
      Optional<Eui64> hub,
      Optional<Outcome> outcome,
      Optional<Instant> from,
      Optional<Instant> to,
      long after,
      int limit)
      implements AuditQuery {}

  /** The outcomes of an alert. */
  enum Outcome {
    SUPPRESSED,
    FORWARDED,
    /** It is a copy of one that was suppressed. */
    COPY
  }

  /** A query for who changed what. */
  record Changes(Optional<Instant> from, Optional<Instant> to, long after, int limit)
      implements AuditQuery {}

  /**
   * The Service Audit Trail.
   *
   * @param device a hub, meter or whatever a message is about
   * @param user the Service User who asked, or whom it was for
   */
  record Audit(
      Optional<Eui64> device,
      Optional<Eui64> user,
      Optional<Instant> from,
      Optional<Instant> to,
      long after,
      int limit)
      implements AuditQuery {}
}
