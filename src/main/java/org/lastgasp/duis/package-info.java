/**
 * The language of the motorway: bytes become a {@code Message} that keeps the exact bytes, and the
 * few messages the simulator needs are composed.
 *
 * <p>Reading never throws: what is not a DUIS document is a {@code Message.Unreadable} that says
 * why. Doctypes, external entities, excessive depth and size are refused. Facts are from the DUIS
 * 5.4 schema; any {@code schemaVersion}, prefix, white space and fraction of a second is accepted.
 */
@NullMarked
package org.lastgasp.duis;

import org.jspecify.annotations.NullMarked;
