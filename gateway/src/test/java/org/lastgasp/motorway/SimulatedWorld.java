package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lastgasp.duis.Document;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.journal.AcceptedRequests;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubLimits;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;

/**
 * One seeded world around the real motorway: suppliers that repeat what was not answered, a DSP
 * that accepts, refuses or stays silent, a sender of alerts that repeats what was not acknowledged
 * and sometimes what was, receivers that may be dead; a disk that fails and a power that goes.
 *
 * <p>After each step the promises are checked against what the world itself saw; at the end {@link
 * JournalAudit} works every verdict out again from the journal alone.
 */
final class SimulatedWorld {
  private static final Eui64 SUPPLIER = new Eui64(0xC1);
  private static final Eui64 DISTRIBUTOR = new Eui64(0xD1);
  private static final String HASH = "AB".repeat(32);

  private static final Set<Guard> COUNTING = Set.of(Guard.COINCIDENT_OUTAGE, Guard.BREAKER);

  private final Random random;
  private final boolean clockMoves;
  private final NavigableMap<Long, Instant> starts = new TreeMap<>();
  private final Settings settings;
  private final Misfortunes misfortunes;
  private final List<Eui64> hubs = List.of(new Eui64(0xA1), new Eui64(0xA2), new Eui64(0xA3));
  private final Map<Eui64, Eui64> hubOf = new HashMap<>();
  private final Set<Eui64> listed = new HashSet<>();
  private final Deque<byte[]> unsettled = new ArrayDeque<>();
  private final List<byte[]> acknowledged = new ArrayList<>();
  private final Set<String> handedOver = new HashSet<>();
  private final Set<String> reachedDsp = new HashSet<>();
  private final List<String> answered = new ArrayList<>();
  private final Set<String> settled = new HashSet<>();
  private final Set<Long> released = new HashSet<>();
  private final Set<String> suppressed = new HashSet<>();
  private final Map<Long, String> requestOf = new HashMap<>();
  private final Set<String> withAnswer = new HashSet<>();
  private Position checked = Position.START;
  private int acknowledgedChecked;
  private Instant now = Instant.parse("2030-01-15T00:00:00Z");
  private long version;
  private long counter;
  private Optional<RequestId> asked = Optional.empty();
  private boolean receiverDead;
  private MemoryJournal disk;
  private LiveState live;
  private OperatorCommands controls;
  private Northbound northbound;
  private Southbound southbound;

  SimulatedWorld(long seed) {
    this.random = new Random(seed);
    this.clockMoves = seed % 4 == 0; // the first draw of neighbouring seeds is alike
    this.settings = settings(random, clockMoves);
    this.misfortunes = new Misfortunes(random);
    for (int i = 0; i < 4; i++) {
      Eui64 meter = new Eui64(0xB1 + i);
      hubOf.put(meter, hubs.get(i % 3));
      listed.add(meter);
    }
    JournalOutage gap = new JournalOutage();
    live = new LiveState(gap);
    disk = new MemoryJournal(live);
    surviving(() -> start(gap));
  }

  Map<String, Integer> seen() {
    return misfortunes.seen();
  }

  void run() {
    int steps = 30 + random.nextInt(90);
    for (int i = 0; i < steps; i++) {
      now = now.plusSeconds(1 + random.nextInt(600)); // windows are counted once a second
      surviving(this::step);
    }
    misfortunes.end();
    receiverDead = false;
    disk.mend();
    disk.answer();
    while (!unsettled.isEmpty()) {
      settle(unsettled.poll());
    }
    controls.forget(Duration.ofDays(90), now); // an append, so that a gap at the end is recorded
    surviving(() -> send(MessageBuilder.acknowledgement(id(new Eui64(0xB1)), "4.1.1", "I0", now)));
    checkPromises();
    if (misfortunes.seen().keySet().stream().noneMatch(what -> what.startsWith("crash"))) {
      checkWhatCameLate();
    }
    JournalAudit audit = new JournalAudit(settings);
    audit.check(disk.all(), starts);
    audit.reasons().forEach(misfortunes::saw);
  }

