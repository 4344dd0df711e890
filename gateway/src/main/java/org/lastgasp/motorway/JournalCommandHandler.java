package org.lastgasp.motorway;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Decider.Decision;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;

/**
 * The command handler of one machine: a command is decided, its events are recorded and what is
 * tracked changes in the turn of the journal's writer. What is owed after an outage of the journal
 * comes first. Safe for any number of threads.
 */
public final class JournalCommandHandler implements CommandHandler {
  private final Journal journal;
  private final LiveState live;
  private final JournalOutage outage;
  private final Supplier<RuntimeSettings> settings;
  private final InstantSource clock;

  /** The handler of one gateway; the settings may be exchanged at run time. */
  public JournalCommandHandler(
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

  @Override
  public TrackingState state() {
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

  @Override
  public Result handle(Command command) {
    return handle(Journal.USUAL_BYTES, () -> command);
  }

  @Override
  public Result handle(int bytes, Supplier<Command> command) {
    return await(journal.append(bytes, decision(command)));
  }

  @Override
  public CompletableFuture<Result> submit(int bytes, Supplier<Command> command) {
    return journal.appendUnawaited(bytes, decision(command));
  }

  private Journal.Submission<Result> decision(Supplier<Command> command) {
    return appender -> {
      Command next = command.get();
      if (!(next instanceof Command.UnjudgedAlert)) {
        settle(appender);
      }
      return decide(appender, next);
    };
  }

  /**
   * Records events that were decided elsewhere, under the ids that they have there, and what they
   * change of what is tracked.
   *
   * @param decided in order of their ids
   * @throws JournalUnavailable if they could not be recorded, or not in time
   */
  public void mirror(List<Entry> decided) {
    int bytes = decided.size() * Journal.USUAL_BYTES;
    boolean unused =
        await(
            journal.append(
                bytes,
                appender -> {
                  TrackingState after = live.state();
                  for (Entry each : decided) {
                    appender.write(each.number(), each.entry());
                    after = Transition.apply(after, each.number(), each.entry());
                  }
                  live.state(after);
                  return true;
                }));
  }

  @Override
  public void maintain(UnaryOperator<TrackingState> change) {
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
    Decider.Context context =
        new Decider.Context(now.policy(), now.configHash(), clock.instant(), appender::id);
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
}
