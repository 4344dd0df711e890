/**
 * The assessment that finds out afterwards whether firmware caused each suppressed alert.
 *
 * <p>Observations, in the order of their receipt, give evidence; evidence gives a label, and a
 * label never goes back. That part is pure. A reader of the journal keeps the cases and the
 * work-list in its own SQLite file, which may lag or be removed: it is rebuilt with the same
 * labels from the entries the journal still has. While it cannot be written, the journal keeps its
 * segments. No verdict depends on it.
 */
@NullMarked
package org.lastgasp.hindsight;

import org.jspecify.annotations.NullMarked;
