package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.EntryCodec;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.motorway.RuntimeSettings;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Command.DeviceFacts;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;
import org.lastgasp.policy.Verdict;

/**
 * One street told as a timeline of real documents, judged twice: by the topology, from the bytes of
 * its topics, and by one machine in memory. Each event of the one is compared with that of the
 * other. For tests.
 */
final class JudgedStreet implements AutoCloseable {
  static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  static final Eui64 OTHER_HUB = Eui64.of("00-DB-00-00-00-00-00-02");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 NEIGHBOUR = Eui64.of("00-DB-12-34-56-78-90-A1");
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 OTHER_SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-01");
  static final Eui64 DISTRIBUTOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final String HASH = "AB".repeat(32);
  private static final String PATH = "/api/v1/serviceS";
  private static final Duration A_TURN = Duration.ofSeconds(1); // of a judge's chores

  final Topics topics = new Topics("", 1);
  private final RuntimeSettings settings;
  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> input;
  private final TestOutputTopic<byte[], byte[]> events;
  private final TestOutputTopic<byte[], byte[]> suppressed;
  private final InputCodec codec = new InputCodec();
  private final MessageReader reader = new MessageReader();
  private final Map<Eui64, Eui64> hubOf = new HashMap<>();
  private final Map<Long, Long> requested = new HashMap<>(); // offset to the machine's id
  private final Map<Long, Event.ActivationRequested> asked = new HashMap<>();
  private final Map<Long, Long> same = new HashMap<>(); // the topology's id to the machine's
  private final Set<Long> ids = new HashSet<>();
  private TrackingState state = TrackingState.empty();
  private Instant now = time("00:00");
  private long lastId;
  private long written;
  private long offset = -1;
  private long alerts;
  private int suppressions;
  private final List<Integer> askedFor = new ArrayList<>(); // heartbeats that are not there yet
  private final List<Written> log = new ArrayList<>();
  private final List<byte[]> said = new ArrayList<>();
  private int heartbeats;

  JudgedStreet(Path folder) {
    this(folder, Settings.defaults());
  }

  JudgedStreet(Path folder, Settings judgedBy) {
    this.settings =
        new RuntimeSettings(
            new Policy(judgedBy),
            new RecipientRouter(
                List.of(new RecipientRouter.User(DISTRIBUTOR, "SSEN", Set.of(20))),
                Optional.of(DISTRIBUTOR)),
            "ab".repeat(32));
    this.driver = driver(folder);
    ByteArraySerializer out = new ByteArraySerializer();
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    this.input = driver.createInputTopic(topics.input(), out, out);
    this.events = driver.createOutputTopic(topics.events(), in, in);
    this.suppressed = driver.createOutputTopic(topics.suppressed(), in, in);
    hubOf.put(METER, HUB);
    hubOf.put(NEIGHBOUR, HUB);
    turn("00:00", Switch.ENFORCE);
  }