  /** What became durable after its sender was told otherwise is set right by another entry. */
  private void checkWhatCameLate() {
    for (Entry each : disk.all()) {
      if (each.entry() instanceof Event.AlertJudged e && e.isSuppression()) {
        boolean known = released.contains(each.number());
        boolean handed = handedOver.contains(e.document().sha256());
        assertThat(known)
            .as("suppressed, and known as handed over if it was: entry " + each.number())
            .isEqualTo(handed);
      }
      if (each.entry() instanceof Event.ActivationRequested e) {
        assertThat(withAnswer).as("no try awaits its answer").contains(e.document().sha256());
      }
    }
  }

  /** Any guards; those that count do so soon, and only where the clock does not run back. */
  private static Settings settings(Random random, boolean clockMoves) {
    Guard.Setting[] all = Guard.Setting.values();
    Settings usual = Settings.defaults();
    return new Settings(
        usual.window(),
        usual.windowClock(),
        usual.maxBlindness(),
        usual.trackLocalDelivery(),
        usual.manufacturers(),
        Arrays.stream(Guard.values())
            .collect(
                Collectors.toMap(
                    g -> g,
                    g ->
                        clockMoves && COUNTING.contains(g)
                            ? Guard.Setting.OFF
                            : all[random.nextInt(5) / 2])),
        new Settings.Thresholds(
            1, Duration.ofMinutes(20), 2, Duration.ofMinutes(40), 60 * random.nextInt(3),
            Duration.ofMinutes(30)),
        usual.authority());
  }

  private void step() {
    switch (random.nextInt(19)) {
      case 14 -> send(failure());
      case 15 -> storm();
      case 16 -> attempt(controls::closeQuietBreaker);
      case 17 -> attempt(() -> controls.trustClock("test", "it is right"));
      case 18 -> flood();
      case 0, 1, 2 -> request();
      case 3 -> otherRequest();
      case 4 -> changeList();
      case 5 -> turn();
      case 6 -> disturb();
      case 7 -> send(MessageBuilder.acknowledgement(id(meter()), "4.1.1", "I0", now));
      case 8 -> sendAgain();
      default -> send(alert());
    }
    if (!unsettled.isEmpty() && random.nextBoolean()) {
      settle(unsettled.poll());
    }
    checkPromises();
  }

  /** Does something; if the power goes, starts again from what is on disk. */
  private void surviving(Runnable what) {
    try {
      what.run();
    } catch (Misfortunes.Crash crash) {
      boolean up = false;
      while (!up) {
        up = restarted();
      }
    }
  }

  private boolean restarted() {
    JournalOutage gap = new JournalOutage();
    live = new LiveState(gap);
    disk = disk.crash(live);
    if (clockMoves) {
      now = now.plusSeconds(random.nextInt(3) * random.nextInt(-7_200, 7_200));
    }
    try {
      start(gap);
      return true;
    } catch (Misfortunes.Crash again) {
      return false;
    }
  }

  private void start(JournalOutage gap) {
    CrashingJournal journal = new CrashingJournal(disk, misfortunes);
    RecipientRouter directory =
        new RecipientRouter(
            List.of(
                new RecipientRouter.User(SUPPLIER, "Supplier", Set.of()),
                new RecipientRouter.User(DISTRIBUTOR, "Distributor", Set.of(20))),
            Optional.of(DISTRIBUTOR));
    RuntimeSettings rules = new RuntimeSettings(new Policy(settings), directory, "0".repeat(64));
    JournalCommandHandler handler =
        new JournalCommandHandler(journal, live, gap, () -> rules, () -> now);
    handler.start(now, settings);
    starts.put(disk.lastId(), live.state().suppressFrom());
    controls =
        new OperatorCommands(
            handler, journal, gap, new Counters(), () -> rules, new Known(),
            OperatorCommands.Peers.NONE, () -> now);
    northbound =
        new Northbound(
            handler, gap, new Counters(), () -> rules, new Known(), this::handOver, () -> now);
    southbound =
        new Southbound(
            handler, gap, new Counters(), new Known(), AcceptedRequests.NONE, () -> this::post,
            () -> RequestVerifier.OFF, () -> now);
    if (live.state().global().position().isEmpty()) {
      controls.set(Switch.ENFORCE, "configuration", "first start");
    }
    handler.handle(new Command.EndUnmeasured());
    handler.handle(new Command.GiveUpAwaited());
    controls.recheck("start", "start");
  }

