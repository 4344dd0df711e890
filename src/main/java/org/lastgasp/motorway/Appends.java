package org.lastgasp.motorway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.lastgasp.journal.JournalUnavailable;

/** Waits for an append without a time limit: a limit would leave its outcome unknown. */
final class Appends {
  private Appends() {}

  /**
   * The result, once durable.
   *
   * @throws JournalUnavailable if it could not be made durable
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
}
