package org.lastgasp.policy;

import java.time.Duration;

/**
 * The number of other hubs of an area, without a window that held them, that alerted lately.
 * Immutable.
 *
 * @param hubs counted only as far as the guard needs
 * @param within before the alert that was compared
 */
public record NearbyAlerts(Area area, int hubs, Duration within) {}
