package org.lastgasp.audit;

import org.lastgasp.policy.NotTrackedReason;

/**
 * The account of activations of one model that were relayed without being tracked, for one reason.
 * Immutable.
 *
 * @param model as in the inventory now; empty if it does not know the meter
 * @param activations requested once or more, and not refused by the DSP
 * @param alertsAfter AD1s forwarded from the hub of such a meter, as in the inventory now, less
 *     than the window's length after the request; no tracked window held them
 */
public record UntrackedActivations(
    String model, NotTrackedReason reason, long activations, long alertsAfter) {}
