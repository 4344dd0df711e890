package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.duis.Message;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.ActivationFailure;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Decider;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.Maintenance;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Transition;

/**
 * The run of one set of settings over a stretch of traffic: the gateway's decision without its
 * journal. An event has the number of the message that it came of. Used by one thread.
 */
final class JudgementRun {
  private final Policy policy;
  private final Function<Eui64, Optional<Device>> devices;
  private final Duration keepAccepted;
  private final Map<Eui64, Duration> forgottenBlindness = new HashMap<>();
  private TrackingState state;
  private Instant minute = Instant.MIN;
  private Instant tidyFrom = Instant.MIN;

  /**
   * A run in which nothing has passed.
   *
   * @param devices the inventory's rows, of hubs too
   * @param keepAccepted how long an accepted request is remembered after its window
   */
  JudgementRun(
      Policy policy,
      Switch position,
      Function<Eui64, Optional<Device>> devices,
      Duration keepAccepted) {
    this.policy = policy;
    this.devices = devices;
    this.keepAccepted = keepAccepted;
    this.state = TrackingState.empty().under(policy.settings());
    submit(0, Instant.MIN, new Command.SetSwitch(position, "", ""));
  }

  private List<Event> submit(long number, Instant at, Command command) {
    Decider.Context context = new Decider.Context(policy, "", at, ordinal -> number);
    List<Event> events = Decider.decide(state, command, context).events();
    for (Event each : events) {
      state = Transition.apply(state, number, each);
    }
    return events;
  }

  /** An activation request passes by, under this number. */
  TrackingDecision requested(long number, Command.Activation request) {
    Event event = submit(number, request.received(), request).getFirst();
    return ((Event.ActivationRequested) event).admission();
  }

  /** The answer to a try is known, or was given up. */
  void answered(Event.ActivationAnswered answer) {
    submit(answer.requested(), answer.at(), new Command.RecordEvent(answer));
  }

  /** An alert comes in, under this number: that it was judged, or that it is a duplicate. */
  Event alerted(long number, Message.Ad1 alert, Instant at) {
    HubLocation where = HubLocation.of(alert, state, policy.settings(), devices);
    return submit(number, at, new Command.Alert(at, alert, where, Event.NOBODY)).getFirst();
  }

  /** A message says that a request's activation failed; heard while the guard asks for it. */
  void failed(long number, ActivationFailure failure, Instant at) {
    submit(number, at, new Command.FailureHeard(number, failure));
  }

  /** Returns true if anybody wants to know of activations that failed. */
  boolean hearsFailures() {
    return policy.settings().guard(Guard.ACTIVATION_FAILED) != Guard.Setting.OFF;
  }

  /** The time for which alerts of each hub would have been suppressed until now. */
  Map<Eui64, Duration> blindness(Instant now) {
    Map<Eui64, Duration> blindness = new HashMap<>(forgottenBlindness);
    state
        .hubs()
        .forEach(each -> blindness.merge(each.hub(), each.blindFor(now), Duration::plus));
    return blindness;
  }

  /**
   * Closes a quiet breaker at a full minute, as the gateway does, and forgets once a day what can
   * no longer matter. Called before whatever happens at an instant, so that it makes no difference
   * what else is in the run.
   */
  void passed(Instant at) {
    Instant full = at.truncatedTo(ChronoUnit.MINUTES);
    if (full.isAfter(minute)) {
      minute = full;
      submit(0, full, new Command.CloseQuietBreaker());
    }
    if (!at.isBefore(tidyFrom)) {
      Instant midnight = at.truncatedTo(ChronoUnit.DAYS);
      tidyFrom = midnight.plus(1, ChronoUnit.DAYS);
      forget(midnight);
    }
  }

  private void forget(Instant midnight) {
    TrackingState before = state;
    List<Eui64> outdated = Maintenance.outdated(before, midnight, keepAccepted);
    state = Maintenance.forget(before, outdated, midnight, keepAccepted);
    for (Eui64 hub : outdated) {
      Duration left = state.hub(hub).blindFor(midnight);
      Duration forgotten = before.hub(hub).blindFor(midnight).minus(left);
      forgottenBlindness.merge(hub, forgotten, Duration::plus);
    }
    state = Maintenance.forgetStrays(state, Maintenance.strays(state));
  }
}
