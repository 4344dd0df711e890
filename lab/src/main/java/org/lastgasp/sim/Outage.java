package org.lastgasp.sim;

import java.time.Duration;

/**
 * A real loss of supply at a hub's premises. Times count from the start of the plan.
 *
 * @param why when it falls, seen from the activation, or {@code storm}
 */
public record Outage(Hub hub, Duration at, Duration length, String why) {}
