package org.lastgasp.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.GlobalState;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Lane;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingDecision;

/**
 * A codec of entries as rows. The numbers of the kinds and the names of the facts are the format of
 * a segment, set down in {@code docs/formats.md}: they are never used again for something else.
 *
 * <p>For one thread, because it writes into a buffer of its own; reading may be shared.
 */
public final class EntryCodec {
  public static final int ACTIVATION_REQUESTED = 1;
  static final int ACTIVATION_ANSWERED = 2;
  public static final int ALERT_JUDGED = 3;
  static final int ALERT_COPIED = 4;
  public static final int CARRIED = 5;
  static final int RELAYED = 6;
  static final int SWITCHED = 7;
  static final int CONFIGURED = 8;
  static final int SUPPLIED = 9;
  static final int CLOCK_DIFFERED = 10;
  static final int GAP = 11;
  public static final int STATE = 12;
  static final int SETTLED = 13;
  static final int STORM_ORDERED = 14;
  static final int BREAKER_TURNED = 15;
  static final int ACTIVATION_FAILED = 16;
  static final int RELEASED = 17;
  static final int HANDED_OVER = 20;
  static final int WINDOWS_ENDED = 21;
  public static final int CLOCK_TRUSTED = 22;
  static final int RESTORED = 34;
  static final int DEAD_LETTER_ORDERED = 35;
  static final int NOTED = 36;

  private final EntryJsonWriter facts = new EntryJsonWriter();

  /** The row of an entry. */
  public Row encode(Event entry) {
    facts.begin();
    return switch (entry) {
      case Event.AlertJudged e -> encode(e);
      case Event.Carried e -> encode(e);
      case Event.Relayed e -> encode(e);
      case Event.ActivationRequested e -> encode(e);
      case Event.ActivationAnswered e -> encode(e);
      case Event.Supplied e -> encode(e);
      case Event.Released e -> encode(e);
      case Event.HandedOver e -> encode(e);
      case Event.AlertCopied e -> {
        facts.number("original", e.original()).text("sha256", e.sha256());
        yield row(ALERT_COPIED, e, Optional.empty());
      }
      case Event.Switched e -> {
        facts.choice("to", e.to()).text("by", e.by()).text("reason", e.reason());
        yield row(SWITCHED, e, Optional.empty());
      }
      case Event.Configured e -> {
        facts.text("config", e.configHash()).text("text", e.text()).text("by", e.by());
        yield row(CONFIGURED, e, Optional.empty());
      }
      case Event.ClockDiffered e -> {
        facts.instant("wall", e.wall());
        yield row(CLOCK_DIFFERED, e, Optional.empty());
      }
      case Event.WindowsEnded e -> encode(e);
      case Event.ClockTrusted e -> encode(e);
      case Event.Gap e -> {
        facts
            .instant("since", e.since())
            .number("alerts_relayed", e.alertsRelayed())
            .number("refused", e.refused())
            .number("relayed", e.relayed());
        yield row(GAP, e, Optional.empty());
      }
      case Event.Noted e -> encode(e);
      case Event.Settled e -> encode(e);
      case Event.DeadLetterOrdered e -> encode(e);
      case Event.Restored e -> encode(e);
      case Event.StormOrdered e -> {
        OverrideJson.write(facts, e.place());
        facts
            .choice("order", e.order())
            .optional("until", e.until(), EntryJsonWriter::instant)
            .text("by", e.by())
            .text("reason", e.reason());
        yield row(STORM_ORDERED, e, Optional.empty());
      }
      case Event.BreakerTurned e -> {
        facts.choice("to", e.to()).text("by", e.by()).text("reason", e.reason());
        yield row(BREAKER_TURNED, e, Optional.empty());
      }
      case Event.ActivationFailed e -> {
        facts
            .number("message", e.message())
            .eui("meter", e.meter())
            .number("counter", e.counter())
            .choice("guard", e.guard())
            .text("said", e.said());
        yield row(ACTIVATION_FAILED, e, Optional.empty());
      }
    };
  }

