package org.lastgasp.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.logging.EventLog;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.ActivationFailure;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.GlobalState;
import org.lastgasp.policy.HubHandover;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Maintenance;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;

/**
 * A processor that judges one partition of {@code input} in order: it decides, applies, and
 * forwards every event, all in one transaction of Kafka's. What fails by a mistake of ours is
 * forwarded, and what cannot be read becomes a dead letter: no record stops a partition. Only a
 * failure of Kafka or of the store does, and the transaction is judged again elsewhere.
 */
final class Judge implements Processor<byte[], byte[], byte[], byte[]> {
  private static final EventLog LOG = EventLog.of(Judge.class);
  private static final Duration HEARTBEAT = Duration.ofMillis(250);
  private static final Duration CHORES = Duration.ofSeconds(1);
  private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(5); // dsp.timeout: under 3
  private static final Duration ASKED_AGAIN_AFTER = Duration.ofSeconds(5);
  private static final Duration CLOCKS_APART = Duration.ofSeconds(2);
  private static final int HUBS_A_TURN = 200; // a millisecond or two
  private static final byte[] LAST_ID = {1};
  private static final int RESERVED = 8_000; // ids, a quarter of a second of them

  private final Topics topics;
  private final Supplier<RuntimeSettings> settings;
  private final Duration keepAccepted;
  private final Consumer<Event> listener;
  private final IntConsumer heartbeats;
  private final InstantSource clock;
  private final InputCodec codec = new InputCodec();
  private final EntryCodec entries = new EntryCodec();
  private final MessageReader reader = new MessageReader();
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<byte[], byte[]> globals;
  private StoreState state;
  private PendingRequests requests;
  private int partition;
  private long lastId;
  private long reserved; // the store says that ids up to here are given
  private boolean spoken; // of events, since a heartbeat was last asked for
  private Instant asked = Instant.MIN; // for the heartbeat that is on its way; MIN if none is
  private Instant appended = Instant.EPOCH; // of the last record: all up to then is judged
  private Optional<Eui64> looked = Optional.empty();
  private List<GlobalState.TurnedOff> turnedOff = List.of(); // when the round of hubs began

  /**
   * What a judge works with.
   *
   * @param keepAccepted how long accepted requests are remembered after their windows
   * @param listener told of each event that was forwarded, be it that its transaction fails
   * @param heartbeats writes an {@link Input.Heartbeat} to a partition
   * @param clock of this machine
   */
  record Means(
      Supplier<RuntimeSettings> settings,
      Duration keepAccepted,
      Consumer<Event> listener,
      IntConsumer heartbeats,
      InstantSource clock) {}

  /** A judge that is given its partition later. */
  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first
  Judge(Topics topics, Means means) {
    this.topics = topics;
    this.settings = means.settings();
    this.keepAccepted = means.keepAccepted();
    this.listener = means.listener();
    this.heartbeats = means.heartbeats();
    this.clock = means.clock();
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> given) {
    context = given;
    partition = given.taskId().partition();
    globals = given.getStateStore(JudgeTopology.GLOBALS);
    state =
        new StoreState(
            given.getStateStore(JudgeTopology.HUBS),
            given.getStateStore(JudgeTopology.METERS),
            globals);
    requests = new PendingRequests(given.getStateStore(JudgeTopology.REQUESTS));
    lastId =
        Optional.ofNullable(globals.get(LAST_ID))
            .map(value -> ByteBuffer.wrap(value).getLong())
            .orElse(0L);
    reserved = lastId;
    spoken = false;
    asked = Instant.MIN;
    appended = Instant.EPOCH;
    looked = Optional.empty();
    var unusedBeat =
        given.schedule(HEARTBEAT, PunctuationType.WALL_CLOCK_TIME, at -> askForHeartbeat());
    var unusedChores = given.schedule(CHORES, PunctuationType.WALL_CLOCK_TIME, at -> chores());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    appended = Instant.ofEpochMilli(record.timestamp());
    long offset = context.recordMetadata().map(RecordMetadata::offset).orElse(0L);
    byte[] value = record.value() == null ? new byte[0] : record.value();
    Input input = codec.decode(value);
    try {
      judge(input, offset);
    } catch (KafkaException transaction) {
      throw transaction;
    } catch (RuntimeException mistake) {
      state.undo();
      LOG.error(
          "judgement-failed", mistake, "partition", partition, "offset", offset,
          "action", "forwarded");
      judge(instead(input, value), offset);
    }
  }

