package org.lastgasp.journal;

import java.util.List;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * The queues of messages that are to be delivered, one for each recipient and lane. Safe for any
 * number of threads.
 */
interface DeliveryQueue {

  /**
   * At most that many messages for one recipient on one lane, after a position, in order; fewer
   * only at the end. Only what a sender needs is read, so an alert costs no decoding.
   *
   * @throws JournalUnavailable if the store cannot be read
   */
  List<OutboundMessage> pending(Eui64 recipient, Lane lane, Position after, int most);
}
