package org.lastgasp.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.server.Query;

/** A page of the dead letters. */
public record DeadLettersResponse(List<Item> deadLetters, @Nullable String next)
    implements Paged<DeadLettersResponse> {

  /**
   * A message that waits for a person's decision.
   *
   * @param number of its entry in the journal, by which orders name it
   * @param user whom it is for
   * @param name the configured name of the user; else the id, or {@code nobody}
   * @param at when it became a dead letter
   * @param lane {@code alerts} or {@code others}
   * @param device what it is about; none if that is not known
   * @param recordedAt when it was received; none if its text is lost
   * @param status the HTTP status of the receiver, 0 if there was none
   * @param answer what the receiver said, or how it failed
   */
  public record Item(
      long number,
      String user,
      String name,
      Instant at,
      String reason,
      int status,
      String answer,
      String lane,
      @Nullable String device,
      @Nullable Instant recordedAt) {
    static Item of(DeadLetter letter, Optional<OutboundMessage> message, String name) {
      return new Item(
          letter.number(),
          letter.user().toString(),
          name,
          letter.at(),
          Query.code(letter.reason()),
          letter.status(),
          letter.answer(),
          Query.code(letter.lane()),
          Text.of(message.flatMap(OutboundMessage::device)),
          message.map(OutboundMessage::recordedAt).orElse(null));
    }
  }

  /** A dead letter about which something was ordered. */
  public record Ordered(long number, String done) {}

  /**
   * A page.
   *
   * @param more whether there are others behind it
   */
  public static DeadLettersResponse of(
      List<DeadLetter> found,
      boolean more,
      LongFunction<Optional<OutboundMessage>> message,
      Function<Eui64, String> name) {
    return new DeadLettersResponse(
        found.stream()
            .map(each -> Item.of(each, message.apply(each.number()), name.apply(each.user())))
            .toList(),
        more && !found.isEmpty() ? String.valueOf(found.getLast().number()) : null);
  }

  @Override
  public DeadLettersResponse plus(DeadLettersResponse more) {
    List<Item> all = new ArrayList<>(deadLetters);
    all.addAll(more.deadLetters);
    return new DeadLettersResponse(all, more.next);
  }
}
