/**
 * The senders that deliver recorded messages to the endpoints of the Service Users.
 *
 * <p>Delivery is at least once, across crashes of either side. AD1s have their own lane and go
 * first; within a lane the messages of a device keep their order. A dead or slow receiver delays
 * nobody else. A message that keeps failing while its receiver takes others is parked on disk and
 * becomes a dead letter in the end. Refused messages and messages without a recipient are dead
 * letters: alarmed, listed, re-sendable. If {@code delivery.db} cannot be written, delivery goes
 * on and may repeat messages after a restart.
 */
@NullMarked
package org.lastgasp.delivery;

import org.jspecify.annotations.NullMarked;
