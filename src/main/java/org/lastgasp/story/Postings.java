package org.lastgasp.story;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Verdict;

/**
 * What counts in the books of some time, in the journal's order, read page by page. For one thread.
 */
public final class Postings implements Iterator<Posting> {
  private static final int READ_AT_ONCE = 2_000;
  private static final String UNKNOWN = "unknown";

  private final Chronicle chronicle;
  private final Iterator<Index> parts;
  private final Instant from;
  private final Instant to;
  private final ArrayDeque<Posting> ready = new ArrayDeque<>();
  private Optional<Index> part = Optional.empty();
  private Index.Range rest = Index.Range.upTo(0);
  private long before; // the number of the last entry seen, 0 before the first

  Postings(Chronicle chronicle, List<Index> parts, Instant from, Instant to) {
    this.chronicle = chronicle;
    this.parts = parts.iterator();
    this.from = from;
    this.to = to;
  }

  /**
   * Whether there is another.
   *
   * @throws StoryUnavailable if the index cannot be read
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
  public Posting next() {
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
    List<Index.Noted> page = part.get().noted(rest, READ_AT_ONCE);
    page.forEach(this::take);
    if (page.isEmpty()) {
      part = Optional.empty();
    } else {
      rest = new Index.Range(page.getLast().number(), rest.upTo());
    }
    return true;
  }

  private void take(Index.Noted noted) {
    if (before > 0 && noted.number() > before + 1) {
      ready.add(new Posting.Absent(before + 1, noted.number() - 1));
    }
    before = noted.number();
    if (noted.counts()) {
      Entry entry = noted.slip().entry();
      if (!entry.at().isBefore(from) && entry.at().isBefore(to)) {
        posting(noted.number(), entry).ifPresent(ready::add);
      }
    }
  }

  private Optional<Posting> posting(long number, Entry entry) {
    return switch (entry) {
      case Entry.AlertJudged alert -> Optional.of(judged(number, alert));
      case Entry.AlertCopied copy -> Optional.of(copied(number, copy));
      case Entry.Gap gap ->
          Optional.of(
              new Posting.Unrecorded(
                  number, gap.at(), gap.since(), gap.alertsRelayed(), gap.refused()));
      case Entry.Carried e -> Optional.empty();
      case Entry.Relayed e -> Optional.empty();
      case Entry.ActivationRequested e -> Optional.empty();
      case Entry.ActivationAnswered e -> Optional.empty();
      case Entry.Switched e -> Optional.empty();
      case Entry.Configured e -> Optional.empty();
      case Entry.Supplied e -> Optional.empty();
      case Entry.ClockDiffered e -> Optional.empty();
      case Entry.WindowsEnded e -> Optional.empty();
      case Entry.ClockTrusted e -> Optional.empty();
      case Entry.ActivationFailed e -> Optional.empty();
      case Entry.StormOrdered e -> Optional.empty();
      case Entry.BreakerTurned e -> Optional.empty();
      case Entry.HandedOver e -> Optional.empty(); // its alert stays suppressed
      case Entry.Released e -> Optional.empty(); // its alert stays suppressed
      case Entry.Restored e -> Optional.empty();
      case Entry.Settled e -> Optional.empty();
      case Entry.State e -> Optional.empty();
    };
  }

  private static Posting judged(long number, Entry.AlertJudged alert) {
    String distributor = distributor(alert.distributor());
    String hub = alert.hub().map(Eui64::toString).orElse(UNKNOWN);
    return switch (alert.verdict()) {
      case Verdict.Suppress held ->
          new Posting.Suppressed(
              number, alert.at(), alert.judged(), distributor, hub, alert.messageSha256());
      case Verdict.Forward passed ->
          new Posting.Forwarded(
              number,
              alert.at(),
              alert.judged(),
              alert.recipient(),
              distributor,
              hub,
              passed.reason().code());
    };
  }

  private Posting copied(long number, Entry.AlertCopied copy) {
    Optional<Entry> original = chronicle.entry(copy.original()).map(Recorded::entry);
    if (original.isEmpty()) {
      return new Posting.Copied(number, copy.at(), UNKNOWN);
    }
    return original.get() instanceof Entry.AlertJudged alert && alert.isSuppression()
        ? new Posting.Copied(number, copy.at(), distributor(alert.distributor()))
        : new Posting.Stray(number, copy.at(), copy.original());
  }

  private static String distributor(OptionalInt id) {
    return id.isPresent() ? String.valueOf(id.getAsInt()) : UNKNOWN;
  }
}
