package org.lastgasp.kafka;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.motorway.JournalCommandHandler;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Decider.Decision;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.TrackingState;

/**
 * A command handler that has commands decided by the judges: a command is done once {@code input}
 * has it on every replica in sync. What was decided comes back by the mirror, so a result has
 * entries only where its caller needs them before: what an activation or an order will come to, as
 * the state that the mirror has now tells it. Safe for any number of threads.
 */
final class KafkaCommandHandler implements CommandHandler {
  private final Topics topics;
  private final InputProducer input;
  private final JournalCommandHandler local;
  private final JournalOutage outage;
  private final Supplier<RuntimeSettings> settings;
  private final InstantSource clock;
  private final UnsettledCommands unsettled;

  KafkaCommandHandler(
      Topics topics,
      InputProducer input,
      JournalCommandHandler local,
      JournalOutage outage,
      Supplier<RuntimeSettings> settings,
      UnsettledCommands unsettled,
      InstantSource clock) {
    this.topics = topics;
    this.input = input;
    this.local = local;
    this.outage = outage;
    this.settings = settings;
    this.unsettled = unsettled;
    this.clock = clock;
  }

  @Override
  public TrackingState state() {
    return local.state();
  }

  @Override
  public void maintain(UnaryOperator<TrackingState> change) {
    settle();
    local.maintain(change);
  }

  @Override
  public Result handle(Command command) {
    return handle(0, () -> command);
  }

