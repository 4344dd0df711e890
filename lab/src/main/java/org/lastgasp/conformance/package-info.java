/**
 * The check that tells from a recorded trace whether a meter keeps MP102A.
 *
 * <p>MP102A: a meter must not cut its hub's supply for more than three minutes in a firmware
 * activation. The check also predicts which AD1s each region would raise. A trace in, a verdict
 * out: no clock, no network, no randomness. An unreadable trace is a value with line and fault; a
 * trace that ends too early is undecided, and what a region would do then is unknown. Only the
 * supply counts; the hub's own reboot is outside the rule, and is shown beside it.
 */
@NullMarked
package org.lastgasp.conformance;

import org.jspecify.annotations.NullMarked;