  private Southbound.RelayedAnswer relay(String path, byte[] document) {
    return southbound.relay(path, Map.of(), document, new Command.Sender.Unchecked());
  }

  private Dsp.Outcome post(String path, Map<String, List<String>> headers, byte[] body) {
    misfortunes.maybeCrash("before relay");
    checkRecordedBeforeRelay(body);
    reachedDsp.add(sha(body));
    misfortunes.maybeCrash("after relay");
    byte[] accepted = MessageBuilder.acknowledgement(id(meter()), "11.3", "I0", now);
    byte[] refused = MessageBuilder.acknowledgement(id(meter()), "11.3", "E9", now);
    return switch (random.nextInt(8)) {
      case 0 -> new Dsp.Outcome.Silent("timeout", "late");
      case 1 -> new Dsp.Outcome.Answered(500, Map.of(), new byte[0]);
      case 2 -> new Dsp.Outcome.Answered(200, Map.of(), refused);
      case 3 -> new Dsp.Outcome.Answered(400, Map.of(), new byte[0]);
      default -> new Dsp.Outcome.Answered(200, Map.of(), accepted);
    };
  }

  private boolean handOver(Eui64 recipient, Document document) {
    misfortunes.maybeCrash("before hand-over");
    if (receiverDead) {
      return false;
    }
    handedOver.add(document.sha256());
    misfortunes.saw("alert handed over");
    misfortunes.maybeCrash("after hand-over");
    return true;
  }

  /** A sender in a loop, rarely: more than a hub can have by right, then an alert of it. */
  private void flood() {
    if (random.nextInt(40) > 0) {
      return;
    }
    Eui64 meter = meter();
    for (int i = 0; i < 2 * HubLimits.MOST_WINDOWS; i++) {
      request(meter);
    }
    send(alert());
    for (HubState each : live.state().hubs()) {
      assertThat(each.windows().size()).isLessThanOrEqualTo(2 * HubLimits.MOST_WINDOWS);
    }
  }

  private void request() {
    request(meter());
  }