  private Row encode(Event.AlertJudged alert) {
    facts
        .instant("judged", alert.judged())
        .optional("response", alert.response(), TrackingJson::response)
        .optional("start", alert.start(), EntryJsonWriter::instant)
        .text("mpxn", alert.mpxn())
        .number("throttled", alert.throttledCount())
        .number("distributor", alert.distributor())
        .choice("switch", alert.state());
    alert.area().ifPresent(area -> facts.object("area", area, OverrideJson::write));
    TrackingJson.write(facts, alert.verdict(), alert.at());
    facts.text("config", alert.configHash());
    return new Row(
        ALERT_JUDGED,
        IsoInstant.text(alert.at()),
        alert.hub(),
        Optional.of(alert.recipient()),
        alert.delivery().map(Event.Delivery::lane),
        facts.end(),
        Optional.of(alert.document()));
  }


  private Row encode(Event.Restored restored) {
    facts
        .instant("taken", restored.taken())
        .number("logged", restored.logged())
        .number("known", restored.known())
        .text("hash", restored.hash())
        .text("by", restored.by())
        .text("reason", restored.reason());
    return row(RESTORED, restored, Optional.empty());
  }

  private Row encode(Event.Released released) {
    facts.number("alert", released.alert()).text("because", released.because());
    return new Row(
        RELEASED,
        IsoInstant.text(released.at()),
        released.hub(),
        Optional.of(released.recipient()),
        Optional.of(Lane.ALERTS),
        facts.end(),
        Optional.of(released.document()));
  }

  private Row encode(Event.WindowsEnded ended) {
    facts.instant("latest", ended.latest()).text("window", ended.window().toString());
    return row(WINDOWS_ENDED, ended, Optional.empty());
  }

  private Row encode(Event.ClockTrusted order) {
    facts
        .instant("latest", order.latest())
        .text("by", order.by())
        .text("reason", order.reason());
    return row(CLOCK_TRUSTED, order, Optional.empty());
  }

  private Row encode(Event.DeadLetterOrdered ordered) {
    WorkListJson.write(facts, ordered);
    return row(DEAD_LETTER_ORDERED, ordered, Optional.empty());
  }

  private Row encode(Event.Noted noted) {
    WorkListJson.write(facts, noted);
    return row(NOTED, noted, Optional.empty());
  }

  private Row encode(Event.Settled settled) {
    WorkListJson.write(facts, settled);
    return row(SETTLED, settled, Optional.empty());
  }

  private Row encode(Event.HandedOver handed) {
    facts.number("alert", handed.alert()).text("because", handed.because());
    return new Row(
        HANDED_OVER,
        IsoInstant.text(handed.at()),
        handed.hub(),
        Optional.of(handed.recipient()),
        Optional.empty(),
        facts.end(),
        Optional.empty());
  }

  private Row encode(Event.Carried carried) {
    facts
        .text("kind", carried.kind())
        .optional("request", carried.request(), TrackingJson::request)
        .optional("response", carried.response(), TrackingJson::response)
        .optional("alert_code", carried.alertCode(), EntryJsonWriter::text);
    return new Row(
        CARRIED,
        IsoInstant.text(carried.at()),
        carried.device(),
        Optional.of(carried.recipient()),
        Optional.of(Lane.OTHERS),
        facts.end(),
        Optional.of(carried.document()));
  }

  private Row encode(Event.Relayed relayed) {
    facts
        .text("path", relayed.path())
        .optional("request", relayed.request(), TrackingJson::request)
        .text("srv", relayed.serviceReferenceVariant())
        .number("cv", relayed.commandVariant())
        .number("status", relayed.status())
        .text("code", relayed.code())
        .number("length", relayed.length())
        .text("sha256", relayed.sha256());
    return row(RELAYED, relayed, Optional.empty());
  }

