package org.lastgasp.sim;

import java.time.Instant;

/**
 * A Power Outage Alert leaves a region's CSP.
 *
 * @param outage since when there is no supply: the alert's StartDateTime
 * @param raised when the alert is sent on to the DSP
 */
public record Alarm(Instant outage, Instant raised) {}
