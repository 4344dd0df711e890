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
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Device;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.HubLocation;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;

/**
 * One set of settings, sitting in judgement over a stretch of traffic: what the gateway's tracker
 * does with its journal, without a journal. Used by one thread; entries are numbered as they come.
 */
final class JudgementRun {
  private static final Eui64 NO_HUB = new Eui64(0);

  private final Policy policy;
  private final GuardContext lookout;
  private final Function<Eui64, Optional<Device>> devices;
  private final Map<Eui64, HubState> hubs = new HashMap<>();
  private final Map<Eui64, Eui64> hubOfMeter = new HashMap<>();
  private final Duration keepAccepted;
  private Duration forgottenBlindness = Duration.ZERO;
  private Instant tidyFrom = Instant.MIN;

  /**
   * A bench on which nothing has passed.
   *
   * @param lookout over this bench, and perhaps over others
   * @param devices the inventory's rows, of hubs too
   * @param keepAccepted how long an accepted request is remembered after its window
   */
  JudgementRun(
      Policy policy,
      GuardContext lookout,
      Function<Eui64, Optional<Device>> devices,
      Duration keepAccepted) {
    this.policy = policy;
    this.lookout = lookout;
    this.devices = devices;
    this.keepAccepted = keepAccepted;
    lookout.over(this);
  }

  /** What became of an alert. */
  sealed interface Ruling {

    /** It was judged. */
    record Judged(Verdict verdict) implements Ruling {}

    /** It is a copy of one that was held back. */
    record Copied(long of) implements Ruling {}
  }

  /** An activation request passes by, under this number. */
  TrackingDecision requested(
      long number,
      Message.Request request,
      Optional<Device> device,
      boolean listed,
      Instant at) {
    TrackingDecision admission = policy.admit(request, device, listed, lookout.state(), at);
    switch (admission) {
      case TrackingDecision.Tracked tracked -> {
        TrackedRequest order = tracked.order();
        move(order.meter(), order.hub());
        put(hub(order.hub()).requested(order, number));
      }
      case TrackingDecision.NotTracked passed -> {
        for (RequestId mayBe : passed.doubting()) {
          Eui64 hub = hubOfMeter.get(mayBe.target());
          if (hub != null) {
            put(hub(hub).unreadable(mayBe, number, at));
          }
        }
      }
    }
    return admission;
  }

  /** The answer to the try of this number is known, or was given up. */
  void answered(RequestId request, Step step, long number, DspAnswer answer, Instant at) {
    Eui64 hub = hubOfMeter.get(request.target());
    if (hub != null) {
      put(hub(hub).answered(request, step, number, answer, at));
    }
  }

  /** An alert comes in, under this number. */
  Ruling alerted(long number, Message.Ad1 alert, Instant at) {
    HubState state = hub(alert.hub().orElse(NO_HUB));
    Optional<HubState.Suppression> original =
        state.copyOf(alert, at);
    if (original.isPresent()) {
      return new Ruling.Copied(original.get().recorded());
    }
    HubLocation where = lookout.where(alert, state, devices);
    Verdict verdict =
        policy.judge(alert, state, lookout.around(alert, state, where, at), at);
    lookout.judged(alert, where, verdict, at);
    if (verdict instanceof Verdict.Suppress held) {
      put(
          state.suppressed(
              alert.responseId(), alert.start().orElseThrow(), number, held.window().until()));
    }
    return new Ruling.Judged(verdict);
  }

  /** A message says that a request's activation failed; heard while the guard asks for it. */
  void failed(Eui64 meter, long counter, Instant at) {
    Guard.Setting guard = policy.settings().guard(Guard.ACTIVATION_FAILED);
    Eui64 hub = hubOfMeter.get(meter);
    if (guard != Guard.Setting.OFF && hub != null && hub(hub).mayFail(meter, counter, at)) {
      put(hub(hub).failed(meter, counter, guard, at));
    }
  }

  /** Whether anybody wants to know of activations that failed. */
  boolean hearsFailures() {
    return policy.settings().guard(Guard.ACTIVATION_FAILED) != Guard.Setting.OFF;
  }

  /** How many windows held alerts back at some moment since an instant. */
  long inForce(Instant since, Instant now) {
    return hubs.values().stream().mapToLong(hub -> hub.inForce(since, now)).sum();
  }

  /** For how long alerts of any hub would have been held back until now, hub by hub. */
  Duration blindness(Instant now) {
    Duration sum = forgottenBlindness;
    for (HubState each : hubs.values()) {
      sum = sum.plus(each.blindFor(now));
    }
    return sum;
  }

  /**
   * Forgets once a day, as the gateway does every minute, what can no longer matter. Called before
   * whatever happens at an instant, so that it makes no difference what else is on the bench.
   */
  void passed(Instant at) {
    lookout.passed(at);
    if (at.isBefore(tidyFrom)) {
      return;
    }
    Instant midnight = at.truncatedTo(ChronoUnit.DAYS);
    tidyFrom = midnight.plus(1, ChronoUnit.DAYS);
    for (HubState each : List.copyOf(hubs.values())) {
      HubState after = each.forget(midnight, keepAccepted);
      forgottenBlindness =
          forgottenBlindness.plus(each.blindFor(midnight)).minus(after.blindFor(midnight));
      put(after);
    }
    hubOfMeter.values().removeIf(hub -> !hubs.containsKey(hub));
  }

  private HubState hub(Eui64 hub) {
    HubState known = hubs.get(hub);
    return known == null ? HubState.empty(hub) : known;
  }

  private void put(HubState state) {
    if (state.isEmpty()) {
      hubs.remove(state.hub());
    } else {
      hubs.put(state.hub(), state);
    }
  }

  /** All that is remembered of a meter goes with it to its new hub. */
  private void move(Eui64 meter, Eui64 to) {
    Eui64 from = hubOfMeter.put(meter, to);
    if (from != null && !from.equals(to)) {
      HubState old = hub(from);
      put(hub(to).with(meter, old));
      put(old.without(meter));
    }
  }
}