  private void judge(Input input, long offset) {
    switch (input) {
      case Input.Decide decide -> decide(heard(decide.command()), clock.instant(), offset, "");
      case Input.Order order -> decide(order.command(), order.at(), offset, order.id());
      case Input.Answer answer -> {
        Optional<PendingRequests.Pending> pending = requests.take(answer);
        Event.ActivationAnswered by = answer.answered();
        answered(
            pending.map(asked -> asked.answered(by)).orElse(by),
            pending.flatMap(PendingRequests.Pending::moved), offset);
      }
      case Input.Handover handover -> {
        takeOver(handover);
        state.commit();
      }
      case Input.MovedHub moved -> {
        TrackingState unused = state.with(moved.hub());
        state.commit();
      }
      case Input.MovedGlobal moved -> {
        TrackingState unused = state.with(moved.global());
        state.commit();
      }
      case Input.Heartbeat _ -> heartbeat();
      case Input.Posted posted -> posted(posted.document(), offset);
      case Input.Unreadable unreadable -> {
        LOG.error(
            "input-unreadable", "partition", partition, "offset", offset, "why",
            unreadable.fault(), "action", "see-it-among-the-dead-letters");
        carry(unreadable.document(), offset);
      }
    }
  }

  /** It goes after a meter that was handed over; of several meters, some may be here still. */
  private void answered(Event.ActivationAnswered answered, Optional<Eui64> moved, long offset) {
    Command record = new Command.RecordEvent(answered);
    moved.ifPresent(hub -> handOver(hub, new Input.Decide(record)));
    if (moved.isEmpty() || answered.doubting().size() > 1) {
      decide(record, clock.instant(), offset, "");
    }
  }

  /** In the place of what failed by a mistake of ours: the message is forwarded as it came. */
  private Input instead(Input failed, byte[] value) {
    return switch (failed) {
      case Input.Decide(Command.Alert c) ->
          new Input.Decide(new Command.UnjudgedAlert(c.received(), c.alert(), c.recipient()));
      case Input.Decide(Command.OtherMessage c) -> failed;
      default -> new Input.Unreadable(Document.of(value), "its judgement failed");
    };
  }

  private void posted(Document document, long offset) {
    RuntimeSettings now = settings.get();
    switch (reader.read(document.bytes())) {
      case Message.Ad1 alert ->
          decide(
              new Command.Alert(
                  appended,
                  alert,
                  new HubLocation(Optional.empty(), Optional.empty()),
                  now.directory().recipient(alert)),
              clock.instant(), offset, "");
      case Message.Northbound other ->
          decide(
              heard(
                  new Command.OtherMessage(
                      appended, other, now.directory().recipient(other), Optional.empty())),
              clock.instant(), offset, "");
      case Message _ -> {
        LOG.error(
            "document-not-northbound", "partition", partition, "offset", offset, "document",
            document, "action", "see-it-among-the-dead-letters");
        carry(document, offset);
      }
    }
  }

  /** Kept for a person: nobody can be found for it, and it is never dropped. */
  private void carry(Document document, long offset) {
    Event carried =
        new Event.Carried(
            appended, "unreadable", Optional.empty(), Optional.empty(), Optional.empty(),
            Event.NOBODY, document);
    decide(new Command.RecordEvent(carried), clock.instant(), offset, "");
  }

  /** What a message tells of an activation is read where the windows are known. */
  private Command heard(Command command) {
    if (command instanceof Command.OtherMessage c) {
      Settings now = settings.get().policy().settings();
      Instant received = isApart(c.received()) ? appended : c.received();
      return new Command.OtherMessage(
          received, c.message(), c.recipient(),
          ActivationFailure.heard(c.message(), state, now, received));
    }
    return command;
  }

  private void decide(Command command, Instant now, long offset, String order) {
    RuntimeSettings by = settings.get();
    TrackingState before = state.under(by.policy().settings());
    if (command instanceof Command.Alert alert && isApart(alert.received())) {
      before = before.with(before.global().suppressedFrom(Instant.MAX));
    }
    long first = EventId.next(lastId, appended, partition);
    Decider.Context circumstances =
        new Decider.Context(
            by.policy(), by.configHash(), now, ordinal -> EventId.following(first, ordinal));
    List<Event> events =
        command instanceof Command.Activation asked && isApart(asked.received())
            ? List.of(notTracked(asked, before, circumstances))
            : Decider.decide(before, command, circumstances).events();
    before = before.with(before.global().suppressedFrom(Instant.MIN));
    List<Input.Handover> handovers = handovers(events);
    for (int i = 0; i < events.size(); i++) {
      long id = EventId.following(first, i);
      before = Transition.apply(before, id, events.get(i));
      if (events.get(i) instanceof Event.ActivationRequested requested) {
        requests.put(offset, id, appended, requested);
      }
    }
    if (!handovers.isEmpty()) {
      handovers.forEach(this::forgetMoved);
      requests.moved(handovers);
    }
    state.commit();
    for (int i = 0; i < events.size(); i++) {
      forward(EventId.following(first, i), offset, order, events.get(i));
    }
    handovers.forEach(moved -> handOver(moved.to(), moved));
  }

  /** The edge's clock and the broker's differ by more than can be right: in doubt, forward. */
  private boolean isApart(Instant received) {
    return Duration.between(received, appended).abs().compareTo(CLOCKS_APART) > 0;
  }

