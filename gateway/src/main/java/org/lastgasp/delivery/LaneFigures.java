package org.lastgasp.delivery;

import java.time.Duration;
import org.lastgasp.policy.Lane;

/**
 * The figures of a lane of one user since the start.
 *
 * @param delivered messages that it took
 * @param lastMinute how many of them in the last minute
 * @param more whether there were more than are counted in that minute
 * @param p50 the median time from receipt until it had one, of the last thousand
 * @param p99 the time that 99 in 100 of those did not exceed
 */
public record LaneFigures(
    Lane lane, long delivered, long lastMinute, boolean more, Duration p50, Duration p99) {}
