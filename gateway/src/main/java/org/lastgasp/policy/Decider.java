package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Command.DeviceFacts;
import org.lastgasp.policy.Overrides.Breaker;

/**
 * The one decision: what a command does, as events. It only reads the state. Pure: the same state,
 * command and context give the same events in every runtime.
 */
public final class Decider {
  private static final int MOST_STORMS = 100; // each alert of a tracked hub is compared with them

  private Decider() {}

  /** The events to be recorded, and the answer; the state changes by {@link Transition} alone. */
  public static Decision decide(TrackingState state, Command command, Context context) {
    return switch (command) {
      case Command.RecordEvent c -> Decision.of(c.event());
      case Command.Activation c -> Decision.of(activation(state, c, context));
      case Command.Alert c -> alert(state, c, context);
      case Command.UnjudgedAlert c -> Decision.of(unjudged(state, c, context));
      case Command.OtherMessage c -> other(state, c, context);
      case Command.FailureHeard c ->
          Decision.of(failed(state, c.message(), c.failure(), context.now(), context).toList());
      case Command.SetSwitch c ->
          Decision.of(new Event.Switched(context.now(), c.to(), c.by(), c.reason()));
      case Command.SetStorm c -> storm(state, c, context);
      case Command.EndStorms c -> Decision.of(expired(state, context.now()));
      case Command.CloseBreaker c -> closed(state, c.by(), c.reason(), context.now());
      case Command.CloseQuietBreaker c -> closedIfQuiet(state, context);
      case Command.TrustClock c -> trusted(state, c, context.now());
      case Command.EndUnmeasured c -> unmeasured(state, context);
      case Command.GiveUpAwaited c -> Decision.of(givenUp(state, context.now()));
      case Command.Release c -> released(state, c, context.now());
      case Command.Supply c -> Decision.of(supplied(state, c, context));
      case Command.OutageEnded c -> Decision.of(outageEnded(state, c, context));
    };
  }

  private static Event activation(
      TrackingState state, Command.Activation c, Context context) {
    Message.Request request = c.request();
    TrackingDecision decision =
        context
            .policy()
            .admit(
                request, c.device(), c.listed(), c.accepted(), c.signature(), c.sender(),
                state.position(), c.received());
    return new Event.ActivationRequested(
        c.received(),
        c.path(),
        request.id(),
        variant(request),
        switch (decision) {
          case TrackingDecision.Tracked tracked -> limited(state, tracked, context);
          case TrackingDecision.NotTracked not -> unlessRepeated(state, request, not);
        },
        request.document());
  }

  /**
   * The decision about a request that is only relayed: one that was read and that its hub knows as
   * accepted puts nothing in doubt.
   */
  public static TrackingDecision.NotTracked unlessRepeated(
      TrackingState state, Message.Request request, TrackingDecision.NotTracked not) {
    Optional<Step> step = Step.of(variant(request));
    boolean repeated =
        not.activation().isPresent()
            && not.doubting().stream()
                .anyMatch(
                    id ->
                        state.hubOf(id.target())
                            .filter(hub -> state.hub(hub).wasAccepted(id, step.orElseThrow()))
                            .isPresent());
    return repeated ? not.doubting(List.of()) : not;
  }

