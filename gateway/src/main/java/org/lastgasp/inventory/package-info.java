/**
 * The store of devices, hubs, manufacturers and the GUID list, which says which meters are
 * tracked.
 *
 * <p>An import is prepared beside the data in force and committed by one rename, so a fault in the
 * file or a crash leaves the old data complete. Memory does not grow with the number of rows. A
 * missing or unusable file is a status: no device is known, so nothing is tracked. Only a failing
 * disk is an exception.
 */
@NullMarked
package org.lastgasp.inventory;

import org.jspecify.annotations.NullMarked;
