package org.lastgasp.audit;

import org.lastgasp.policy.NotTrackedReason;

/**
 * The account of activations of one firmware on one model that were relayed without being tracked,
 * for one reason. Immutable.
 *
 * @param model as in the inventory now; empty if it does not know the meter
 * @param firmwareHash 64 upper-case hexadecimal digits; empty if it was not read or not recorded
 * @param activations requested once or more, neither refused by the DSP nor cancelled
 * @param alertsAfter AD1s forwarded from the hub of such a meter, as in the inventory now, less
 *     than the window's length after the activation's time; no tracked window held them
 */
public record UntrackedActivations(
    String model,
    String firmwareHash,
    NotTrackedReason reason,
    long activations,
    long alertsAfter) {}