  private TopologyTestDriver driver(Path folder) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, topics.application());
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    return new TopologyTestDriver(
        JudgeTopology.of(
            topics,
            new Judge.Means(
                () -> settings, Duration.ofDays(90), event -> {}, askedFor::add, () -> now)),
        properties,
        time("00:00"));
  }

  /** A time of the one day on which everything happens, {@code hh:mm} or {@code hh:mm:ss}. */
  static Instant time(String text) {
    return Instant.parse("2030-01-15T" + (text.length() == 5 ? text + ":00" : text) + "Z");
  }

  /** What the stores of the partition hold, as a judge that takes it over finds it. */
  StoreState stored() {
    return new StoreState(
        driver.getKeyValueStore(JudgeTopology.HUBS),
        driver.getKeyValueStore(JudgeTopology.METERS),
        globals());
  }

  KeyValueStore<byte[], byte[]> requests() {
    return driver.getKeyValueStore(JudgeTopology.REQUESTS);
  }

  KeyValueStore<byte[], byte[]> globals() {
    return driver.getKeyValueStore(JudgeTopology.GLOBALS);
  }

  /** The meter is on another hub from here on, as the inventory has it. */
  JudgedStreet on(Eui64 meter, Eui64 hub) {
    return on(meter, Optional.of(hub));
  }

  /** The meter is on that hub, or on none, as the inventory has it. */
  JudgedStreet on(Eui64 meter, Optional<Eui64> hub) {
    hub.ifPresentOrElse(its -> hubOf.put(meter, its), () -> hubOf.remove(meter));
    return this;
  }

  /** A try of a request; an instant in the far future is a cancellation. Gives its offset. */
  long request(
      String when, Eui64 supplier, Eui64 meter, long counter, int variant, byte[] payload) {
    Command command = activation(when, new RequestId(supplier, meter, counter), variant, payload);
    List<Event> events = take(when, new Input.Decide(command), command);
    requested.put(offset, written);
    asked.put(offset, (Event.ActivationRequested) events.getFirst());
    return offset;
  }

  /** An edge's command of a request that it received then, by its clock. */
  Command activation(String received, RequestId id, int variant, byte[] payload) {
    byte[] document =
        MessageBuilder.signedActivation(
            id, variant, PayloadBuilder.signed(payload, new byte[64]));
    return new Command.Activation(
        time(received), PATH, (Message.Request) reader.read(document), device(id.target()), true,
        Set.of(), new RequestVerifier.SignatureCheck.Valid(), new Command.Sender.Unchecked());
  }

  long request(String when, long counter, Optional<Instant> date) {
    return request(
        when, SUPPLIER, METER, counter, 5,
        PayloadBuilder.activateFirmware(SUPPLIER, METER, counter, HASH, date));
  }

  long cancellation(String when, long counter) {
    return request(
        when, SUPPLIER, METER, counter, 5,
        PayloadBuilder.cancellation(SUPPLIER, METER, counter, HASH));
  }

  Optional<Device> device(Eui64 meter) {
    return Optional.of(
        new Device(
            meter, "ESME", "SMETS2 V4.2", "Landis+Gyr", "E470", Optional.ofNullable(
                hubOf.get(meter)),
            Optional.of(mpan(meter)), "South", "SO14 1AA", "F1"));
  }

  static Mpan mpan(Eui64 meter) {
    return new Mpan(meter.equals(METER) ? "2012345678903" : "2012345678911");
  }

  /** The DSP's answer to the request of an offset. */
  JudgedStreet answer(String when, long of, DspAnswer answer) {
    Event.ActivationRequested request = asked.get(of);
    Event.ActivationAnswered answered =
        new Event.ActivationAnswered(
            time(when), requested.get(of), request.request(), request.admission().step(), answer,
            200, "", request.admission().doubting(), request.untracked());
    // the edge knows neither the id nor what was decided about the request
    Event.ActivationAnswered sent =
        new Event.ActivationAnswered(
            time(when), 0, request.request(), Optional.empty(), answer, 200, "");
    take(when, new Input.Answer(of, sent), new Command.RecordEvent(answered));
    return this;
  }

  JudgedStreet accepted(String when, long counter, Optional<Instant> date) {
    return answer(when, request(when, counter, date), DspAnswer.ACCEPTED);
  }

  JudgedStreet cancelled(String when, long counter) {
    return answer(when, cancellation(when, counter), DspAnswer.ACCEPTED);
  }

  void turn(String when, Switch to) {
    Command order = new Command.SetSwitch(to, "test", "because");
    take(when, new Input.Order("order-" + offset, time(when), order), order);
  }

  void order(String when, Command order) {
    take(when, new Input.Order("order-" + offset, time(when), order), order);
  }

  /** Inventory and list say this of every meter: what it does is worked out once, by one node. */
  void supply(String when, Set<Eui64> unlisted) {
    now = time(when);
    Command supply =
        new Command.Supply(
            "inventory", "", "", 0, "test",
            meter ->
                Optional.of(new DeviceFacts(device(meter), !unlisted.contains(meter))));
    Event supplied = Decider.decide(state, supply, context()).events().getFirst();
    Command record = new Command.RecordEvent(supplied);
    take(when, new Input.Decide(record), record);
  }

  /** An alert of a hub, of an outage that began then. */
  Event alert(String received, Eui64 hub, String mpxn, Instant start) {
    return alert(received, alertDocument(hub, ++alerts, mpxn, start));
  }

  static byte[] alertDocument(Eui64 hub, long counter, String mpxn, Instant start) {
    return MessageBuilder.ad1(
        new ResponseId(hub, DISTRIBUTOR, counter), hub, start, mpxn, OptionalLong.empty(), start);
  }

  Event alert(String received, byte[] document) {
    return take(received, alertInput(received, document), alertCommand(received, document))
        .getFirst();
  }

  Command alertCommand(String received, byte[] document) {
    return new Command.Alert(
        time(received),
        (Message.Ad1) reader.read(document),
        new HubLocation(Optional.empty(), Optional.empty()),
        DISTRIBUTOR);
  }

  Input alertInput(String received, byte[] document) {
    return new Input.Decide(alertCommand(received, document));
  }

  Verdict verdict(String received) {
    Event judged = alert(received, HUB, mpan(METER).digits(), time(received));
    return ((Event.AlertJudged) judged).verdict();
  }

  JudgedStreet heldAt(String received) {
    assertThat(verdict(received)).as("alert at " + received).isInstanceOf(Verdict.Suppress.class);
    return this;
  }

  JudgedStreet passesAt(String received, Reason reason) {
    assertThat(verdict(received))
        .as("alert at " + received)
        .isInstanceOfSatisfying(
            Verdict.Forward.class, f -> assertThat(f.reason()).isEqualTo(reason));
    return this;
  }

  private Decider.Context context() {
    return new Decider.Context(
        settings.policy(), settings.configHash(), now, ordinal -> written + 1 + ordinal);
  }

  /** Has both decide, and compares; the machine's events. */
  List<Event> take(String when, Input wire, Command command) {
    now = time(when);
    state = state.under(settings.policy().settings());
    List<Event> expected = Decider.decide(state, command, context()).events();
    for (Event each : expected) {
      state = Transition.apply(state, ++written, each);
    }
    write(codec.encode(wire), time(when));
    List<EventRecord.Happened> found = happened();
    assertThat(found).extracting(h -> text(h.row().facts(), true))
        .as("at %s: %s", when, command)
        .isEqualTo(expected.stream().map(e -> text(facts(e), false)).toList());
    assertThat(found).extracting(h -> h.row().body().map(d -> d.sha256()))
        .isEqualTo(expected.stream().map(e -> encoded(e).body().map(d -> d.sha256())).toList());
    assertThat(found).extracting(h -> h.row().lane())
        .isEqualTo(expected.stream().map(e -> encoded(e).lane()).toList());
    long due = expected.stream().filter(Event::isSuppression).count();
    assertThat(suppressed.readValuesToList().size()).as("suppressed").isEqualTo((int) due);
    suppressions += (int) due;
    return expected;
  }

  private byte[] key() {
    return Topics.key(HUB);
  }

  /** What the topology has said since the last call, heartbeats aside; ids only ever grow. */
  List<EventRecord.Happened> happened() {
    List<EventRecord.Happened> all = new ArrayList<>();
    for (byte[] value : events.readValuesToList()) {
      EventRecord record = EventRecord.of(value);
      assertThat(record.id()).isGreaterThan(lastId).isEven();
      assertThat(ids.add(record.id())).isTrue();
      lastId = record.id();
      said.add(value);
      switch (record) {
        case EventRecord.Happened happened -> all.add(happened);
        case EventRecord.Heartbeat _ -> heartbeats++;
      }
    }
    for (int i = 0; i < all.size(); i++) {
      same.put(all.get(i).id(), written - all.size() + 1 + i);
    }
    return all;
  }

  int suppressions() {
    return suppressions;
  }

  private static String facts(Event event) {
    return encoded(event).facts();
  }

  private static org.lastgasp.journal.Row encoded(Event event) {
    return new EntryCodec().encode(event);
  }

  /** The facts with ids of the topology put as those of the machine. */
  private String text(String facts, boolean translated) {
    String text = facts;
    if (translated) {
      for (Map.Entry<Long, Long> each : same.entrySet()) {
        text = text.replace(each.getKey().toString(), each.getValue().toString());
      }
    }
    return text;
  }

  /** Puts bytes as they are into the partition. */
  List<Event> raw(String when, byte[] value) {
    now = time(when);
    write(value, now);
    int unusedSuppressed = suppressed.readValuesToList().size();
    return happened().stream().map(h -> EntryCodec.decode(h.row())).toList();
  }

  /** A record of the partition, by the broker's clock. */
  record Written(long offset, Instant at, byte[] value) {}

  private void write(byte[] value, Instant at) {
    log.add(new Written(++offset, at, value));
    input.pipeInput(key(), value, at);
  }

  /** All that was written to the partition. */
  List<Written> written() {
    return log;
  }

  /** How many heartbeats were said. */
  int heartbeats() {
    return heartbeats;
  }

  /** All records of events, heartbeats among them. */
  List<byte[]> said() {
    return said;
  }

  long lastId() {
    return lastId;
  }

  RuntimeSettings settings() {
    return settings;
  }

  /** Time goes on, and nothing comes but the heartbeats that the judge asks for. */
  List<Event> pass(Duration by) {
    stall(by.minus(A_TURN));
    askedFor.forEach(partition -> write(codec.encode(new Input.Heartbeat()), now));
    askedFor.clear();
    return stall(A_TURN);
  }

  /** Time goes on by the judge's clock, and nothing comes through the partition. */
  List<Event> stall(Duration by) {
    now = now.plus(by);
    driver.advanceWallClockTime(by);
    return happened().stream().map(h -> EntryCodec.decode(h.row())).toList();
  }

  TrackingState machine() {
    return state;
  }

  static Optional<TrackingDecision.Tracked> tracked(Event event) {
    return event instanceof Event.ActivationRequested r
            && r.admission() instanceof TrackingDecision.Tracked t
        ? Optional.of(t)
        : Optional.empty();
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
  }
}
