package org.lastgasp.motorway;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider.Decision;
import org.lastgasp.policy.TrackingState;

/**
 * The command handler: the only place where a command is decided, its events are recorded and what
 * is tracked changes, in the journal's order. What is owed after an outage of the journal comes
 * first. Safe for any number of threads.
 */
public interface CommandHandler {

  /**
   * The result of a command.
   *
   * @param before the state it was decided on
   * @param after the state its events have made
   * @param entries its events, as they are recorded; none if nothing happened, or if the command is
   *     durable and decided elsewhere
   */
  record Result(
      TrackingState before, TrackingState after, List<Entry> entries, Decision.Outcome outcome) {
    /** The entry of its first event, by which it is known. */
    Entry first() {
      return entries.getFirst();
    }

    /** As {@link #first}, if it is decided. */
    Optional<Entry> decided() {
      return entries.stream().findFirst();
    }
  }

  /** The state of this moment. */
  TrackingState state();

  /**
   * Has a command decided and recorded.
   *
   * @throws JournalUnavailable if it could not be recorded, or not in time: then nothing happened,
   *     or {@link #afterwards} tells what did
   */
  Result handle(Command command);

  /** As above, with a command that is made in the writer's turn, and about its size. */
  Result handle(int bytes, Supplier<Command> command);

  /** As above, for what nobody waits for: it may be recorded some hundredths of a second later. */
  CompletableFuture<Result> submit(int bytes, Supplier<Command> command);

  /** Changes what is tracked in a way that no event records, in the writer's turn. */
  void maintain(UnaryOperator<TrackingState> change);

  /**
   * Tells the result of a command that was given up, if it became durable after all; nothing once
   * it is certain that it did not. On a thread of the journal's, or on this one: be quick.
   */
  static void afterwards(JournalUnavailable unavailable, Consumer<Optional<Result>> then) {
    var unused =
        unavailable
            .outcome()
            .whenComplete(
                (result, failed) ->
                    then.accept(
                        failed == null
                            ? Optional.of((Result) result)
                            : Optional.empty()));
  }
}
