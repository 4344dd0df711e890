/**
 * The simulated world around a gateway: meters, hubs, CSPs, a DSP, suppliers, network operators.
 *
 * <p>It talks to the gateway over HTTP and shares only a clock with it. The plan is the same for
 * the same seed; what happened is kept as ground truth. A reference calculation that shares no
 * code with the gateway's rules scores the verdicts. The regions' alarm rules and the generators of
 * grids, outages and campaigns are pure; {@code whatif} uses them too. A failed connection is
 * retried; what never got through shows in the score.
 */
@NullMarked
package org.lastgasp.sim;

import org.jspecify.annotations.NullMarked;
