package org.lastgasp.audit;

import java.time.Instant;

/**
 * The totals of a time as far as they were added up. Immutable.
 *
 * @param upTo what was received up to then is in them
 * @param complete true if that is all there is
 */
public record CampaignsSoFar(CampaignTotals totals, Instant upTo, boolean complete) {}
