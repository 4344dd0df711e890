package org.lastgasp.audit;

import java.time.Instant;
import java.util.List;
import org.lastgasp.policy.NotTrackedReason;

/**
 * The totals of a time: what tracked activations did, and what those did that were not tracked.
 * Immutable.
 */
public record CampaignTotals(List<Campaign> campaigns, List<Untracked> untracked) {
  public CampaignTotals {
    campaigns = List.copyOf(campaigns);
    untracked = List.copyOf(untracked);
  }

  /**
   * The account of activations of one firmware on one model that were relayed without being
   * tracked, for one reason. Immutable.
   *
   * @param model as in the inventory now; empty if it does not know the meter
   * @param firmwareHash 64 upper-case hexadecimal digits; empty if it was not read or not recorded
   * @param activations requested once or more, neither refused by the DSP nor cancelled
   * @param alertsAfter AD1s forwarded from the hub of such a meter, as in the inventory now, less
   *     than the window's length after the activation's time; no tracked window held them
   */
  public record Untracked(
      String model,
      String firmwareHash,
      NotTrackedReason reason,
      long activations,
      long alertsAfter) {}

  /**
   * The totals of a time as far as they were added up. Immutable.
   *
   * @param upTo what was received up to then is in them
   * @param complete true if that is all there is
   */
  public record SoFar(CampaignTotals totals, Instant upTo, boolean complete) {}
}
