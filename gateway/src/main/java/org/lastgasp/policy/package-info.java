/**
 * The pure rules that decide which activations are tracked and which alerts are suppressed.
 *
 * <p>No I/O, no clock, no log, no threads: the same arguments give the same result in every
 * runtime. Every instant is an argument. Total: what the rules do not understand is forwarded,
 * with a reason that says so.
 */
@NullMarked
package org.lastgasp.policy;

import org.jspecify.annotations.NullMarked;
