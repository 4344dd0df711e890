package org.lastgasp.delivery;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Lane;

/**
 * One message on its way to one user. What changes is guarded by the lock of its {@link Outbox}'s
 * owner. The document is held only until the first try; afterwards it is looked up again.
 */
final class Parcel {
  final long number;
  final Lane lane;
  final Optional<Eui64> device;
  final Instant recordedAt;

  private Optional<Document> document;
  private int failures;
  private long notBefore;
  private long taken;

  private Parcel(Letter letter, Optional<Document> document) {
    this.number = letter.number();
    this.lane = letter.lane();
    this.device = letter.device();
    this.recordedAt = letter.recordedAt();
    this.document = document;
  }

  /** With its document at hand. */
  static Parcel of(Letter letter) {
    return new Parcel(letter, Optional.of(letter.document()));
  }

  /** Without its document, which the journal is asked for when its turn comes. */
  static Parcel light(Letter letter) {
    return new Parcel(letter, Optional.empty());
  }

  Optional<Document> document() {
    return document;
  }

  int length() {
    return document.map(Document::length).orElse(0);
  }

  /** Leaves the document to the journal. */
  void lighten() {
    document = Optional.empty();
  }

  int failures() {
    return failures;
  }

  long notBefore() {
    return notBefore;
  }

  void failedAgain() {
    failures++;
  }

  /** When it was last put under way. */
  long taken() {
    return taken;
  }

  void takenAt(long instant) {
    taken = instant;
  }

  void waitUntil(long instant) {
    notBefore = instant;
  }
}