  private Row encode(Event.ActivationRequested requested) {
    facts
        .text("path", requested.path())
        .optional("request", requested.request(), TrackingJson::request)
        .number("cv", requested.commandVariant());
    switch (requested.admission()) {
      case TrackingDecision.Tracked tracked ->
          facts.object("order", tracked.order(), TrackingJson::write);
      case TrackingDecision.NotTracked passed -> {
        facts
            .choice("untracked", passed.reason())
            .text("detail", passed.detail())
            .texts("doubting", passed.doubting().stream().map(RequestId::toString).toList());
        passed.activation().ifPresent(asked -> TrackingJson.write(facts, asked));
      }
    }
    return row(ACTIVATION_REQUESTED, requested, Optional.of(requested.document()));
  }

  private Row encode(Event.ActivationAnswered answered) {
    facts
        .number("requested", answered.requested())
        .optional("request", answered.request(), TrackingJson::request)
        .optional("step", answered.step(), EntryJsonWriter::choice)
        .choice("answer", answered.answer())
        .number("status", answered.status())
        .text("code", answered.code())
        .texts("doubting", answered.doubting().stream().map(RequestId::toString).toList());
    answered.untracked().ifPresent(step -> facts.choice("untracked", step));
    return row(ACTIVATION_ANSWERED, answered, Optional.empty());
  }

  private Row encode(Event.Supplied supplied) {
    facts
        .text("what", supplied.what())
        .text("source", supplied.source())
        .text("sha256", supplied.sha256())
        .number("rows", supplied.rows())
        .objects(
            "moves",
            supplied.moves(),
            (to, m) -> to.eui("meter", m.meter()).eui("from", m.from()).eui("to", m.to()))
        .objects(
            "leavings",
            supplied.leavings(),
            (to, leaving) -> to.eui("meter", leaving.meter()).choice("gate", leaving.gate()))
        .text("by", supplied.by());
    return row(SUPPLIED, supplied, Optional.empty());
  }

  /** A snapshot, or a part of one, as a row. */
  public Row encode(Snapshot snapshot) {
    facts.begin();
    facts
        .number("part", snapshot.part())
        .number("parts", snapshot.parts())
        .choice("switch", snapshot.position())
        .instant("last_at", snapshot.lastAt());
    OverrideJson.write(facts, snapshot.overrides());
    facts.objects("hubs", snapshot.hubs(), TrackingJson::write);
    return row(STATE, snapshot.lastAt(), Optional.empty());
  }

  /** What is tracked of one hub as JSON, for a store that keeps a value for each. */
  public String encode(HubState hub) {
    TrackingJson.write(facts.begin(), hub);
    return facts.end();
  }

  /** The hub of {@link #encode(HubState)}. */
  public static HubState hub(String json) {
    return TrackingJson.hubState(EntryJsonReader.of(json));
  }

  /** What belongs to no hub as JSON; what the guards count is counted anew. */
  public String encode(GlobalState global) {
    facts
        .begin()
        .optional("switch", global.position(), EntryJsonWriter::choice)
        .instant("last_at", global.lastAt())
        .text("blindness", global.forgottenBlindness().toString())
        .objects(
            "turned_off",
            global.turnedOff(),
            (to, each) -> to.number("id", each.id()).instant("at", each.at()));
    OverrideJson.write(facts, global.overrides());
    return facts.end();
  }

  /** The value of {@link #encode(GlobalState)}. */
  public static GlobalState global(String json) {
    EntryJsonReader facts = EntryJsonReader.of(json);
    GlobalState fresh = GlobalState.INITIAL;
    return new GlobalState(
        facts.maybeChoice("switch", Switch.class),
        OverrideJson.overrides(facts),
        facts.objects(
            "turned_off",
            each -> new GlobalState.TurnedOff(each.number("id"), each.instant("at"))),
        facts.instant("last_at"),
        fresh.suppressFrom(),
        fresh.guards(),
        fresh.users(),
        Duration.parse(facts.text("blindness")));
  }

  /** The snapshot in a row of its kind. */
  public static Snapshot snapshot(Row row) {
    EntryJsonReader facts = EntryJsonReader.of(row.facts());
    return new Snapshot(
        facts.small("part"),
        facts.small("parts"),
        facts.choice("switch", Switch.class),
        facts.instant("last_at"),
        OverrideJson.overrides(facts),
        facts.objects("hubs", TrackingJson::hubState));
  }

  private Row row(int kind, Event entry, Optional<Document> body) {
    return row(kind, entry.at(), body);
  }

