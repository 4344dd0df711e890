package org.lastgasp.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.lastgasp.duis.Document;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Attempts;
import org.lastgasp.policy.Cancellation;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.NotTrackedReason;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.Reason;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;

/** Random entries of every kind, the same for the same seed. */
public final class Entries {
  public static final int KINDS = 22;
  private static final String ODD = "a\"b\\c\n\t\u0000é€\uD83D\uDCA1{}[],:";

  private final RandomGenerator random;

  /** Of a seed. */
  public Entries(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** A small alert that is forwarded to this user. */
  public static Event alertTo(Eui64 user, int number) {
    return new Entries(number).alert(user, false);
  }

  /** A message of 64 KiB: more than a disk without a free page takes. */
  public static Event largeTo(Eui64 user) {
    return largeTo(user, 1 << 16);
  }

  public static Event largeTo(Eui64 user, int bytes) {
    return largeTo(user, bytes, Instant.EPOCH);
  }

  public static Event largeTo(Eui64 user, int bytes, Instant at) {
    return new Event.Carried(
        at,
        "large",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        user,
        Document.of(new byte[bytes]));
  }

  /** One of any kind. */
  public Event any() {
    return ofKind(random.nextInt(KINDS));
  }

  /** A part of a snapshot. */
  public Snapshot snapshot() {
    return new Snapshot(
        random.nextInt(1, 9), random.nextInt(9, 99), one(Switch.values()), instant(),
        overrides(), list(this::hubState));
  }

  public Event ofKind(int kind) {
    return switch (kind) {
      case 0 ->
          new Event.ActivationRequested(
              instant(), text(), maybe(this::request), small(), admission(), document());
      case 1 ->
          new Event.ActivationAnswered(
              instant(),
              random.nextLong(1, 1000),
              maybe(this::request),
              maybe(() -> one(Step.values())),
              one(DspAnswer.values()), random.nextInt(600), text(), list(this::request));
      case 2 -> alert(user(), random.nextBoolean());
      case 3 -> new Event.AlertCopied(instant(), random.nextLong(1, 99), document().sha256());
      case 4 -> carried(user());
      case 5 -> relayed();
      case 6 -> new Event.Switched(instant(), one(Switch.values()), text(), text());
      case 7 -> new Event.Configured(instant(), text(), text(), text());
      case 8 ->
          new Event.Supplied(
              instant(),
              text(),
              text(),
              text(),
              random.nextLong(1000),
              list(() -> new Event.Move(eui(), eui(), eui())),
              list(() -> new Event.Leaving(eui(), one(NotTrackedReason.values()))),
              text());
      case 9 -> new Event.ClockDiffered(instant(), instant());
      case 10 ->
          new Event.Gap(
              instant(), instant(), random.nextLong(99), random.nextLong(), random.nextInt(99));
      case 11 -> new Event.Settled(instant(), random.nextLong(1, 99), text(), text());
      case 12 ->
          new Event.StormOrdered(
              instant(),
              place(),
              one(StormOrder.Order.values()),
              maybe(this::instant),
              text(),
              text());
      case 13 -> new Event.BreakerTurned(instant(), one(Breaker.Position.values()), text(), text());
      case 19 ->
          new Event.WindowsEnded(
              instant(), instant(), Duration.ofSeconds(random.nextLong(1, 99_999)));
      case 21 ->
          new Event.Noted(
              instant(), random.nextLong(1, 99), one(Event.Noted.Kind.values()), text(), text());
      case 18 -> new Event.ClockTrusted(instant(), instant(), text(), text());
      case 16 ->
          new Event.HandedOver(instant(), random.nextLong(99), maybe(this::eui), user(), text());
      case 15 ->
          new Event.Released(
              instant(), random.nextLong(99), maybe(this::eui), user(), text(), document());
      case 20 ->
          new Event.DeadLetterOrdered(
              instant(), random.nextLong(1, 99), user(),
              one(Event.DeadLetterOrdered.Order.values()), text(), text());
      case 17 ->
          new Event.Restored(
              instant(), instant(), random.nextLong(99), random.nextLong(99),
              text(), text(), text());
      default ->
          new Event.ActivationFailed(
              instant(), random.nextLong(99), eui(), random.nextLong(),
              one(Guard.Setting.values()), text());
    };
  }

  public Event alert(Eui64 user, boolean suppressed) {
    return new Event.AlertJudged(
        instant(),
        instant(),
        maybe(() -> new ResponseId(eui(), eui(), random.nextLong())),
        maybe(this::eui),
        maybe(this::instant),
        text(),
        random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty(),
        small(),
        user,
        one(Switch.values()),
        maybe(this::area),
        suppressed
            ? new Verdict.Suppress(window(eui()), text(), instant(), guards(), compared())
            : new Verdict.Forward(
                one(Reason.values()), maybe(() -> window(eui())), instant(), guards(),
                compared()),
        text(),
        document());
  }

  public Event carried(Eui64 user) {
    return new Event.Carried(
        instant(),
        text(),
        maybe(this::request),
        maybe(() -> new ResponseId(eui(), eui(), random.nextLong())),
        maybe(this::eui),
        user,
        maybe(this::text),
        document());
  }

  public Event relayed() {
    return new Event.Relayed(
        instant(),
        text(),
        maybe(this::request),
        text(),
        small(),
        random.nextInt(600),
        text(),
        random.nextLong(1 << 24),
        document().sha256());
  }

  public HubState hubState() {
    Eui64 hub = eui();
    return new HubState(
        hub,
        list(() -> window(hub)),
        list(
            () ->
                new Cancellation(
                    eui(), request(), one(Step.values()), random.nextLong(9), instant(), tries())),
        list(
            () ->
                new HubState.Suppression(
                    maybe(() -> request().response()), instant(), random.nextLong(9), instant(),
                    random.nextBoolean())),
        list(() -> new HubState.Accepted(request(), one(Step.values()), instant())));
  }

  /** One of four users. */
  public Eui64 user() {
    return new Eui64(random.nextInt(4));
  }

  private Window window(Eui64 hub) {
    Instant from = Instant.ofEpochMilli(random.nextLong(1L << 42));
    return new Window(
        hub,
        eui(),
        maybe(this::mpan),
        text(),
        request(),
        one(Step.values()),
        text(),
        one(Window.Mode.values()),
        random.nextLong(1000),
        instant(),
        from,
        from.plusNanos(random.nextLong(1, 1L << 50)),
        tries(),
        maybe(this::instant),
        maybe(
            () -> new Window.End(one(Window.End.Cause.values()), instant(), maybe(this::request))),
        maybe(this::request),
        maybe(this::instant));
  }

  private Area area() {
    return new Area(one(Area.Kind.values()), text());
  }

  private StormOrder.Scope place() {
    return new StormOrder.Scope(small(), maybe(this::text));
  }

  private StormOrder storm() {
    return new StormOrder(place(), instant(), maybe(this::instant), text(), text());
  }

  private Breaker breaker() {
    return new Breaker(instant(), text());
  }

  private Overrides overrides() {
    return new Overrides(list(this::storm), maybe(this::breaker));
  }

  private Verdict.Evidence compared() {
    return new Verdict.Evidence(
        maybe(this::storm),
        maybe(this::breaker),
        maybe(
            () ->
                new Verdict.NearbyAlerts(
                    area(), random.nextInt(99), Duration.ofNanos(random.nextLong(1L << 50)))));
  }

  private TrackingDecision admission() {
    if (random.nextBoolean()) {
      return new TrackingDecision.NotTracked(
          one(NotTrackedReason.values()), text(), list(this::request),
          maybe(() -> new TrackingDecision.Activation(text(), when())));
    }
    return new TrackingDecision.Tracked(
        new TrackedRequest(
            request(),
            one(Step.values()),
            eui(),
            eui(),
            maybe(this::mpan),
            text(),
            text(),
            when(),
            instant(),
            Duration.ofNanos(random.nextLong(1L << 50)),
            random.nextBoolean()));
  }

  private ActivationTime when() {
    return switch (random.nextInt(3)) {
      case 0 -> new ActivationTime.Now();
      case 1 -> new ActivationTime.Never();
      default -> new ActivationTime.At(instant());
    };
  }

  private Attempts tries() {
    return new Attempts(
        random.nextBoolean(), random.nextBoolean(), list(() -> random.nextLong(1, 1000)));
  }

  private List<Guard> guards() {
    return list(() -> one(Guard.values()));
  }

  private Mpan mpan() {
    return new Mpan("%013d".formatted(random.nextLong(9_999_999_999_999L)));
  }

  private RequestId request() {
    return new RequestId(eui(), eui(), random.nextLong());
  }

  private Eui64 eui() {
    return new Eui64(random.nextLong());
  }

  /** From before the epoch to the year 3000, and the ends of time; any fraction. */
  private Instant instant() {
    return switch (random.nextInt(12)) {
      case 0 -> Instant.MIN;
      case 1 -> Instant.MAX;
      case 2 -> Instant.ofEpochSecond(random.nextLong(-100_000_000_000L, 100_000_000_000L));
      case 3, 4 -> Instant.ofEpochSecond(random.nextLong(32_000_000_000L), random.nextInt(1_000));
      case 5, 6 -> Instant.ofEpochMilli(random.nextLong(-1L << 40, 1L << 44));
      case 7 -> Instant.ofEpochSecond(random.nextLong(1L << 31));
      default ->
          Instant.ofEpochSecond(random.nextLong(1L << 31), random.nextInt(1_000_000) * 1_000L);
    };
  }

  private String text() {
    int from = random.nextInt(4);
    return from == 0 ? "" : ODD.substring(from, random.nextInt(from, ODD.length()));
  }

  private Document document() {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(2000)];
    random.nextBytes(bytes);
    return Document.of(bytes);
  }

  private OptionalInt small() {
    return random.nextBoolean() ? OptionalInt.of(random.nextInt(100)) : OptionalInt.empty();
  }

  private <T> T one(T[] all) {
    return all[random.nextInt(all.length)];
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> list(Supplier<T> element) {
    List<T> all = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      all.add(element.get());
    }
    return all;
  }
}
