package org.lastgasp.delivery;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Lane;
import org.lastgasp.journal.Recorded;

/** What is delivered of an entry, from the journal or from the {@link Keepsakes}. */
record Letter(
    long number, Lane lane, Optional<Eui64> device, Instant recordedAt, Document document) {

  /** Of an entry; empty if it is none that is delivered. */
  static Optional<Letter> of(Recorded recorded) {
    return recorded
        .entry()
        .delivery()
        .map(
            (Entry.Delivery d) ->
                new Letter(
                    recorded.number(),
                    d.lane(),
                    d.device(),
                    recorded.entry().at(),
                    d.document()));
  }
}
