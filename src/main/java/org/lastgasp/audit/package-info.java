/**
 * What became of everything: the audit trail, the alerts and why each was held back or not.
 *
 * <p>An index in an SQLite file of its own, fed by a cursor of the journal, that remembers entries
 * without their documents for as long as the audit trail is kept, long after the journal's
 * segments have gone. It may be late, and can be removed: it is built again from what the journal
 * still has. While it cannot be written the journal keeps its segments, and nothing else suffers.
 * A suppressed alert, or a copy of one, is explained and never in the audit trail.
 */
@NullMarked
package org.lastgasp.audit;

import org.jspecify.annotations.NullMarked;
