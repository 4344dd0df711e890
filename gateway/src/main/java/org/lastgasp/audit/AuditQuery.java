package org.lastgasp.audit;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Reason;

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
      Filter filter,
      Optional<Instant> from,
      Optional<Instant> to,
      long after,
      int limit)
      implements AuditQuery {}

  /**
   * A filter of alerts by their columns in the index. What is left open is not compared.
   *
   * @param reason the code of a {@link org.lastgasp.policy.Reason}, or {@link #IN_WINDOW} for every
   *     suppressed alert
   * @param whose of which distributor; a duplicate has that of its original
   * @param model of the window that the verdict names; empty text for alerts without one
   * @param label its assessment now; only a suppressed alert has one
   */
  record Filter(
      Optional<Outcome> outcome,
      Optional<String> reason,
      WorkList.Whose whose,
      Optional<String> model,
      Optional<Label> label) {
    /** The reason of every suppressed alert. */
    public static final String IN_WINDOW = "in-window";

    /** Every reason that an alert may have. */
    public static final List<String> REASONS =
        Stream.concat(Stream.of(IN_WINDOW), Arrays.stream(Reason.values()).map(Reason::code))
            .toList();

    /** Every alert. */
    public static final Filter ANY = of(Optional.empty());

    /** Alerts of one outcome. */
    public static Filter of(Optional<Outcome> outcome) {
      return new Filter(
          outcome, Optional.empty(), new WorkList.Whose.All(), Optional.empty(), Optional.empty());
    }

    /** The same for one distributor's alerts, or for those of all. */
    public Filter of(WorkList.Whose other) {
      return new Filter(outcome, reason, other, model, label);
    }

    boolean mayBeCopies() {
      return outcome.orElse(Outcome.COPY) == Outcome.COPY && reason.isEmpty() && label.isEmpty();
    }
  }

  /** The outcomes of an alert. */
  enum Outcome {
    SUPPRESSED,
    FORWARDED,
    /** A duplicate of a suppressed alert. */
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

  /**
   * A page of entries of a list, in the journal's order, without their documents. A page may be
   * short, even empty, and still have a next one.
   *
   * @param next what to ask for with {@code after}; empty if there is no more
   */
  record Page(List<Entry> entries, OptionalLong next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }
}
