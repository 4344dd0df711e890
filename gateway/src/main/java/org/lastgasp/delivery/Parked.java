package org.lastgasp.delivery;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/**
 * A message that waits on disk: it failed while too many others had, or is behind one of its device
 * that does.
 *
 * @param device what order is kept by
 * @param head whether it is the first of its device, so that it may be tried
 * @param due not to be tried before, by the clock of its {@link RecipientWorker}
 * @param copied whether there is a copy of it outside the journal
 */
record Parked(
    Eui64 user,
    Lane lane,
    long number,
    Optional<Eui64> device,
    Instant recordedAt,
    boolean head,
    PendingMessage.Failures failures,
    long due,
    boolean copied) {

  /** Due, whenever it is. */
  static final long AT_ONCE = Long.MIN_VALUE;

  /** One that waits behind others of its device, or was not tried yet. */
  static Parked untried(Eui64 user, OutboundMessage letter, Order order, boolean copied) {
    return new Parked(
        user,
        letter.lane(),
        letter.number(),
        letter.device(),
        letter.recordedAt(),
        order == Order.HEAD,
        PendingMessage.Failures.NONE,
        AT_ONCE,
        copied);
  }

  /** The place of a message in the row of its device. */
  enum Order {
    HEAD,
    BEHIND
  }

  static Parked of(Eui64 user, PendingMessage message, Order order, long due) {
    return new Parked(
        user,
        message.lane,
        message.number,
        message.device,
        message.recordedAt,
        order == Order.HEAD,
        message.failures(),
        due,
        message.copied());
  }
}
