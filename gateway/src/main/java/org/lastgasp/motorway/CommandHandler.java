package org.lastgasp.motorway;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Decision;
import org.lastgasp.policy.DecisionContext;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;

/**
 * The command handler: the only place where a command is decided, its events are recorded and what
 * is tracked changes, in the journal's order. What is owed after an outage of the journal comes
 * first. Safe for any number of threads.
 */
public final class CommandHandler {
  private final Journal journal;
  private final LiveState live;
  private final JournalOutage outage;
  private final Supplier<RuntimeSettings> settings;
  private final InstantSource clock;

  /** The handler of one gateway; the settings may be exchanged at run time. */
  public CommandHandler(
      Journal journal,
      LiveState live,
      JournalOutage outage,
      Supplier<RuntimeSettings> settings,
      InstantSource clock) {
    this.journal = journal;
    this.live = live;
    this.outage = outage;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The result of a command.
   *
   * @param before the state it was decided on
   * @param after the state its events have made
   * @param entries its events, as they are recorded
   */
  public record Result(
      TrackingState before, TrackingState after, List<Entry> entries, Decision.Outcome outcome) {
    /** The entry of its first event, by which it is known. */
    Entry first() {
      return entries.getFirst();
    }
  }

  /** The state of this moment. */
  TrackingState state() {
    return live.state();
  }

  /**
   * Takes the state up at a start, before anything is appended: whether the clock can be trusted,
   * and what the guards that count had seen.
   */
  public void start(Instant now, Settings counting) {
    live.begin(
        GuardWarmUp.of(live.state().startedAt(now), journal, now, counting));
  }

  /**
   * Has a command decided and recorded.
   *
   * @throws JournalUnavailable if it could not be recorded, or not in time: then nothing happened,
   *     or {@link #afterwards} tells what did
   */
  public Result handle(Command command) {
    return handle(Journal.USUAL_BYTES, () -> command);
  }

  /** As above, with a command that is made in the writer's turn, and about its size. */
  Result handle(int bytes, Supplier<Command> command) {
    return await(submit(bytes, command));
  }

  /** As above, without waiting for it. */
  CompletableFuture<Result> submit(int bytes, Supplier<Command> command) {
    return journal.append(
        bytes,
        appender -> {
          Command next = command.get();
          if (!(next instanceof Command.UnjudgedAlert)) {
            settle(appender);
          }
          return decide(appender, next);
        });
  }

  /** Changes what is tracked in a way that no event records, in the writer's turn. */
  void maintain(UnaryOperator<TrackingState> change) {
    boolean unused =
        await(
            journal.append(
                appender -> {
                  settle(appender);
                  live.state(change.apply(live.state()));
                  return true;
                }));
  }

  private void settle(Journal.EntryAppender appender) {
    outage.due(clock).ifPresent(owed -> decide(appender, owed));
  }

  private Result decide(Journal.EntryAppender appender, Command command) {
    RuntimeSettings now = settings.get();
    TrackingState before = live.state().under(now.policy().settings());
    DecisionContext context =
        new DecisionContext(now.policy(), now.configHash(), clock.instant(), appender::id);
    Decision decision = Decider.decide(before, command, context);
    TrackingState after = before;
    List<Entry> entries = new ArrayList<>(decision.events().size());
    for (Event event : decision.events()) {
      long id = appender.write(event);
      after = Transition.apply(after, id, event);
      entries.add(new Entry(id, event));
    }
    live.state(after);
    return new Result(before, after, entries, decision.outcome());
  }

  private static <R> R await(CompletableFuture<R> append) {
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
