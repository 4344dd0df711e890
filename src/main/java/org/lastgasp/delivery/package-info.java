/**
 * From the journal to the endpoints of the Service Users.
 *
 * <p>What was acknowledged arrives, at least once, across crashes of either side; a receiver may
 * see a message twice, as DUIS allows. AD1s go first; within a lane the messages of a device keep
 * their order, so that an AD1 may overtake the other messages of its hub. A dead or slow receiver
 * holds up nobody else: its backlog stays in the journal, and only a bounded part of it is in
 * memory. What a receiver refuses, and what nobody could be found for, is set aside, alarmed,
 * listed and can be sent again.
 *
 * <p>How far each user has come is in {@code delivery.db}; if that cannot be written, delivery goes
 * on and at worst repeats itself after a restart.
 */
@NullMarked
package org.lastgasp.delivery;

import org.jspecify.annotations.NullMarked;