  private Row row(int kind, Instant at, Optional<Document> body) {
    return new Row(
        kind,
        IsoInstant.text(at),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        facts.end(),
        body);
  }

  /** Returns true if it is a request to activate or the answer to one: they name no recipient. */
  public static boolean isActivation(int kind) {
    return kind == ACTIVATION_REQUESTED || kind == ACTIVATION_ANSWERED;
  }

  /** Returns true if an entry changes nothing that is tracked: most do not. */
  public static boolean onlyPassed(int kind, Optional<Lane> lane) {
    return switch (kind) {
      case ALERT_COPIED, CARRIED, RELAYED -> true;
      case ALERT_JUDGED -> lane.isPresent(); // else it was suppressed, and its copies are known
      default -> false;
    };
  }

  /**
   * The device by which the order of an entry's deliveries is kept.
   *
   * @param device the one in the row
   * @param facts needed of what is {@link #CARRIED} only
   */
  public static Optional<Eui64> orderedBy(int kind, Optional<Eui64> device, String facts) {
    return kind == CARRIED
        ? Event.Carried.ordered(EntryJsonReader.of(facts).text("kind"), device)
        : device;
  }

  /**
   * The entry of a row.
   *
   * @throws IllegalArgumentException if the row is not one that {@link #encode} makes
   */
  public static Event decode(Row row) {
    Instant at = IsoInstant.parse(row.at());
    EntryJsonReader facts = EntryJsonReader.of(row.facts());
    return switch (row.kind()) {
      case ACTIVATION_REQUESTED -> activationRequested(row, at, facts);
      case ACTIVATION_ANSWERED -> activationAnswered(at, facts);
      case ALERT_JUDGED -> alertJudged(row, at, facts);
      case ALERT_COPIED ->
          new Event.AlertCopied(at, facts.number("original"), facts.text("sha256"));
      case CARRIED -> carried(row, at, facts);
      case RELEASED ->
          new Event.Released(
              at,
              facts.number("alert"),
              row.device(),
              recipient(row),
              facts.text("because"),
              body(row));
      case RELAYED -> relayed(at, facts);
      case SWITCHED ->
          new Event.Switched(
              at, facts.choice("to", Switch.class), facts.text("by"), facts.text("reason"));
      case CONFIGURED ->
          new Event.Configured(at, facts.text("config"), facts.text("text"), facts.text("by"));
      case SUPPLIED -> supplied(at, facts);
      case CLOCK_DIFFERED -> new Event.ClockDiffered(at, facts.instant("wall"));
      case GAP ->
          new Event.Gap(
              at,
              facts.instant("since"),
              facts.number("alerts_relayed"),
              facts.number("refused"),
              facts.number("relayed"));
      case NOTED -> WorkListJson.noted(at, facts);
      case SETTLED -> WorkListJson.settled(at, facts);
      case DEAD_LETTER_ORDERED -> WorkListJson.deadLetter(at, facts);
      case RESTORED -> restored(at, facts);
      case STORM_ORDERED ->
          new Event.StormOrdered(
              at,
              OverrideJson.place(facts),
              facts.choice("order", StormOrder.Order.class),
              facts.maybeInstant("until"),
              facts.text("by"),
              facts.text("reason"));
      case BREAKER_TURNED ->
          new Event.BreakerTurned(
              at,
              facts.choice("to", Breaker.Position.class),
              facts.text("by"),
              facts.text("reason"));
      case ACTIVATION_FAILED -> activationFailed(at, facts);
      default -> ofBadTimes(row, at, facts);
    };
  }

  /** An entry that only a failing disk or clock brings about. */
  private static Event ofBadTimes(Row row, Instant at, EntryJsonReader facts) {
    return switch (row.kind()) {
      case HANDED_OVER ->
          new Event.HandedOver(
              at, facts.number("alert"), row.device(), recipient(row), facts.text("because"));
      case WINDOWS_ENDED ->
          new Event.WindowsEnded(
              at, facts.instant("latest"), Duration.parse(facts.text("window")));
      case CLOCK_TRUSTED ->
          new Event.ClockTrusted(
              at, facts.instant("latest"), facts.text("by"), facts.text("reason"));
      default -> throw new IllegalArgumentException("an entry of the unknown kind " + row.kind());
    };
  }

