/**
 * The ports of the durable, ordered record of everything that happened, and its stored form.
 *
 * <p>All other state can be rebuilt from it. An entry whose append has completed survives a power
 * loss. Readers see entries in order, and only durable ones; a position never skips. One writer
 * decides in sequence order inside the batch that it commits, so no verdict is older than a switch
 * or a cancellation that was acknowledged before it. If the disk fails, the whole batch is rolled
 * back and every append in it fails.
 */
@NullMarked
package org.lastgasp.journal;

import org.jspecify.annotations.NullMarked;
