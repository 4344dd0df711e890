package org.lastgasp.policy;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * The one way in which what is tracked changes: live, at recovery, in a replay, in a simulation, in
 * a cluster. Pure: the same events in the same order give the same state.
 */
public final class Transition {
  private Transition() {}

  /**
   * The state after an event.
   *
   * @param id of the event, by which others refer to it; later events have greater ones
   */
  public static TrackingState apply(TrackingState state, long id, Event event) {
    TrackingState after =
        switch (event) {
          case Event.ActivationRequested e -> requested(state, id, e);
          case Event.ActivationAnswered e -> answered(state, e);
          case Event.AlertJudged e -> judged(state, id, e);
          case Event.Switched e -> state.with(state.global().switched(id, e.to(), e.at()));
          case Event.ActivationFailed e -> failed(state, e);
          case Event.HandedOver e -> released(state, e.hub(), e.alert());
          case Event.Released e -> released(state, e.hub(), e.alert());
          case Event.StormOrdered e ->
              with(
                  state,
                  state.overrides().ordered(
                      e.place(), e.order(), e.at(), e.until(), e.by(), e.reason()));
          case Event.BreakerTurned e -> turned(state, e);
          case Event.Supplied e -> supplied(state, e);
          case Event.WindowsEnded e -> windowsEnded(state, e);
          case Event.ClockTrusted e -> state.with(state.global().at(e.at(), Instant.MIN));
          case Event.AlertCopied e -> state;
          case Event.Carried e -> state;
          case Event.Relayed e -> state;
          case Event.Configured e -> state;
          case Event.ClockDiffered e -> state;
          case Event.Gap e -> state;
          case Event.Noted e -> state;
          case Event.Settled e -> state;
          case Event.DeadLetterOrdered e -> state;
          case Event.Restored e -> state;
        };
    return after.reached(event.at());
  }

  private static TrackingState requested(
      TrackingState state, long id, Event.ActivationRequested e) {
    return switch (e.admission()) {
      case TrackingDecision.Tracked tracked -> requested(state, id, tracked.order());
      case TrackingDecision.NotTracked not when not.reason() == NotTrackedReason.USER_LIMIT ->
          doubted(
              state.with(state.global().with(state.global().users().refused(state, e.at()))),
              id, not, e.at());
      case TrackingDecision.NotTracked not -> doubted(state, id, not, e.at());
    };
  }

  private static TrackingState doubted(
      TrackingState state, long id, TrackingDecision.NotTracked not, Instant at) {
    TrackingState after = state;
    for (RequestId mayBe : not.doubting()) {
      Optional<Eui64> hub = after.hubOf(mayBe.target());
      if (hub.isPresent()) {
        after = after.with(after.hub(hub.get()).unreadable(mayBe, id, at));
      }
    }
    return after;
  }

  private static TrackingState requested(TrackingState state, long id, TrackedRequest request) {
    Eui64 hub = request.hub();
    TrackingState after = moved(state, request.meter(), hub);
    after = after.with(after.hub(hub).requested(request, id));
    if (after.hub(hub).hasWindowOf(id)) {
      UserWindows users = after.global().users();
      UserWindows counted =
          users.opened(request.request().originator(), after, request.received());
      after = counted == users ? after : after.with(after.global().with(counted));
    }
    return after.hub(hub).isEmpty()
        ? after
        : after.withMeter(request.meter(), hub); // also where there was no room for it
  }

  /** All that is remembered of a meter goes with it to its new hub. */
  private static TrackingState moved(TrackingState state, Eui64 meter, Eui64 to) {
    return state.hubOf(meter).map(from -> moved(state, meter, from, to)).orElse(state);
  }

  private static TrackingState moved(TrackingState state, Eui64 meter, Eui64 from, Eui64 to) {
    if (from.equals(to)) {
      return state;
    }
    HubState old = state.hub(from);
    return state
        .with(state.hub(to).with(meter, old))
        .with(old.without(meter))
        .withMeter(meter, to);
  }

  private static TrackingState answered(TrackingState state, Event.ActivationAnswered e) {
    TrackingState after = state;
    for (RequestId mayBe : e.doubting()) {
      after = answered(after, e, mayBe, Step.UNREADABLE);
    }
    if (e.request().isPresent() && e.step().isPresent()) {
      after = answered(after, e, e.request().get(), e.step().get());
    }
    boolean accepted = e.answer() == DspAnswer.ACCEPTED;
    return accepted && e.request().isPresent() && e.untracked().isPresent()
        ? accepted(after, e.request().get(), e.untracked().get(), e.at())
        : after;
  }

  /**
   * A request that nobody tracked was accepted: that stays with its meter, or, where no hub of it
   * is known, under the meter's own id, until the meter has a hub or it is remembered elsewhere.
   */
  private static TrackingState accepted(
      TrackingState state, RequestId request, Step step, Instant at) {
    Eui64 meter = request.target();
    Eui64 hub = state.hubOf(meter).orElse(meter);
    return state
        .with(state.hub(hub).acceptedUnrecorded(request, step, at))
        .withMeter(meter, hub);
  }

  private static TrackingState answered(
      TrackingState state, Event.ActivationAnswered e, RequestId request, Step step) {
    return state
        .hubOf(request.target())
        .map(state::hub)
        .map(hub -> hub.answered(request, step, e.requested(), e.answer(), e.at()))
        .map(state::with)
        .orElse(state);
  }

  private static TrackingState judged(TrackingState state, long id, Event.AlertJudged e) {
    TrackingState after = state;
    if (e.verdict() instanceof Verdict.Suppress held && e.hub().isPresent()) {
      HubState hub = state.hub(e.hub().get());
      Instant start = e.start().orElseThrow();
      after = state.with(hub.suppressed(e.response(), start, id, held.window().until()));
    }
    GuardHistory guards = state.global().guards();
    GuardHistory counted = guards.judged(e, state::inForce);
    return counted == guards ? after : after.with(counted);
  }

  private static TrackingState failed(TrackingState state, Event.ActivationFailed e) {
    return state
        .hubOf(e.meter())
        .map(state::hub)
        .map(hub -> hub.failed(e.meter(), e.counter(), e.guard(), e.at()))
        .map(state::with)
        .orElse(state);
  }

  private static TrackingState released(TrackingState state, Optional<Eui64> hub, long alert) {
    return hub.map(state::hub).map(h -> h.released(alert)).map(state::with).orElse(state);
  }

  private static TrackingState with(TrackingState state, Overrides overrides) {
    return state.with(state.global().with(overrides));
  }

  private static TrackingState turned(TrackingState state, Event.BreakerTurned e) {
    GlobalState global = state.global();
    return state.with(
        global
            .with(global.overrides().turned(e.to(), e.at(), e.reason()))
            .with(global.guards().turned(e.to())));
  }

  private static TrackingState supplied(TrackingState state, Event.Supplied e) {
    TrackingState after = state;
    for (Event.Move move : e.moves()) {
      after = moved(after, move.meter(), move.from(), move.to());
    }
    for (Event.Leaving leaving : e.leavings()) {
      Optional<Eui64> hub = after.hubOf(leaving.meter());
      if (hub.isPresent()) {
        after = after.with(after.hub(hub.get()).left(leaving.meter(), e.at()));
      }
    }
    return after;
  }

  private static TrackingState windowsEnded(TrackingState state, Event.WindowsEnded e) {
    ClockSetBack setBack = new ClockSetBack(e.at(), e.window());
    TrackingState after = state;
    for (HubState each : state.hubs()) {
      after = after.with(setBack.of(each));
    }
    return after;
  }
}