  private static Event restored(Instant at, EntryJsonReader facts) {
    return new Event.Restored(
        at,
        facts.instant("taken"),
        facts.number("logged"),
        facts.number("known"),
        facts.text("hash"),
        facts.text("by"),
        facts.text("reason"));
  }

  private static Event activationFailed(Instant at, EntryJsonReader facts) {
    return new Event.ActivationFailed(
        at,
        facts.number("message"),
        facts.eui("meter"),
        facts.number("counter"),
        facts.choice("guard", Guard.Setting.class),
        facts.text("said"));
  }

  private static Event alertJudged(Row row, Instant at, EntryJsonReader facts) {
    return new Event.AlertJudged(
        at,
        facts.instant("judged"),
        facts.maybeResponse("response"),
        row.device(),
        facts.maybeInstant("start"),
        facts.text("mpxn"),
        facts.maybeNumber("throttled"),
        facts.maybeSmall("distributor"),
        recipient(row),
        facts.choice("switch", Switch.class),
        facts.maybeObject("area", OverrideJson::area),
        TrackingJson.verdict(facts, at),
        facts.text("config"),
        body(row));
  }

  private static Event carried(Row row, Instant at, EntryJsonReader facts) {
    return new Event.Carried(
        at,
        facts.text("kind"),
        facts.maybeRequest("request"),
        facts.maybeResponse("response"),
        row.device(),
        recipient(row),
        facts.maybeText("alert_code"),
        body(row));
  }

  private static Event relayed(Instant at, EntryJsonReader facts) {
    return new Event.Relayed(
        at,
        facts.text("path"),
        facts.maybeRequest("request"),
        facts.text("srv"),
        facts.maybeSmall("cv"),
        facts.small("status"),
        facts.text("code"),
        facts.number("length"),
        facts.text("sha256"));
  }

  private static Event activationRequested(Row row, Instant at, EntryJsonReader facts) {
    Optional<TrackingDecision> tracked =
        facts.maybeObject(
            "order", order -> new TrackingDecision.Tracked(TrackingJson.order(order)));
    return new Event.ActivationRequested(
        at,
        facts.text("path"),
        facts.maybeRequest("request"),
        facts.maybeSmall("cv"),
        tracked.orElseGet(
            () ->
                new TrackingDecision.NotTracked(
                    facts.choice("untracked", NotTrackedReason.class),
                    facts.text("detail"),
                    facts.requests("doubting"),
                    TrackingJson.activation(facts))),
        body(row));
  }

  private static Event activationAnswered(Instant at, EntryJsonReader facts) {
    return new Event.ActivationAnswered(
        at,
        facts.number("requested"),
        facts.maybeRequest("request"),
        facts.maybeChoice("step", Step.class),
        facts.choice("answer", DspAnswer.class),
        facts.small("status"),
        facts.text("code"),
        facts.requests("doubting"),
        facts.maybeChoice("untracked", Step.class));
  }

  private static Event supplied(Instant at, EntryJsonReader facts) {
    return new Event.Supplied(
        at,
        facts.text("what"),
        facts.text("source"),
        facts.text("sha256"),
        facts.number("rows"),
        facts.objects("moves", m -> new Event.Move(m.eui("meter"), m.eui("from"), m.eui("to"))),
        facts.objects(
            "leavings",
            leaving ->
                new Event.Leaving(
                    leaving.eui("meter"), leaving.choice("gate", NotTrackedReason.class))),
        facts.text("by"));
  }

  private static Eui64 recipient(Row row) {
    return row.recipient().orElseThrow(() -> lacks(row, "recipient"));
  }

  private static Document body(Row row) {
    return row.body().orElseThrow(() -> lacks(row, "body"));
  }

  private static IllegalArgumentException lacks(Row row, String what) {
    return new IllegalArgumentException("an entry of kind " + row.kind() + " without a " + what);
  }
}
