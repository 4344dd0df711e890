/**
 * The devices, their hubs and makers, and the list of GUIDs: imported, validated, looked up,
 * compared.
 *
 * <p>An import is prepared beside what is in force and then committed by one rename: a fault in the
 * file or a crash at any moment leaves the old, whole. Memory does not grow with the rows.
 * A missing or unusable file is a status, under which nothing is known and so nothing is tracked.
 * Only a disk that fails is an exception, {@code InventoryUnavailable}.
 */
@NullMarked
package org.lastgasp.inventory;

import org.jspecify.annotations.NullMarked;