  /** A request that an edge received when it cannot have: by the broker's time, and no window. */
  private Event notTracked(Command.Activation c, TrackingState before, Decider.Context by) {
    Command.Activation then =
        new Command.Activation(
            appended, c.path(), c.request(), c.device(), c.listed(), c.accepted(), c.signature(),
            c.sender());
    Event.ActivationRequested asked =
        (Event.ActivationRequested) Decider.decide(before, then, by).events().getFirst();
    String apart = c.received() + " by its node's clock, " + appended + " by the brokers'";
    return asked.admission() instanceof TrackingDecision.Tracked tracked
        ? new Event.ActivationRequested(
            asked.at(), asked.path(), asked.request(), asked.commandVariant(),
            Decider.unlessRepeated(
                before, c.request(), tracked.notTracked(NotTrackedReason.CLOCK_DIFFERS, apart)),
            asked.document())
        : asked;
  }

  private void forward(long id, long offset, String order, Event event) {
    byte[] value = EventRecord.of(id, offset, order, entries, event).bytes();
    Record<byte[], byte[]> record =
        new Record<>(event.delivery().flatMap(Event.Delivery::device)
            .map(Topics::key).orElse(new byte[0]), value, millis(event.at()));
    context.forward(record, JudgeTopology.EVENTS_SINK);
    if (event.isSuppression()) {
      context.forward(record, JudgeTopology.SUPPRESSED_SINK);
    }
    listener.accept(event);
    spoke(id);
    spoken = true;
  }

  /** A record of an instant before 1970 is refused by Kafka. */
  private static long millis(Instant at) {
    return Math.max(0, at.toEpochMilli());
  }

  private void spoke(long id) {
    lastId = id;
    if (id > reserved) { // a write for each one costs more than what a start loses
      reserved = EventId.following(id, RESERVED);
      globals.put(LAST_ID, ByteBuffer.allocate(Long.BYTES).putLong(reserved).array());
    }
  }

  /** What goes to another partition, as it is before the move. */
  private List<Input.Handover> handovers(List<Event> events) {
    List<Input.Handover> all = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.Supplied supplied) {
        for (Event.Move move : supplied.moves()) {
          boolean away = topics.partition(move.to()) != partition;
          Optional<Eui64> from = state.hubOf(move.meter()).filter(f -> !f.equals(move.to()));
          if (away && from.isPresent()) {
            HubState its =
                HubState.empty(move.to()).with(move.meter(), state.hub(from.get()));
            all.add(new Input.Handover(move.meter(), move.to(), its));
          }
        }
      }
    }
    return all;
  }

  /** The move put it on a hub that is judged elsewhere: here it is forgotten. */
  private void forgetMoved(Input.Handover moved) {
    TrackingState unused =
        state.with(state.hub(moved.to()).without(moved.meter())).withoutMeter(moved.meter());
  }

  private void handOver(Eui64 hub, Input input) {
    context.forward(
        new Record<>(Topics.key(hub), codec.encode(input), millis(appended)),
        JudgeTopology.INPUT_SINK);
  }

  private void takeOver(Input.Handover moved) {
    TrackingState unused =
        state
            .with(HubHandover.joined(state.hub(moved.to()), moved.meter(), moved.old()))
            .withMeter(moved.meter(), moved.to());
  }

  /**
   * Readers of all partitions wait for each, so an idle one says that nothing happened. That it is
   * idle and not merely cut off from what waits in it shows by a record that comes through it.
   */
  private void askForHeartbeat() {
    Instant now = clock.instant();
    if (!spoken && asked.isBefore(now.minus(ASKED_AGAIN_AFTER))) {
      heartbeats.accept(partition);
      asked = now;
    }
    spoken = false;
  }

  private void heartbeat() {
    asked = Instant.MIN;
    long id = EventId.next(lastId, appended, partition);
    context.forward(
        new Record<>(new byte[0], new EventRecord.Heartbeat(id).bytes(), millis(appended)),
        JudgeTopology.EVENTS_SINK);
    spoke(id);
  }

  /**
   * By the time of what was judged last. While records wait an answer may be among them, and an
   * alert of a window that has long been over.
   */
  private void chores() {
    giveUp();
    forget(appended);
  }

  private void giveUp() {
    for (long offset : requests.before(appended.minus(ANSWERED_WITHIN))) {
      requests
          .take(offset)
          .ifPresent(
              pending -> answered(pending.givenUp(appended), pending.moved(), offset));
    }
  }

  /** Forgets what can no longer matter, a few hubs at a time, round and round. */
  private void forget(Instant now) {
    if (looked.isEmpty()) {
      turnedOff = state.global().turnedOff();
    }
    List<Eui64> some = state.hubsAfter(looked, HUBS_A_TURN);
    TrackingState after = Maintenance.applySwitch(state, some);
    List<Eui64> outdated =
        some.stream()
            .filter(hub -> !state.hub(hub).forget(now, keepAccepted).equals(state.hub(hub)))
            .toList();
    after = Maintenance.forget(after, outdated, now, keepAccepted);
    if (some.size() < HUBS_A_TURN) {
      after = Maintenance.switchApplied(after, turnedOff);
      TrackingState unused = Maintenance.forgetStrays(after, Maintenance.strays(after));
      looked = Optional.empty();
    } else {
      looked = Optional.of(some.getLast());
    }
    state.commit();
  }
}