  @Override
  public Result handle(int bytes, Supplier<Command> command) {
    try {
      return submit(bytes, command).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof JournalUnavailable unavailable) {
        throw unavailable;
      }
      throw failed;
    }
  }

  @Override
  public CompletableFuture<Result> submit(int bytes, Supplier<Command> command) {
    try {
      Command next = command.get();
      if (!(next instanceof Command.UnjudgedAlert)) {
        settle();
      }
      return send(next);
    } catch (RuntimeException failed) {
      return CompletableFuture.failedFuture(failed);
    }
  }

  private CompletableFuture<Result> send(Command command) {
    return switch (command) {
      case Command.Alert c ->
          put(command, c.alert().document().sha256(), key(c.alert().hub(), Optional.empty()))
              .thenApply(at -> durable());
      case Command.UnjudgedAlert c ->
          put(command, c.alert().document().sha256(), key(c.alert().hub(), Optional.empty()))
              .thenApply(at -> durable());
      case Command.OtherMessage c ->
          put(command, c.message().document().sha256(), key(c.message()))
              .thenApply(at -> durable());
      case Command.Activation c ->
          put(command, c.request().document().sha256(), key(c))
              .thenApply(at -> foreseen(command, Token.of(at)));
      case Command.RecordEvent c -> record(c.event());
      case Command.Release c -> put(command, "", key(c.held().hub(), Optional.empty()))
          .thenApply(at -> foreseen(command, 0));
      case Command.SetSwitch c -> order(command);
      case Command.SetStorm c -> order(command);
      case Command.EndStorms c -> order(command);
      case Command.Supply c -> supply(c);
      // one machine's: its clock, its guards that count, its own answers that a crash cut off
      case Command.CloseBreaker c -> CompletableFuture.completedFuture(durable());
      case Command.CloseQuietBreaker c -> CompletableFuture.completedFuture(durable());
      case Command.TrustClock c -> CompletableFuture.completedFuture(durable());
      case Command.EndUnmeasured c -> CompletableFuture.completedFuture(durable());
      case Command.GiveUpAwaited c -> CompletableFuture.completedFuture(durable());
      case Command.FailureHeard c -> CompletableFuture.completedFuture(durable());
      case Command.OutageEnded c -> CompletableFuture.completedFuture(durable());
    };
  }

  private Result durable() {
    TrackingState now = state();
    return new Result(now, now, List.of(), Decision.Outcome.NOTHING_THERE);
  }

  /** What it will come to unless something that is not here yet comes before. */
  private Result foreseen(Command command, long token) {
    TrackingState now = state();
    Decision decision = decide(now, command, clock.instant());
    List<Entry> entries =
        decision.events().stream().map(event -> new Entry(token, event)).toList();
    return new Result(now, now, entries, decision.outcome());
  }

  private Decision decide(TrackingState state, Command command, Instant now) {
    RuntimeSettings by = settings.get();
    return Decider.decide(
        state.under(by.policy().settings()),
        command,
        new Decider.Context(by.policy(), by.configHash(), now, ordinal -> 0));
  }

  private CompletableFuture<RecordMetadata> put(Command command, String sha256, Eui64 key) {
    return put(new Input.Decide(command), sha256, key);
  }

  private CompletableFuture<RecordMetadata> put(Input record, String sha256, Eui64 key) {
    CompletableFuture<RecordMetadata> sent =
        input.send(Topics.key(key), topics.partition(key), record);
    return sent.exceptionallyCompose(
        failed -> CompletableFuture.failedFuture(unavailable(failed, sha256)));
  }

  /** Whether the brokers have it all the same is known once the mirror has passed its time. */
  private JournalUnavailable unavailable(Throwable failed, String sha256) {
    String why = "writing to " + topics.input() + ": " + InputProducer.text(failed);
    return sha256.isEmpty()
        ? new JournalUnavailable(why, failed)
        : JournalUnavailable.late(why, unsettled.outcome(sha256, clock.instant()));
  }

  private CompletableFuture<Result> record(Event event) {
    return switch (event) {
      case Event.ActivationAnswered e -> answer(e).thenApply(at -> foreseen(e));
      case Event.Configured e -> order(new Command.RecordEvent(e));
      case Event.Relayed e ->
          put(
                  new Command.RecordEvent(e), "",
                  key(Optional.empty(), e.request().map(RequestId::target)))
              .thenApply(at -> foreseen(e));
      case Event e ->
          put(new Command.RecordEvent(e), "", Event.NOBODY).thenApply(at -> foreseen(e));
    };
  }

  private Result foreseen(Event event) {
    return foreseen(new Command.RecordEvent(event), 0);
  }

  private CompletableFuture<RecordMetadata> answer(Event.ActivationAnswered answered) {
    if (Token.is(answered.requested())) {
      int partition = Token.partition(answered.requested());
      Input.Answer sent = new Input.Answer(Token.offset(answered.requested()), answered);
      return input
          .send(new byte[0], partition, sent)
          .exceptionallyCompose(
              failed -> CompletableFuture.failedFuture(unavailable(failed, "")));
    }
    int partition = EventId.partition(answered.requested());
    return input
        .send(new byte[0], partition, new Input.Answer(Input.Answer.BY_ID, answered))
        .exceptionallyCompose(failed -> CompletableFuture.failedFuture(unavailable(failed, "")));
  }

  /** In every partition, or in none; and only if it does anything. */
  private CompletableFuture<Result> order(Command command) {
    TrackingState before = state();
    Instant at = clock.instant();
    Decision decision = decide(before, command, at);
    if (!decision.events().isEmpty()) {
      String id = UUID.randomUUID().toString();
      try {
        input.sendEverywhere(new Input.Order(id, at, command));
      } catch (RuntimeException failed) {
        return CompletableFuture.failedFuture(unavailable(failed, ""));
      }
    }
    List<Entry> entries = decision.events().stream().map(event -> new Entry(0, event)).toList();
    return CompletableFuture.completedFuture(
        new Result(before, state(), entries, decision.outcome()));
  }

  /** What a list changes is worked out here, and each hub's part goes to its partition. */
  private CompletableFuture<Result> supply(Command.Supply command) {
    TrackingState now = state();
    Decision decision = decide(now, command, clock.instant());
    Event.Supplied whole = (Event.Supplied) decision.events().getFirst();
    Map<Integer, Event.Supplied> parts = new HashMap<>();
    parts.put(0, part(whole, List.of(), List.of()));
    for (Event.Move move : whole.moves()) {
      parts.merge(
          topics.partition(move.from()), part(whole, List.of(move), List.of()), this::joined);
    }
    for (Event.Leaving leaving : whole.leavings()) {
      int partition = topics.partition(now.hubOf(leaving.meter()).orElse(leaving.meter()));
      parts.merge(partition, part(whole, List.of(), List.of(leaving)), this::joined);
    }
    List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
    parts.forEach(
        (partition, event) ->
            sent.add(
                input.send(
                    new byte[0], partition,
                    new Input.Decide(new Command.RecordEvent(event)))));
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .exceptionallyCompose(failed -> CompletableFuture.failedFuture(unavailable(failed, "")))
        .thenApply(
            done -> new Result(now, now, List.of(new Entry(0, whole)), decision.outcome()));
  }

  private static Event.Supplied part(
      Event.Supplied whole, List<Event.Move> moves, List<Event.Leaving> leavings) {
    return new Event.Supplied(
        whole.at(), whole.what(), whole.source(), whole.sha256(), whole.rows(), moves, leavings,
        whole.by());
  }

  private Event.Supplied joined(Event.Supplied one, Event.Supplied other) {
    List<Event.Move> moves = new ArrayList<>(one.moves());
    moves.addAll(other.moves());
    List<Event.Leaving> leavings = new ArrayList<>(one.leavings());
    leavings.addAll(other.leavings());
    return part(one, moves, leavings);
  }

  /** Returns true if nothing is owed to the record; what is owed is recorded now if it can be. */
  boolean isSettled() {
    try {
      settle();
    } catch (JournalUnavailable notYet) {
      return false;
    }
    return outage.since().isEmpty() && unsettled.isEmpty();
  }

  /** What could not be recorded during an outage comes before anything else. */
  private synchronized void settle() {
    if (outage.since().isEmpty()) {
      return;
    }
    Optional<Command> due = outage.due(clock);
    if (due.isEmpty()) {
      return;
    }
    try {
      for (Event event : decide(state(), due.get(), clock.instant()).events()) {
        Result unused = record(event).join();
      }
      outage.recorded();
    } catch (CompletionException failed) {
      outage.unrecorded();
      if (failed.getCause() instanceof JournalUnavailable unavailable) {
        throw unavailable;
      }
      throw failed;
    }
  }

  private static Eui64 key(Command.Activation c) {
    return c.device()
        .flatMap(Device::hub)
        .or(() -> c.request().id().map(RequestId::target))
        .orElse(Event.NOBODY);
  }

  /** What a meter says may tell of its activation: it goes where its windows are. */
  private Eui64 key(Message.Northbound message) {
    return key(message.device().flatMap(device -> state().hubOf(device)), message.device());
  }

  private static Eui64 key(Optional<Eui64> hub, Optional<Eui64> device) {
    return hub.or(() -> device).orElse(Event.NOBODY);
  }
}
