package org.lastgasp.journal;

import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/**
 * An entry as a row of a segment, without its number.
 *
 * @param kind one of {@link EntryCodec}'s
 * @param at when it happened, ISO-8601
 * @param device what order is kept by, and what an alert or a message is about
 * @param recipient whom it is for, whether it is delivered or not
 * @param lane absent where nothing is to be delivered
 * @param facts everything else, one JSON object
 * @param body the bytes as they came
 */
public record Row(
    int kind,
    String at,
    Optional<Eui64> device,
    Optional<Eui64> recipient,
    Optional<Lane> lane,
    String facts,
    Optional<Document> body) {

  /** The number of bytes it takes, about. */
  public int size() {
    return facts.length() + body.map(Document::length).orElse(0) + 100; // the other columns
  }
}
