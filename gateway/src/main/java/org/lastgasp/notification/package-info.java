/**
 * The notices that people and other systems get of what is degraded and of suspects that wait. Each
 * target has a thread of its own; one that does not take a notice is tried again with growing
 * pauses, shows as {@code notice-not-taken}, and delays no other.
 *
 * <p>A notice names a reason and what to do, no device, person or place: whoever may know more asks
 * the gateway. What was told is kept in memory alone: after a restart what still stands is told
 * once more.
 */
@NullMarked
package org.lastgasp.notification;

import org.jspecify.annotations.NullMarked;
