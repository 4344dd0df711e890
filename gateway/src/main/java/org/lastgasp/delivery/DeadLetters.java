package org.lastgasp.delivery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/**
 * The dead letters as messages, and the orders about them. An order is recorded before it takes
 * effect, one at a time; a crash in between leaves it recorded and the dead letter listed. Safe for
 * any number of threads.
 */
public final class DeadLetters {
  private static final int PAGE = 100;

  private final Delivery delivery;
  private final Journal journal;
  private final DeliveryProgressStore progressStore;
  private final DeadLetterArchive archive;
  private final RecipientWorker.OutboundMessages letters;

  DeadLetters(
      Delivery delivery,
      Journal journal,
      DeliveryProgressStore progressStore,
      DeadLetterArchive archive,
      RecipientWorker.OutboundMessages letters) {
    this.delivery = delivery;
    this.journal = journal;
    this.progressStore = progressStore;
    this.archive = archive;
    this.letters = letters;
  }

  /**
   * The dead letters that a gateway left behind in its folder, read without changing it.
   *
   * @throws org.lastgasp.sqlite.StoreUnavailable if they cannot be read
   */
  public static List<DeadLetter> offline(Path folder, long after, int most) {
    Optional<SqliteProgressStore> progressStore = SqliteProgressStore.readOnly(folder);
    if (progressStore.isEmpty()) {
      return List.of();
    }
    try (SqliteProgressStore open = progressStore.get()) {
      return open.deadLetters(after, most);
    }
  }

  /** The message with this number, if the journal or the archive still has it. */
  public Optional<OutboundMessage> message(long number) {
    return letters.find(number);
  }

  /** Returns true if an operator dropped the dead letter with this number. */
  public boolean isDropped(long number) {
    synchronized (progressStore) {
      return progressStore.dropped(number - 1, 1).contains(number);
    }
  }

  /**
   * Sends a dead letter again, to whom it was for or to another. It goes beside the order that is
   * kept for its device.
   *
   * @param record writes down that it will be sent to this user; if it throws, it is not sent
   * @throws org.lastgasp.sqlite.StoreUnavailable if it cannot be noted; then it may be sent, and
   *     stays a dead letter
   */
  public synchronized ResendResult resend(
      long number, Optional<Eui64> toUser, Consumer<Eui64> record) {
    Optional<DeadLetter> found = find(number);
    if (found.isEmpty()) {
      return ResendResult.NOT_SET_ASIDE;
    }
    Eui64 before = found.get().user();
    Optional<RecipientWorker> to =
        delivery.sender(toUser.orElse(before)).filter(sender -> sender.state().serves());
    if (to.isEmpty()) {
      return ResendResult.NO_SUCH_USER;
    }
    Optional<ResendResult> refused = to.get().refusesToResend(number);
    if (refused.isPresent()) {
      return refused.get();
    }
    record.accept(to.get().state().id);
    synchronized (progressStore) {
      return queue(number, before, to.get());
    }
  }

  private ResendResult queue(long number, Eui64 before, RecipientWorker to) {
    if (progressStore.deadLetters(number).isEmpty()) {
      return ResendResult.QUEUED; // called back meanwhile, as its user is configured again
    }
    ResendResult resent = to.resend(number);
    if (resent == ResendResult.QUEUED) {
      delivery.write(List.of(number));
      delivery.sender(before).ifPresent(sender -> sender.state().deadLetterGone());
    }
    return resent;
  }

  /** Sends the dead letters that exist because its receiver was not configured; it is again. */
  void recall(RecipientWorker sender) {
    OptionalLong after = sender.state().recallAfter();
    if (after.isEmpty()) {
      return;
    }
    synchronized (progressStore) {
      delivery.write(List.of());
      List<DeadLetter> some =
          progressStore.ofOneWhoIsGone(sender.state().id, after.getAsLong(), PAGE);
      List<Long> queued =
          some.stream()
              .map(DeadLetter::number)
              .filter(number -> sender.resend(number) == ResendResult.QUEUED)
              .toList();
      delivery.write(queued);
      queued.forEach(number -> sender.state().deadLetterGone());
      sender.state().recalledUpTo(
          some.size() < PAGE ? OptionalLong.empty() : OptionalLong.of(some.getLast().number()));
    }
    delivery.hungry(sender);
  }

  /**
   * Gives a dead letter up for good: it is never delivered, and listed no longer.
   *
   * @param record writes down that it is dropped; if it throws, it is not
   * @return the dead letter; empty if there is none with this number
   * @throws org.lastgasp.sqlite.StoreUnavailable if it cannot be noted; then it is recorded as
   *     dropped, and listed still
   */
  public synchronized Optional<DeadLetter> drop(long number, Consumer<DeadLetter> record) {
    Optional<DeadLetter> found = find(number);
    found.ifPresent(record);
    synchronized (progressStore) {
      Optional<DeadLetter> dropped = found.flatMap(letter -> progressStore.deadLetters(number));
      if (dropped.isPresent()) {
        progressStore.drop(number, journal.firstId());
        progressStore.sync();
        delivery.noteChanged();
        archive.release(List.of(number));
        delivery.sender(dropped.get().user()).ifPresent(sender -> sender.state().deadLetterGone());
      }
      return dropped;
    }
  }

  private Optional<DeadLetter> find(long number) {
    synchronized (progressStore) {
      delivery.write(List.of());
      return progressStore.deadLetters(number);
    }
  }

  /** The result of an order to send dead letters again. */
  public enum ResendResult {
    /** It is on its way, and listed no longer. */
    QUEUED,
    /** There is no such dead letter. */
    NOT_SET_ASIDE,
    /** It is for nobody, or for a user who is not configured: name one who is. */
    NO_SUCH_USER,
    /** The journal does not have it any more. */
    EXPIRED,
    /** Too many wait for this user already; try again when they are gone. */
    TOO_MANY
  }

  /**
   * A message that is not sent any more unless a person says so.
   *
   * @param number its entry in the journal
   * @param user who refused it, or {@link org.lastgasp.policy.Event#NOBODY}
   * @param status the HTTP status, 0 if there was none
   * @param answer the beginning of what the receiver said
   * @param copied whether there is a copy of its text outside the journal
   */
  public record DeadLetter(
      long number,
      Eui64 user,
      Lane lane,
      Instant at,
      Reason reason,
      int status,
      String answer,
      boolean copied) {

    /** One whose text is in the journal. */
    public DeadLetter(
        long number, Eui64 user, Lane lane, Instant at, Reason reason, int status, String answer) {
      this(number, user, lane, at, reason, status, answer, false);
    }

    DeadLetter withCopy() {
      return new DeadLetter(number, user, lane, at, reason, status, answer, true);
    }

    /** The reason why a message is a dead letter. */
    public enum Reason {
      /** The receiver answered with a status that is neither success nor a reason to try again. */
      REFUSED,
      /** Nobody could be found whom it is for, or who it was for is configured no longer. */
      NO_RECIPIENT,
      /** The journal no longer had it when it was to be sent: its text is lost. */
      EXPIRED,
      /** The receiver failed with it again and again while it took others. */
      GIVEN_UP,
      /** An operator dropped it: it is listed no longer, and never delivered. */
      DROPPED
    }
  }
}
