/**
 * Whether an alert that was held back was the firmware's doing, as far as can be told afterwards.
 *
 * <p>Two layers. The casebook is pure: no disk, no clock; facts in the order they were received
 * make evidence, evidence makes a label, and a label never goes back. Around it a reader of the
 * journal keeps its cases in an SQLite file of its own, with the work-list that follows from them.
 * That file may be late, and can be removed: it is built again, with the same labels, from what the
 * journal still has. While it cannot be written the journal keeps its segments, and nothing else
 * suffers: no verdict depends on it.
 */
@NullMarked
package org.lastgasp.hindsight;

import org.jspecify.annotations.NullMarked;
