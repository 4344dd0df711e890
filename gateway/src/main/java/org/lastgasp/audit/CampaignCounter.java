package org.lastgasp.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Window;

/**
 * The campaigns of a time, added up bit by bit: where the time goes on, who asks again goes on
 * where the question before ended. For one thread.
 */
final class CampaignCounter {
  private final Optional<Instant> from;
  private final Optional<Instant> to;
  private final Campaigns campaigns = new Campaigns();
  private final UntrackedCampaigns untracked;
  private long after;
  private boolean isTooMany;
  private Instant upTo;

  CampaignCounter(Optional<Instant> from, Optional<Instant> to, UntrackedCampaigns untracked) {
    this.from = from;
    this.to = to;
    this.untracked = untracked;
    this.upTo = from.orElse(Instant.EPOCH);
  }

  Optional<Instant> from() {
    return from;
  }

  Optional<Instant> to() {
    return to;
  }

  /** The number of the last entry that was taken up. */
  long after() {
    return after;
  }

  /** When the last entry that was taken up was received. */
  Instant upTo() {
    return upTo;
  }

  /** True if there are more activations than can be added up. */
  boolean isTooMany() {
    return isTooMany;
  }

  void take(List<Entry> entries) {
    for (Entry each : entries) {
      Instant at = each.entry().at();
      if (from.filter(at::isBefore).isEmpty() && to.filter(end -> !at.isBefore(end)).isEmpty()) {
        untracked.take(each);
        isTooMany |= !campaigns.take(each);
        upTo = at;
      }
      after = each.number();
    }
  }

  CampaignTotals totals(Instant now, List<Campaigns.Suspects> suspects) {
    return new CampaignTotals(campaigns.finished(now, suspects), untracked.finished());
  }

  /** The activations that a figure of the totals counts. */
  List<Window> activations(Campaign.Figure figure, Instant now) {
    return campaigns.activations(figure, now);
  }
}
