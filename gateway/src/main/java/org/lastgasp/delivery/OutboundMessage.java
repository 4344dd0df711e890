package org.lastgasp.delivery;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;

/** What is delivered of an entry, from the journal or from the {@link DeadLetterArchive}. */
record OutboundMessage(
    long number, Lane lane, Optional<Eui64> device, Instant recordedAt, Document document) {

  /** Of an entry; empty if it is none that is delivered. */
  static Optional<OutboundMessage> of(Entry recorded) {
    return recorded
        .entry()
        .delivery()
        .map(
            (Event.Delivery d) ->
                new OutboundMessage(
                    recorded.number(),
                    d.lane(),
                    d.device(),
                    recorded.entry().at(),
                    d.document()));
  }
}
