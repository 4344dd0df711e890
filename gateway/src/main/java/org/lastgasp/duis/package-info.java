/**
 * The reader that turns the bytes of a DUIS document into a {@code Message} and keeps those bytes.
 *
 * <p>Reading never throws: a document that is not DUIS becomes a {@code Message.Unreadable} with
 * the cause. Doctypes, external entities, excessive depth and excessive size are refused. The
 * source is the DUIS 5.4 schema; any {@code schemaVersion}, namespace prefix, white space and
 * fraction of a second is accepted. The messages that the simulator sends are built here too.
 */
@NullMarked
package org.lastgasp.duis;

import org.jspecify.annotations.NullMarked;
