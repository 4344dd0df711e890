/**
 * The judgement: which activations are tracked, which windows they open, and what becomes of an
 * alert.
 *
 * <p>Pure: no input or output, no clock, no log, no threads. The same arguments give the same value
 * in every runtime. Total: what it does not understand it forwards, with a reason that says so.
 * Every instant it compares is handed in.
 */
@NullMarked
package org.lastgasp.policy;

import org.jspecify.annotations.NullMarked;
