package org.lastgasp.audit;

import java.time.Instant;
import java.util.List;
import org.lastgasp.journal.Entry;

/**
 * The totals of a time that goes on, added up bit by bit: who asks again goes on where the question
 * before ended. For one thread.
 */
final class RecentCampaigns {
  private final Instant from;
  private final Campaigns campaigns = new Campaigns();
  private final UntrackedCampaigns untracked;
  private long after;
  private boolean isTooMany;
  private Instant upTo;

  RecentCampaigns(Instant from, UntrackedCampaigns untracked) {
    this.from = from;
    this.untracked = untracked;
    this.upTo = from;
  }

  Instant from() {
    return from;
  }

  boolean isFrom(Instant other) {
    return from.equals(other);
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
      if (!each.entry().at().isBefore(from)) {
        untracked.take(each);
        isTooMany |= !campaigns.take(each);
        upTo = each.entry().at();
      }
      after = each.number();
    }
  }

  CampaignTotals totals(Instant now, List<Campaigns.Suspects> suspects) {
    return new CampaignTotals(campaigns.finished(now, suspects), untracked.finished());
  }
}
