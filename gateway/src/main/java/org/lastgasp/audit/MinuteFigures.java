package org.lastgasp.audit;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * The counts of one minute's alerts of one distributor.
 *
 * @param minute its beginning
 * @param distributor empty if it is unknown
 * @param received duplicates too
 * @param wouldSuppress forwarded only because the switch was on observe
 */
public record MinuteFigures(
    Instant minute,
    OptionalInt distributor,
    long received,
    long suppressed,
    long wouldSuppress) {}
