/**
 * The journal on one machine: SQLite segments, snapshots, recovery, and the readers' cursors.
 *
 * <p>One segment is written, the others are sealed. Only this package knows what a new segment
 * begins with, in how many parts that is written, and that an entry's id and its position are the
 * same number.
 */
@NullMarked
package org.lastgasp.journal.sqlite;

import org.jspecify.annotations.NullMarked;
