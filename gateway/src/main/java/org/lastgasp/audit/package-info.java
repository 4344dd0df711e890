/**
 * The index of the journal that answers {@code explain}, {@code audit}, {@code alerts} and
 * {@code changes}.
 *
 * <p>It keeps the journal's entries without their documents in its own SQLite file for
 * {@code retention.audit}, long after the journal's segments have gone. It may lag or be removed:
 * it is rebuilt from the entries the journal still has. While it cannot be written, the journal
 * keeps its segments. Suppressed alerts and their duplicates can be explained, but are never in
 * the audit trail.
 */
@NullMarked
package org.lastgasp.audit;

import org.jspecify.annotations.NullMarked;
