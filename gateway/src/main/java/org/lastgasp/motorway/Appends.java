package org.lastgasp.motorway;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.lastgasp.journal.JournalUnavailable;

/** Waits for appends; the journal ends the waiting of those it cannot answer in time. */
final class Appends {
  private Appends() {}

  /**
   * The result, once durable.
   *
   * @throws JournalUnavailable if it could not be made durable, or not in time: then {@link
   *     #afterwards} tells what became of it
   */
  static <R> R await(CompletableFuture<R> append) {
    try {
      return append.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof JournalUnavailable unavailable) {
        throw unavailable;
      }
      throw failed;
    }
  }

  /**
   * Tells the result of an append that was given up, if it became durable after all; nothing once
   * it is certain that it did not. On a thread of the journal's, or on this one: be quick.
   */
  static <R> void afterwards(
      JournalUnavailable unavailable, Class<R> type, Consumer<Optional<R>> then) {
    var unused =
        unavailable
            .outcome()
            .whenComplete(
                (result, failed) ->
                    then.accept(
                        failed == null ? Optional.of(type.cast(result)) : Optional.empty()));
  }
}
