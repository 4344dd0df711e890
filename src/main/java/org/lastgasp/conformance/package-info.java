/**
 * MP102A: a meter must not cut its hub's supply for more than three minutes in a firmware
 * activation. Says from a recorded trace whether it did, and what each region's rule would make of
 * it.
 *
 * <p>A trace in, a verdict out: no clock, no network, no chance. What cannot be read is a value
 * that names line and fault; a trace that ends too early to tell is said to be undecided, never
 * passed. The hub's own reboot is outside the rule, so only the supply counts.
 */
@NullMarked
package org.lastgasp.conformance;

import org.jspecify.annotations.NullMarked;
