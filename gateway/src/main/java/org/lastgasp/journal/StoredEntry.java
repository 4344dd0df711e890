package org.lastgasp.journal;

import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Event;

/**
 * An entry without the bytes of its document, in the form of a segment's row: what a reader keeps
 * that has to answer for an entry after its segment has gone. The digest of the document stays.
 * Immutable.
 *
 * @param kind the number of the kind of entry, as in a segment
 * @param at when it happened, ISO-8601
 * @param facts everything without a column of its own, one JSON object
 * @param sha256 of the document, if the entry has one
 */
public record StoredEntry(
    int kind,
    String at,
    Optional<Eui64> device,
    Optional<Eui64> recipient,
    String facts,
    Optional<String> sha256) {

  /** The slip of an entry. */
  public static StoredEntry of(Event entry) {
    Row row = new EntryCodec().encode(entry);
    return new StoredEntry(
        row.kind(),
        row.at(),
        row.device(),
        row.recipient(),
        row.facts(),
        row.body().map(Document::sha256));
  }

  /**
   * The entry; its document has the right digest and no bytes.
   *
   * @throws IllegalArgumentException if this is not what {@link #of} makes
   */
  public Event entry() {
    return EntryCodec.decode(
        new Row(
            kind,
            at,
            device,
            recipient,
            Optional.empty(), // follows from the rest
            facts,
            sha256.map(digest -> Document.recorded(new byte[0], digest))));
  }
}
