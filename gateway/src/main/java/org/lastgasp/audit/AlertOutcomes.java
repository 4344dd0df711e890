package org.lastgasp.audit;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;

/**
 * An iterator over the outcomes that count in a reconciliation, in the journal's order, read page
 * by page. For one thread.
 */
public final class AlertOutcomes implements Iterator<AlertOutcomes.Outcome> {
  private static final int READ_AT_ONCE = 2_000;
  private static final String UNKNOWN = "unknown";

  private final AuditQueries queries;
  private final Iterator<AuditDatabase> parts;
  private final Instant from;
  private final Instant to;
  private final ArrayDeque<Outcome> ready = new ArrayDeque<>();
  private Optional<AuditDatabase> part = Optional.empty();
  private AuditDatabase.Range rest = AuditDatabase.Range.upTo(0);
  private long before; // the number of the last entry seen, 0 before the first

  AlertOutcomes(AuditQueries queries, List<AuditDatabase> parts, Instant from, Instant to) {
    this.queries = queries;
    this.parts = parts.iterator();
    this.from = from;
    this.to = to;
  }

  /**
   * Returns true if there is another.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if the index cannot be read
   */
  @Override
  public boolean hasNext() {
    boolean more = true;
    while (ready.isEmpty() && more) {
      more = read();
    }
    return !ready.isEmpty();
  }

  @Override
  public Outcome next() {
    if (!hasNext()) {
      throw new NoSuchElementException("behind the last");
    }
    return ready.remove();
  }

  /** Reads a page, and says whether there may be another. */
  private boolean read() {
    if (part.isEmpty()) {
      if (!parts.hasNext()) {
        return false;
      }
      part = Optional.of(parts.next());
      rest = part.get().range(Optional.of(from), Optional.of(to));
    }
    List<AuditDatabase.Noted> page = part.get().noted(rest, READ_AT_ONCE);
    page.forEach(this::take);
    if (page.isEmpty()) {
      part = Optional.empty();
    } else {
      rest = new AuditDatabase.Range(page.getLast().number(), rest.upTo());
    }
    return true;
  }

  private void take(AuditDatabase.Noted noted) {
    if (before > 0 && noted.number() > before + 1) {
      ready.add(new Outcome.Absent(before + 1, noted.number() - 1));
    }
    before = noted.number();
    if (noted.counts()) {
      Event entry = noted.stored().entry();
      if (!entry.at().isBefore(from) && entry.at().isBefore(to)) {
        outcome(noted.number(), entry).ifPresent(ready::add);
      }
    }
  }

  private Optional<Outcome> outcome(long number, Event entry) {
    return switch (entry) {
      case Event.AlertJudged alert -> Optional.of(judged(number, alert));
      case Event.AlertCopied copy -> Optional.of(copied(number, copy));
      case Event.Gap gap ->
          Optional.of(
              new Outcome.Unrecorded(
                  number, gap.at(), gap.since(), gap.alertsRelayed(), gap.refused()));
      case Event.Carried e -> Optional.empty();
      case Event.Relayed e -> Optional.empty();
      case Event.ActivationRequested e -> Optional.empty();
      case Event.ActivationAnswered e -> Optional.empty();
      case Event.Switched e -> Optional.empty();
      case Event.Configured e -> Optional.empty();
      case Event.Supplied e -> Optional.empty();
      case Event.ClockDiffered e -> Optional.empty();
      case Event.WindowsEnded e -> Optional.empty();
      case Event.ClockTrusted e -> Optional.empty();
      case Event.ActivationFailed e -> Optional.empty();
      case Event.StormOrdered e -> Optional.empty();
      case Event.BreakerTurned e -> Optional.empty();
      case Event.HandedOver e -> Optional.empty(); // its alert stays suppressed
      case Event.Released e -> Optional.empty(); // its alert stays suppressed
      case Event.Restored e -> Optional.empty();
      case Event.Noted e -> Optional.empty();
      case Event.Settled e -> Optional.empty();
      case Event.DeadLetterOrdered e -> Optional.empty(); // delivery has it
    };
  }

  private static Outcome judged(long number, Event.AlertJudged alert) {
    String distributor = Mpan.distributorName(alert.distributor());
    String hub = alert.hub().map(Eui64::toString).orElse(UNKNOWN);
    return switch (alert.verdict()) {
      case Verdict.Suppress held ->
          new Outcome.Suppressed(
              number, alert.at(), alert.judged(), distributor, hub, alert.standsFor(),
              alert.messageSha256());
      case Verdict.Forward passed ->
          new Outcome.Forwarded(
              number,
              alert.at(),
              alert.judged(),
              alert.recipient(),
              distributor,
              hub,
              alert.standsFor(),
              passed.reason().code());
    };
  }

  private Outcome copied(long number, Event.AlertCopied copy) {
    Optional<Event> original = queries.entry(copy.original()).map(Entry::entry);
    if (original.isEmpty()) {
      return new Outcome.Copied(number, copy.at(), UNKNOWN, 1);
    }
    return original.get() instanceof Event.AlertJudged alert && alert.isSuppression()
        ? new Outcome.Copied(
            number, copy.at(), Mpan.distributorName(alert.distributor()), alert.standsFor())
        : new Outcome.Stray(number, copy.at(), copy.original());
  }

  /**
   * The outcome of one entry that counts in a reconciliation. Immutable. A distributor is its id,
   * or {@code unknown}; a hub its EUI-64, or {@code unknown}. {@code standsFor} is how many alerts
   * the message stands for by its throttled count.
   */
  public sealed interface Outcome {

    /** The number of the entry in the journal. */
    long number();

    /**
     * An alert that was forwarded.
     *
     * @param at when it was received
     * @param judged when its verdict was given
     * @param recipient whom it is for
     * @param reason as {@code outside-window}
     */
    record Forwarded(
        long number,
        Instant at,
        Instant judged,
        Eui64 recipient,
        String distributor,
        String hub,
        long standsFor,
        String reason)
        implements Outcome {}

    /**
     * An alert that was suppressed.
     *
     * @param sha256 of its bytes
     */
    record Suppressed(
        long number,
        Instant at,
        Instant judged,
        String distributor,
        String hub,
        long standsFor,
        String sha256)
        implements Outcome {}

    /**
     * A duplicate of an alert that was suppressed.
     *
     * @param distributor the original's; {@code unknown} too if the original has expired
     * @param standsFor as many as the original; 1 if the original has expired
     */
    record Copied(long number, Instant at, String distributor, long standsFor)
        implements Outcome {}

    /**
     * A duplicate of something that was not suppressed.
     *
     * @param original the number of the entry it names
     */
    record Stray(long number, Instant at, long original) implements Outcome {}

    /**
     * A time in which the journal could not be written.
     *
     * @param at when it could be written again
     * @param since when it first could not
     * @param relayed alerts sent straight to their receivers meanwhile
     * @param refused messages that were refused meanwhile
     */
    record Unrecorded(long number, Instant at, Instant since, long relayed, long refused)
        implements Outcome {}

    /**
     * A range of numbers that the index does not have between two that it has. The journal's state
     * entries are among them, which are never indexed.
     *
     * @param number the first
     * @param last the last
     */
    record Absent(long number, long last) implements Outcome {}
  }
}
