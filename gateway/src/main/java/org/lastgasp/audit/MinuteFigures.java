package org.lastgasp.audit;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * The counts of one minute's alerts of one distributor, duplicates aside.
 *
 * @param minute its beginning
 * @param distributor empty if it is unknown
 * @param wouldSuppress forwarded only because the switch was on observe
 */
public record MinuteFigures(
    Instant minute,
    OptionalInt distributor,
    long received,
    long suppressed,
    long wouldSuppress) {}
