package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastgasp.delivery.DeadLetter;
import org.lastgasp.server.Query;

/** A page of the dead letters. */
public record DeadLettersResponse(List<Item> setAside, @Nullable String next) {

  /** A message that waits for a person's decision. */
  public record Item(
      long number, String user, Instant at, String reason, int status, String answer) {
    static Item of(DeadLetter letter) {
      return new Item(
          letter.number(),
          letter.user().toString(),
          letter.at(),
          Query.code(letter.reason()),
          letter.status(),
          letter.answer());
    }
  }

  static DeadLettersResponse of(List<DeadLetter> found, int limit) {
    return new DeadLettersResponse(
        found.stream().map(Item::of).toList(),
        found.size() == limit ? String.valueOf(found.getLast().number()) : null);
  }
}
