package org.lastgasp.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.policy.Decider.Decision;
import org.lastgasp.policy.TrackingState;

/**
 * The commands that were not acknowledged in time, and that the brokers may have all the same. The
 * mirror tells what became of each: it finds the document, or passes the time in which it can have
 * been written. Safe for any number of threads.
 */
final class UnsettledCommands {
  private static final Duration WRITTEN_WITHIN = Duration.ofMinutes(1);
  private static final int MOST = 100_000; // documents; more are taken for not written

  private final Supplier<TrackingState> state;
  private final Map<String, Unsettled> byDocument = new HashMap<>(); // guarded by itself

  private record Unsettled(Instant given, CompletableFuture<CommandHandler.Result> outcome) {}

  UnsettledCommands(Supplier<TrackingState> state) {
    this.state = state;
  }

  /** The later outcome of the command with this document. */
  CompletableFuture<CommandHandler.Result> outcome(String sha256, Instant given) {
    synchronized (byDocument) {
      if (byDocument.size() >= MOST) {
        return CompletableFuture.failedFuture(never());
      }
      return byDocument
          .computeIfAbsent(sha256, s -> new Unsettled(given, new CompletableFuture<>()))
          .outcome();
    }
  }

  /** Returns true if the outcome of every command is known. */
  boolean isEmpty() {
    synchronized (byDocument) {
      return byDocument.isEmpty();
    }
  }

  /** These were recorded; nothing from before an instant comes any more. */
  void recorded(List<Entry> entries, Instant reached) {
    synchronized (byDocument) {
      if (byDocument.isEmpty()) {
        return;
      }
      EntryCodec codec = new EntryCodec();
      for (Entry each : entries) {
        codec
            .encode(each.entry())
            .body()
            .flatMap(document -> Optional.ofNullable(byDocument.remove(document.sha256())))
            .ifPresent(found -> found.outcome().complete(result(each)));
      }
      byDocument
          .values()
          .removeIf(
              each ->
                  reached.isAfter(each.given().plus(WRITTEN_WITHIN))
                      && each.outcome().completeExceptionally(never()));
    }
  }

  private CommandHandler.Result result(Entry entry) {
    TrackingState now = state.get();
    return new CommandHandler.Result(now, now, List.of(entry), Decision.Outcome.DONE);
  }

  private static JournalUnavailable never() {
    return new JournalUnavailable("it was not written");
  }
}
