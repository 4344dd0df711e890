package org.lastgasp.delivery;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/**
 * One message on its way to one user. What changes is guarded by the lock of its {@link
 * DeliveryScheduler}'s owner. The document is held only until the first try of it, or of one
 * before it of its device; afterwards it is looked up again.
 */
final class PendingMessage {
  final long number;
  final Lane lane;
  final Optional<Eui64> device;
  final Instant recordedAt;

  private Optional<Document> document;
  private Failures failures = Failures.NONE;
  private Turn turn = Turn.USUAL;
  private boolean copied;
  private long notBefore;
  private long taken;

  /** The reason why it was its turn. */
  enum Turn {
    /** The endpoint is well. */
    USUAL,
    /** It was never tried, and is although the endpoint fails. */
    NEWCOMER,
    /** It finds out whether the endpoint is back. */
    PROBE
  }

  /**
   * The failures of one message.
   *
   * @param all how often it failed
   * @param own how often it failed while its receiver took others
   * @param ownSince when it first did, by the clock of its outbox
   */
  record Failures(int all, int own, long ownSince) {
    static final Failures NONE = new Failures(0, 0, 0);

    /** The same, none of them its own. */
    Failures forgiven() {
      return new Failures(all, 0, 0);
    }

    Failures more(boolean othersTaken, long now) {
      return othersTaken
          ? new Failures(all + 1, own + 1, own == 0 ? now : ownSince)
          : new Failures(all + 1, own, ownSince);
    }
  }

  private PendingMessage(OutboundMessage letter, Optional<Document> document) {
    this.number = letter.number();
    this.lane = letter.lane();
    this.device = letter.device();
    this.recordedAt = letter.recordedAt();
    this.document = document;
  }

  private PendingMessage(Parked parked) {
    this.number = parked.number();
    this.lane = parked.lane();
    this.device = parked.device();
    this.recordedAt = parked.recordedAt();
    this.document = Optional.empty();
    this.failures = parked.failures();
    this.copied = parked.copied();
  }

  /** With its document at hand. */
  static PendingMessage of(OutboundMessage letter) {
    return new PendingMessage(letter, Optional.of(letter.document()));
  }

  /** Without its document, which the journal is asked for when its turn comes. */
  static PendingMessage light(OutboundMessage letter) {
    return new PendingMessage(letter, Optional.empty());
  }

  /** One that was parked, with the failures it had. */
  static PendingMessage of(Parked parked) {
    return new PendingMessage(parked);
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

  Failures failures() {
    return failures;
  }

  /** Returns true if its receiver took others while this one failed. */
  boolean suspect() {
    return failures.own() > 0;
  }

  long notBefore() {
    return notBefore;
  }

  void failed(Failures now) {
    failures = now;
  }

  /** The time it was last put under way. */
  long taken() {
    return taken;
  }

  Turn turn() {
    return turn;
  }

  void takenAt(long instant, Turn why) {
    taken = instant;
    turn = why;
  }

  void waitUntil(long instant) {
    notBefore = instant;
  }

  /** Returns true if there is a copy of it outside the journal. */
  boolean copied() {
    return copied;
  }

  void wasCopied() {
    copied = true;
  }
}
