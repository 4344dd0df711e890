package org.lastgasp.journal;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * A message that is to be delivered: what a sender needs of an entry, and nothing else. Immutable.
 *
 * @param number its entry
 * @param device what order is kept by; empty if it is about no device
 * @param recordedAt when it was received
 */
public record OutboundMessage(
    long number, Lane lane, Optional<Eui64> device, Instant recordedAt, Document document) {

  /** The message of an entry; empty if nothing of it is delivered. */
  public static Optional<OutboundMessage> of(Entry recorded) {
    return recorded
        .entry()
        .delivery()
        .map(
            d ->
                new OutboundMessage(
                    recorded.number(),
                    d.lane(),
                    d.device(),
                    recorded.entry().at(),
                    d.document()));
  }
}
