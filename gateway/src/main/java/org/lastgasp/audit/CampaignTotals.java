package org.lastgasp.audit;

import java.util.List;

/**
 * The totals of a time: what tracked activations did, and what those did that were not tracked.
 * Immutable.
 */
public record CampaignTotals(List<Campaign> campaigns, List<UntrackedActivations> untracked) {
  public CampaignTotals {
    campaigns = List.copyOf(campaigns);
    untracked = List.copyOf(untracked);
  }
}
