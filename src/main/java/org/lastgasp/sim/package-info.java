/**
 * A small world around the gateway: meters that cut their hub's supply, hubs, both CSP regions, a
 * DSP, suppliers and network operators with their bad days.
 *
 * <p>It speaks to the gateway from outside, over HTTP, and shares with it only a clock. What is to
 * happen is a {@link org.lastgasp.sim.Plan}, the same for the same seed; what did happen is kept
 * in a ledger; whether the gateway did right is worked out by a reckoning of its own, which shares
 * nothing with the gateway's judgement. The rules of the regions, {@link
 * org.lastgasp.sim.AlarmRule}, are pure and of use without a world. A line to the gateway that
 * breaks is tried again, and what never got through shows in the score.
 */
@NullMarked
package org.lastgasp.sim;

import org.jspecify.annotations.NullMarked;
