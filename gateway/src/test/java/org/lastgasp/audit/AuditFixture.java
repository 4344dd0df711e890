package org.lastgasp.audit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.lastgasp.duis.Document;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.CaseLookup;
import org.lastgasp.hindsight.Evidence;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.LabelChange;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Attempts;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** An index in memory that takes events up as they are added, and events to add. */
final class AuditFixture implements AutoCloseable {
  static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  static final Eui64 HUB = Eui64.of("00-DB-12-34-00-00-00-01");
  static final Eui64 OTHER_HUB = Eui64.of("00-DB-12-34-00-00-00-02");
  static final Eui64 METER = Eui64.of("00-DB-56-78-00-00-00-01");
  static final Eui64 OTHER_METER = Eui64.of("00-DB-56-78-00-00-00-02");
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 NETWORK = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final Mpan MPAN = new Mpan("2012345678903");
  static final String FIRMWARE = "AB".repeat(32);
  static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 7);

  private final AuditDatabase database = AuditDatabase.inMemory();
  private final Map<Eui64, Device> devices = new HashMap<>();
  private final List<Eui64> listed = new ArrayList<>();
  private final Map<Long, Case> cases = new HashMap<>();
  private final List<LabelChange> changes = new ArrayList<>();
  private DeliveryLookup deliveries = DeliveryLookup.UNKNOWN;
  private boolean fresh = true;
  private Duration waited = Duration.ZERO;
  private long last;

  /** The number it got. */
  long add(Event event) {
    last++;
    database.write(List.of(new Entry(last, event)), Position.at(last * 3 + 7)); // not its id
    return last;
  }

  /** The journal went on without an entry for the index. */
  void leaveOut(int numbers) {
    last += numbers;
  }

  void isBehind() {
    fresh = false;
  }

  void delivered(DeliveryLookup.Fate fate) {
    deliveries = entry -> fate;
  }

  void found(Case about) {
    cases.put(about.number(), about);
  }

  /** Hindsight changed the label of an alert. */
  void changed(long alert, Label to) {
    changes.add(change(changes.size() + 1L, alert, to));
  }

  static LabelChange change(long position, long alert, Label to) {
    Evidence because =
        new Evidence(Evidence.Kind.SUPPLY_RESTORED, OptionalLong.of(alert), TEN, "8F36");
    return new LabelChange(position, alert, 1, Label.UNRESOLVED, to, TEN, because);
  }

  /** How long the last query would have waited for an index that is behind. */
  Duration waited() {
    return waited;
  }

  CaseLookup changes() {
    return AuditFixture.changes(changes);
  }

  /** Knows no case, only changes. */
  static CaseLookup changes(List<LabelChange> changes) {
    return changes(changes, Long.MAX_VALUE);
  }

  /** The same, where no change can have a position above the greatest. */
  static CaseLookup changes(List<LabelChange> changes, long greatest) {
    return new CaseLookup() {
      @Override
      public Optional<Case> of(long number) {
        return Optional.empty();
      }

      @Override
      public List<LabelChange> changes(long after, int most) {
        return changes.stream().filter(each -> each.position() > after).limit(most).toList();
      }

      @Override
      public long validPosition(long noted) {
        return noted > greatest ? 0 : noted;
      }
    };
  }

  void know(Device device) {
    devices.put(device.id(), device);
  }

  void list(Eui64 meter) {
    listed.add(meter);
  }

  AuditDatabase database() {
    return database;
  }

  AuditQueries queries() {
    InventoryLookup inventory =
        new InventoryLookup() {
          @Override
          public Optional<Device> device(Eui64 id) {
            return Optional.ofNullable(devices.get(id));
          }

          @Override
          public boolean isListed(Eui64 id) {
            return listed.contains(id);
          }
        };
    return new AuditQueries(
        List.of(database),
        wait -> {
          waited = wait;
          return fresh;
        },
        () -> !database.follow(changes(), 1_000),
        inventory,
        deliveries,
        number -> Optional.ofNullable(cases.get(number)));
  }

  @Override
  public void close() {
    database.close();
  }

  static Instant at(String time) {
    return Instant.parse("2030-01-15T" + time + "Z");
  }

  static Device esme(Eui64 id, Eui64 hub) {
    return new Device(
        id, "ESME", "SMETS2 V4.2", "Landis+Gyr", "E470", Optional.of(hub), Optional.of(MPAN), "",
        "", "");
  }

  /** The window of an activation that the DSP accepted: 10:00 until 10:30. */
  static Window window() {
    return Window.opened(order(REQUEST, HUB, new ActivationTime.Now(), TEN), 1)
        .toBuilder()
        .tries(new Attempts(true, false, List.of()))
        .answered(TEN)
        .build();
  }

  /** The same of a meter of another model. */
  static Window window(String model) {
    Window usual = window();
    return new Window(
        usual.hub(), usual.meter(), usual.mpan(), model, usual.request(), usual.step(),
        usual.firmwareHash(), usual.mode(), usual.recorded(), usual.requested(), usual.from(),
        usual.until(), usual.tries(), usual.answered(), usual.ending(), usual.doubtedBy(),
        usual.failed());
  }

  /** The same until another time. */
  static Window longer(Window usual, Instant until) {
    return new Window(
        usual.hub(), usual.meter(), usual.mpan(), usual.model(), usual.request(), usual.step(),
        usual.firmwareHash(), usual.mode(), usual.recorded(), usual.requested(), usual.from(),
        until, usual.tries(), usual.answered(), usual.ending(), usual.doubtedBy(), usual.failed());
  }

  static Window ended(Window.End.Cause cause, Instant at) {
    return window().toBuilder().ending(new Window.End(cause, at, Optional.empty())).build();
  }

  static Window cancelled(Instant at, RequestId by) {
    Window.End end = new Window.End(Window.End.Cause.CANCELLED, at, Optional.of(by));
    return window().toBuilder().ending(end).build();
  }

  static Window doubted(RequestId by) {
    return window().toBuilder().doubtedBy(by).build();
  }

  static Window failed(Instant at) {
    return window().toBuilder().failed(at).build();
  }

  static Verdict.Suppress suppress(Window window, Instant compared) {
    return new Verdict.Suppress(
        window, "from <= received_at < window_until", compared, List.of(),
        Verdict.Evidence.NOTHING);
  }

  static Verdict.Forward forward(Reason reason, Window nearest, Instant compared) {
    return new Verdict.Forward(reason, Optional.of(nearest), compared, List.of());
  }

  static Verdict.Forward forward(Reason reason, Instant compared) {
    return new Verdict.Forward(reason, Optional.empty(), compared, List.of());
  }

  /** An alert of the hub that its window suppressed. */
  static Event.AlertJudged suppressed(Instant at) {
    return alert(HUB, at, suppress(window(), at));
  }

  /** The same as a message that stands for so many alerts. */
  static Event.AlertJudged throttled(Event.AlertJudged alert, long count) {
    return new Event.AlertJudged(
        alert.at(), alert.judged(), alert.response(), alert.hub(), alert.start(), alert.mpxn(),
        OptionalLong.of(count), alert.distributor(), alert.recipient(), alert.state(),
        alert.area(), alert.verdict(), alert.configHash(), alert.document());
  }

  /** An alert of a hub that nothing is tracked on. */
  static Event.AlertJudged forwarded(Eui64 hub, Instant at) {
    return alert(hub, at, forward(Reason.HUB_NOT_TRACKED, at));
  }

  static Event.AlertJudged alert(Eui64 hub, Instant at, Verdict verdict) {
    return alert(Optional.of(hub), MPAN.digits(), OptionalInt.of(20), at, verdict);
  }

  static Event.AlertJudged alert(
      Optional<Eui64> hub, String mpxn, OptionalInt distributor, Instant at, Verdict verdict) {
    return new Event.AlertJudged(
        at,
        at,
        hub.map(id -> new ResponseId(id, NETWORK, at.getEpochSecond())),
        hub,
        Optional.of(at.minusSeconds(60)),
        mpxn,
        OptionalLong.empty(),
        distributor,
        NETWORK,
        Switch.ENFORCE,
        Optional.empty(),
        verdict,
        "CD".repeat(32),
        document("an alert at " + at));
  }

  static Document document(String text) {
    return Document.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static TrackedRequest order(RequestId request, Eui64 hub, ActivationTime when, Instant at) {
    return new TrackedRequest(
        request, Step.SEND, request.target(), hub, Optional.of(MPAN), "E470", FIRMWARE, when, at,
        HALF_AN_HOUR, false);
  }

  /** An activation at once, tracked. */
  static Event requested(RequestId request, Eui64 hub, Instant at) {
    return requested(order(request, hub, new ActivationTime.Now(), at));
  }

  static Event requested(TrackedRequest order) {
    return new Event.ActivationRequested(
        order.received(),
        "/api/v1/serviceS",
        Optional.of(order.request()),
        OptionalInt.of(5),
        new TrackingDecision.Tracked(order),
        document("a request"));
  }

  static Event notTracked(RequestId request, NotTrackedReason reason, String detail, Instant at) {
    return new Event.ActivationRequested(
        at,
        "/api/v1/serviceS",
        Optional.of(request),
        OptionalInt.of(5),
        new TrackingDecision.NotTracked(reason, detail),
        document("a request"));
  }

  /** What the DSP said to the request of an entry. */
  static Event.ActivationAnswered answered(
      long number, RequestId request, DspAnswer answer, Instant at) {
    String code = answer == DspAnswer.REFUSED ? "E11" : "I0";
    return new Event.ActivationAnswered(
        at, number, Optional.of(request), Optional.of(Step.SEND), answer, 200, code);
  }

  static Event carried(Eui64 device, Instant at) {
    return new Event.Carried(
        at, "device-alert", Optional.empty(), Optional.empty(), Optional.of(device), SUPPLIER,
        document("heard"));
  }

  static Event deviceAlert(Eui64 device, String code, Instant at) {
    return new Event.Carried(
        at, "device-alert", Optional.empty(), Optional.empty(), Optional.of(device), SUPPLIER,
        Optional.of(code), document("an alert"));
  }

  static Event relayed(RequestId request, Instant at) {
    return new Event.Relayed(
        at, "/api/v1/service", Optional.of(request), "4.1.1", OptionalInt.of(1), 200, "I0", 99,
        "EF".repeat(32));
  }

  static Event switched(Instant at, Switch to) {
    return new Event.Switched(at, to, "Ann", "a drill");
  }

  static Event.Supplied imported(
      Instant at, List<Event.Move> moves, List<Event.Leaving> leavings) {
    return new Event.Supplied(
        at, "inventory", "meters.csv", "00".repeat(32), 1_234, moves, leavings, "Ann");
  }
}
