/**
 * The durable, ordered record of everything that happened on the motorway, its segments and its
 * cursors.
 *
 * <p>What was appended before a commit returned is there after power loss; readers see it in order,
 * and only once it is durable; a cursor never skips. One writer judges in sequence order inside the
 * batch it commits, so no verdict is older than a switch or a cancellation acknowledged before it.
 * If the disk refuses, the whole batch is undone and every append in it fails: nothing is half
 * recorded.
 */
@NullMarked
package org.lastgasp.journal;

import org.jspecify.annotations.NullMarked;