  private void request(Eui64 meter) {
    long number = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : ++counter + 10;
    byte[] payload =
        switch (random.nextInt(4)) {
          case 0 ->
              org.lastgasp.gbcs.PayloadBuilder.cancellation(SUPPLIER, meter, number, HASH);
          case 1 ->
              org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
                  SUPPLIER, meter, number, HASH,
                  Optional.of(now.plusSeconds(300L * random.nextInt(12))));
          default ->
              org.lastgasp.gbcs.PayloadBuilder.activateFirmware(
                  SUPPLIER, meter, number, HASH, Optional.empty());
        };
    byte[] document =
        MessageBuilder.signedActivation(
            new RequestId(SUPPLIER, meter, number),
            5,
            org.lastgasp.gbcs.PayloadBuilder.signed(payload, new byte[64]));
    asked = Optional.of(new RequestId(SUPPLIER, meter, number));
    Southbound.RelayedAnswer reply = relay("/api/v1/serviceS", document);
    if (reply.status() != 503) {
      answered.add(sha(document));
    }
  }

  private void otherRequest() {
    byte[] document = MessageBuilder.request(id(meter()), 1, "4.1.1", "<sr:ReadProfileData/>");
    Southbound.RelayedAnswer reply = relay("/api/v1/serviceD", document);
    assertThat(reachedDsp).as("relayed whatever the journal does").contains(sha(document));
    assertThat(reply).isNotNull();
  }

  private void changeList() {
    Eui64 meter = meter();
    Runnable change =
        switch (random.nextInt(3)) {
          case 0 -> () -> listed.remove(meter);
          case 1 -> () -> listed.add(meter);
          default -> () -> hubOf.put(meter, hubs.get(random.nextInt(3)));
        };
    change.run();
    version++;
    attempt(() -> controls.recheck("guids", "test"));
  }

  private void turn() {
    Switch to = random.nextInt(3) == 0 ? Switch.OFF : Switch.values()[random.nextInt(3)];
    attempt(() -> controls.set(to, "test", "because"));
    if (random.nextInt(3) > 0) {
      attempt(() -> controls.set(Switch.ENFORCE, "test", "because"));
    }
  }

  private void storm() {
    boolean here = random.nextBoolean();
    OptionalInt distributor = here ? OptionalInt.of(20) : OptionalInt.of(17);
    Optional<String> region = random.nextBoolean() ? Optional.of("North") : Optional.empty();
    StormOrder.Order order = random.nextInt(3) == 0 ? StormOrder.Order.ON : StormOrder.Order.OFF;
    Optional<Instant> until =
        random.nextBoolean() && order == StormOrder.Order.ON
            ? Optional.of(now.plusSeconds(random.nextLong(1, 1_800)))
            : Optional.empty();
    attempt(
        () ->
            controls.storm(
                new StormOrder.Scope(distributor, region), order, until, "test", "gale"));
    attempt(controls::endStorms);
  }

  /** Half of them of the request that was made last. */
  private byte[] failure() {
    RequestId id =
        random.nextBoolean()
            ? asked.orElse(id(meter()))
            : new RequestId(SUPPLIER, meter(), 1 + random.nextInt(5));
    byte[] payload =
        org.lastgasp.gbcs.PayloadBuilder.futureDatedActivation(
            id.target(), SUPPLIER, ++counter, 0x8F67, now, id.counter(), 2, "01020304",
            new byte[64]);
    return MessageBuilder.futureDatedAlert(id, "11.3", "8F67", payload, now);
  }

  private void attempt(Runnable order) {
    try {
      order.run();
    } catch (org.lastgasp.journal.JournalUnavailable notNow) {
      misfortunes.saw("order not recorded");
    }
  }

  private void disturb() {
    switch (random.nextInt(7)) {
      case 0 -> {
        misfortunes.saw("disk broken");
        disk.breakDisk();
      }
      case 3 -> {
        misfortunes.saw("sync hangs");
        disk.hang();
      }
      case 4 -> disk.answer();
      case 1 -> disk.failNext();
      case 2 -> receiverDead = !receiverDead;
      default -> disk.mend();
    }
  }

  private byte[] alert() {
    Eui64 hub = hubs.get(random.nextInt(3));
    String mpxn = random.nextInt(5) == 0 ? "BANANA" : mpan(meter()).digits();
    return MessageBuilder.ad1(
        new ResponseId(hub, DISTRIBUTOR, ++counter), hub, now.minusSeconds(random.nextInt(600)),
        mpxn, OptionalLong.empty(), now);
  }

  /** The network doubles a message that was acknowledged long ago. */
  private void sendAgain() {
    if (!acknowledged.isEmpty()) {
      send(acknowledged.get(random.nextInt(acknowledged.size())));
    }
  }

  private void send(byte[] document) {
    unsettled.add(document);
    settle(unsettled.pollLast());
  }

  /** Until it is acknowledged its sender keeps it. */
  private void settle(byte[] document) {
    unsettled.add(document);
    Northbound.Result receipt = northbound.receive(document);
    unsettled.removeLastOccurrence(document);
    switch (receipt) {
      case Northbound.Result.Taken taken -> acknowledged.add(document);
      case Northbound.Result.NotNow later -> {
        misfortunes.saw("alert refused");
        unsettled.add(document);
      }
      case Northbound.Result.Refused refused -> throw new AssertionError(refused.fault());
    }
  }

  private void checkRecordedBeforeRelay(byte[] body) {
    String document = new String(body, StandardCharsets.UTF_8);
    if (document.contains(">11.3<")) {
      assertThat(disk.all())
          .as("an activation is on disk before it is relayed")
          .anyMatch(
              r ->
                  r.entry() instanceof Event.ActivationRequested e
                      && e.document().sha256().equals(sha(body)));
    }
  }

  /** Looks at what has become durable since the last look. */
  private void checkPromises() {
    for (Entry each : disk.read(checked, Integer.MAX_VALUE)) {
      checked = disk.behind(each.number());
      switch (each.entry()) {
        case Event.AlertJudged e -> {
          settled.add(e.document().sha256());
          if (e.verdict() instanceof Verdict.Suppress) {
            misfortunes.saw("suppressed");
            assertThat(suppressed.add(e.document().sha256()))
                .as("no alert is suppressed twice")
                .isTrue();
          }
        }
        case Event.AlertCopied e -> {
          misfortunes.saw("copy");
          assertThat(suppressed).as("a copy has its original").contains(e.sha256());
        }
        case Event.Carried e -> settled.add(e.document().sha256());
        case Event.ActivationRequested e -> requestOf.put(each.number(), e.document().sha256());
        case Event.ActivationAnswered e -> {
          String request = requestOf.getOrDefault(e.requested(), "");
          withAnswer.add(request);
          if (e.code().equals("not-relayed")) {
            misfortunes.saw("not relayed, though recorded");
            assertThat(e.answer()).isEqualTo(DspAnswer.REFUSED);
          }
        }
        case Event.WindowsEnded e -> misfortunes.saw("windows ended by the clock");
        case Event.ClockTrusted e -> misfortunes.saw("clock trusted");
        case Event.HandedOver e -> {
          misfortunes.saw("handed over, though suppressed");
          released.add(e.alert());
        }
        case Event.Gap e -> misfortunes.saw("gap");
        case Event other -> {}
      }
    }
    for (; acknowledgedChecked < acknowledged.size(); acknowledgedChecked++) {
      String document = sha(acknowledged.get(acknowledgedChecked));
      assertThat(settled.contains(document) || handedOver.contains(document))
          .as("what was acknowledged is on disk or taken")
          .isTrue();
    }
    assertThat(withAnswer).as("an answer is on disk before it is returned").containsAll(answered);
    answered.clear();
  }

  private Eui64 meter() {
    return new Eui64(0xB1 + random.nextInt(4));
  }

  private RequestId id(Eui64 meter) {
    return new RequestId(SUPPLIER, meter, ++counter + 1_000_000);
  }

  private static Mpan mpan(Eui64 meter) {
    return new Mpan("20000000000" + (meter.value() - 0xB1) + "0");
  }

  private static String sha(byte[] document) {
    return Document.of(document).sha256();
  }

  /** The inventory of this world. */
  private final class Known implements DeviceLookup {
    @Override
    public Optional<Device> device(Eui64 id) {
      if (id.equals(hubs.get(0)) || id.equals(hubs.get(1))) {
        return Optional.of(
            new Device(
                id, "CHF", "", "", "", Optional.empty(), Optional.empty(), "", "", "F1"));
      }
      return Optional.ofNullable(hubOf.get(id))
          .map(
              hub ->
                  new Device(
                      id, "ESME", "SMETS2", "1063", "", Optional.of(hub), Optional.of(mpan(id)),
                      "", "", ""));
    }

    @Override
    public boolean isListed(Eui64 id) {
      return listed.contains(id);
    }

    @Override
    public long version() {
      return version;
    }
  }
}