  private static OptionalInt variant(Message.Request request) {
    return request.commandVariant().map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /** A request that would open a window too many of its originator is only relayed. */
  private static TrackingDecision limited(
      TrackingState state, TrackingDecision.Tracked tracked, Context context) {
    TrackedRequest order = tracked.order();
    UserWindows users = state.global().users();
    return users
        .refuses(order.request().originator(), state, order.received())
        .filter(why -> opensWindow(state, order, context.ids().applyAsLong(0)))
        .map(why -> (TrackingDecision) tracked.notTracked(NotTrackedReason.USER_LIMIT, why))
        .orElse(tracked);
  }

  /** Returns true if it is no cancellation and no repetition, and its hub has room for it. */
  private static boolean opensWindow(TrackingState state, TrackedRequest order, long id) {
    HubState now = state.hub(state.hubOf(order.meter()).orElse(order.hub()));
    return now.requested(order, id).hasWindowOf(id);
  }

  private static Decision alert(
      TrackingState state, Command.Alert c, Context context) {
    Message.Ad1 alert = c.alert();
    HubState hub = state.hub(alert.hub().orElse(Event.NOBODY));
    Optional<HubState.Suppression> original = hub.copyOf(alert, c.received());
    if (original.isPresent()) {
      String sha256 = alert.document().sha256();
      return Decision.of(
          new Event.AlertCopied(c.received(), original.get().recorded(), sha256));
    }
    Verdict verdict =
        context.policy().judge(alert, hub, circumstances(state, c, hub, context), c.received());
    Event.AlertJudged judged =
        judged(state, alert, c.where().area(), c.recipient(), verdict, c.received(), context);
    return tooMany(state, judged)
        .map(why -> turned(Breaker.Position.OPEN, "breaker", why, context.now()))
        .map(opened -> Decision.of(List.of(judged, opened)))
        .orElseGet(() -> Decision.of(judged));
  }

  private static Policy.JudgementContext circumstances(
      TrackingState state, Command.Alert c, HubState hub, Context context) {
    Settings settings = context.policy().settings();
    Duration within = settings.thresholds().hubsWithin();
    Optional<Verdict.NearbyAlerts> nearby =
        hub.windows().isEmpty() || settings.guard(Guard.COINCIDENT_OUTAGE) == Guard.Setting.OFF
            ? Optional.empty()
            : c.where()
                .area()
                .map(
                    area ->
                        state.global().guards().nearby(
                            area, Mpan.distributorOf(c.alert().mpxn()), c.alert().hub(),
                            c.received(), within));
    return new Policy.JudgementContext(
        state.position(), state.suppressFrom(), state.overrides(), c.where(), nearby);
  }

  /** The breaker opens behind the one too many. */
  private static Optional<String> tooMany(TrackingState state, Event.AlertJudged judged) {
    return state.overrides().breaker().isEmpty() && GuardHistory.isHeld(judged.verdict())
        ? state.global().guards().judged(judged, state::inForce).tooMany()
        : Optional.empty();
  }

  private static Event unjudged(
      TrackingState state, Command.UnjudgedAlert c, Context context) {
    Verdict forward =
        new Verdict.Forward(Reason.ERROR, Optional.empty(), c.received(), List.of());
    return judged(
        state, c.alert(), Optional.empty(), c.recipient(), forward, c.received(), context);
  }

  private static Event.AlertJudged judged(
      TrackingState state,
      Message.Ad1 alert,
      Optional<Area> area,
      Eui64 recipient,
      Verdict verdict,
      Instant received,
      Context context) {
    return new Event.AlertJudged(
        received,
        context.now(),
        alert.responseId(),
        alert.hub(),
        alert.start(),
        alert.mpxn(),
        alert.throttledCount(),
        Mpan.distributorOf(alert.mpxn()),
        recipient,
        state.position(),
        area,
        verdict,
        context.configHash(),
        alert.document());
  }

  private static Decision other(
      TrackingState state, Command.OtherMessage c, Context context) {
    Message.Northbound message = c.message();
    Event carried =
        new Event.Carried(
            c.received(),
            message.kind(),
            message.requestId(),
            message.responseId(),
            message.device(),
            c.recipient(),
            message instanceof Message.DeviceAlert alert
                ? Optional.of(alert.code()).filter(code -> !code.isEmpty())
                : Optional.empty(),
            message.document());
    long id = context.ids().applyAsLong(0);
    Stream<Event> failed =
        c.failure().stream().flatMap(failure -> failed(state, id, failure, c.received(), context));
    return Decision.of(Stream.concat(Stream.of(carried), failed).toList());
  }

  private static Stream<Event> failed(
      TrackingState state,
      long message,
      ActivationFailure failure,
      Instant received,
      Context context) {
    Guard.Setting guard = context.policy().settings().guard(Guard.ACTIVATION_FAILED);
    return guard != Guard.Setting.OFF
            && state.mayFail(failure.meter(), failure.counter(), received)
        ? Stream.of(
            new Event.ActivationFailed(
                received, message, failure.meter(), failure.counter(), guard,
                failure.said()))
        : Stream.empty();
  }

  private static Decision storm(
      TrackingState state, Command.SetStorm c, Context context) {
    List<StormOrder> standing = state.overrides().storms();
    boolean there = standing.stream().anyMatch(s -> s.place().equals(c.place()));
    if (!there && c.order() == StormOrder.Order.OFF) {
      return Decision.NOTHING;
    }
    if (!there && standing.size() >= MOST_STORMS) {
      return new Decision(List.of(), Decision.Outcome.TOO_MANY);
    }
    return Decision.of(
        new Event.StormOrdered(
            context.now(), c.place(), c.order(), c.until(), c.by(), c.reason()));
  }

  private static List<Event> expired(TrackingState state, Instant now) {
    return state.overrides().storms().stream()
        .filter(storm -> storm.isOver(now))
        .map(Decider::expiry)
        .toList();
  }

  private static Event expiry(StormOrder storm) {
    Instant end = storm.until().orElseThrow();
    return new Event.StormOrdered(
        end, storm.place(), StormOrder.Order.OFF, storm.until(), storm.by(),
        "the end that was set");
  }

  private static Event turned(Breaker.Position to, String by, String why, Instant now) {
    return new Event.BreakerTurned(now, to, by, why);
  }

  private static Decision closed(TrackingState state, String by, String why, Instant now) {
    return state.overrides().breaker().isEmpty()
        ? Decision.NOTHING
        : Decision.of(turned(Breaker.Position.CLOSED, by, why, now));
  }

  private static Decision closedIfQuiet(TrackingState state, Context context) {
    return state
        .overrides()
        .breaker()
        .flatMap(open -> overFor(state, open, context))
        .map(why -> closed(state, "breaker", why, context.now()))
        .orElse(Decision.NOTHING);
  }

  /** Returns why an open breaker may be closed, if it may. */
  private static Optional<String> overFor(
      TrackingState state, Breaker open, Context context) {
    Settings settings = context.policy().settings();
    if (settings.guard(Guard.BREAKER) == Guard.Setting.OFF) {
      return Optional.of("the guard is off");
    }
    Duration quiet = settings.thresholds().quiet();
    return state.global().guards().isOver(open, context.now(), quiet)
        ? Optional.of("quiet for " + quiet.toSeconds() + " s")
        : Optional.empty();
  }

  private static Decision trusted(TrackingState state, Command.TrustClock c, Instant now) {
    Instant latest = state.suppressFrom();
    return now.isBefore(latest)
        ? Decision.of(new Event.ClockTrusted(now, latest, c.by(), c.reason()))
        : Decision.NOTHING;
  }

  private static Decision unmeasured(TrackingState state, Context context) {
    Instant now = context.now();
    Instant latest = state.suppressFrom();
    ClockSetBack setBack = new ClockSetBack(now, context.policy().settings().window());
    boolean any =
        now.isBefore(latest)
            && state.hubs().stream().anyMatch(hub -> !hub.equals(setBack.of(hub)));
    return any
        ? Decision.of(new Event.WindowsEnded(now, latest, setBack.window()))
        : Decision.NOTHING;
  }

  private static List<Event> givenUp(TrackingState state, Instant now) {
    return state.awaited().stream().map(each -> givenUp(each, now)).toList();
  }

  private static Event givenUp(TrackingState.Awaited tried, Instant now) {
    boolean unreadable = tried.step() == Step.UNREADABLE;
    return new Event.ActivationAnswered(
        now,
        tried.recorded(),
        Optional.of(tried.request()),
        unreadable ? Optional.empty() : Optional.of(tried.step()),
        DspAnswer.UNCONFIRMED,
        0,
        "crash",
        unreadable ? List.of(tried.request()) : List.of());
  }

  private static Decision released(TrackingState state, Command.Release c, Instant now) {
    Event.AlertJudged held = c.held();
    return held.hub().filter(hub -> state.mayRelease(hub, c.alert())).isPresent()
        ? Decision.of(
            new Event.Released(
                now, c.alert(), held.hub(), held.recipient(), c.because(), held.document()))
        : Decision.NOTHING;
  }

  private static Event supplied(
      TrackingState state, Command.Supply c, Context context) {
    List<Event.Move> moves = new ArrayList<>();
    List<Event.Leaving> leavings = new ArrayList<>();
    state
        .tracked()
        .forEach(
            (meter, hub) -> {
              Optional<DeviceFacts.Change> change =
                  c.devices()
                      .apply(meter)
                      .map(f -> f.changeOf(meter, hub, state, context.policy(), context.now()));
              switch (change.orElseGet(DeviceFacts.None::new)) {
                case DeviceFacts.None n -> {}
                case DeviceFacts.Moved m -> moves.add(new Event.Move(meter, hub, m.to()));
                case DeviceFacts.Left l -> leavings.add(new Event.Leaving(meter, l.gate()));
              }
            });
    return new Event.Supplied(
        context.now(), c.what(), c.source(), c.sha256(), c.rows(), moves, leavings, c.by());
  }

  /** The releases owed after an outage, without alerts released otherwise meanwhile. */
  private static List<Event> outageEnded(
      TrackingState state, Command.OutageEnded c, Context context) {
    List<Event> events = new ArrayList<>();
    events.add(
        new Event.Gap(
            context.now(), c.since(), c.alertsRelayed(), c.refused(), c.relayed()));
    for (Event each : c.owed()) {
      if (!isDone(state, each, events)) {
        events.add(each);
      }
    }
    return events;
  }

  private static boolean isDone(TrackingState state, Event owed, List<Event> before) {
    return owed instanceof Event.HandedOver handed
        && (handed.hub().filter(hub -> state.mayRelease(hub, handed.alert())).isEmpty()
            || before.stream()
                .anyMatch(e -> e instanceof Event.HandedOver h && h.alert() == handed.alert()));
  }

  /**
   * The context that enters a decision besides the state and the command. Immutable.
   *
   * @param configHash SHA-256 of the configuration in force, 64 hexadecimal digits
   * @param now the instant of the decision
   * @param ids the id that the event of this ordinal, from 0, will have in the decision
   */
  public record Context(
      Policy policy, String configHash, Instant now, IntToLongFunction ids) {}

  /**
   * The decision on a command. Immutable.
   *
   * @param events to be recorded, in this order; none if nothing happens
   * @param outcome what an operator is told
   */
  public record Decision(List<Event> events, Outcome outcome) {
    static final Decision NOTHING = new Decision(List.of(), Outcome.NOTHING_THERE);

    public Decision {
      events = List.copyOf(events);
    }

    /** The outcome of an order. */
    public enum Outcome {
      DONE,
      /** There was nothing to be done: no such order, or the breaker was not open. */
      NOTHING_THERE,
      /** As many orders stand as are allowed. */
      TOO_MANY
    }

    static Decision of(Event event) {
      return new Decision(List.of(event), Outcome.DONE);
    }

    static Decision of(List<Event> events) {
      return events.isEmpty() ? NOTHING : new Decision(events, Outcome.DONE);
    }
  }
}
