/**
 * From the journal to the endpoints of the Service Users.
 *
 * <p>What was acknowledged arrives, at least once, across crashes of either side; a receiver may
 * see a message twice, as DUIS allows. AD1s go first, in places of their own; within a lane the
 * messages of a device keep their order. A dead or slow receiver holds up nobody else, and messages
 * it fails with none it would take: they are parked on disk, and dead letters in the end if others
 * are taken. What a receiver refuses, and what nobody could be found for, is set aside, alarmed,
 * listed and can be sent again.
 *
 * <p>How far each user has come is in {@code delivery.db}; if that cannot be written, delivery goes
 * on and at worst repeats itself after a restart.
 */
@NullMarked
package org.lastgasp.delivery;

import org.jspecify.annotations.NullMarked;
