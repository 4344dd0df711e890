package org.lastgasp.whatif;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.lastgasp.hindsight.CaseEngine;
import org.lastgasp.hindsight.HindsightSettings;
import org.lastgasp.hindsight.Observation;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.ActivationFailure;
import org.lastgasp.policy.Command;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.RequestVerifier;
import org.lastgasp.policy.Step;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingDecision;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;
import org.lastgasp.whatif.Score.Count;

/**
 * The traffic of one feeder under one set of settings: judged as the gateway would, labelled as
 * hindsight would, and compared with the truth. Used by one thread.
 */
final class FeederRun {
  private static final Duration KEEP_ACCEPTED = Duration.ofDays(90); // retention.windows

  private final JudgementRun run;
  private final Score score;
  private final CaseEngine engine;
  private final Map<Integer, Long> tries = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private long number;

  /** An alert that was suppressed, by its number. */
  private record Held(long number, SimulatedEvent.Alerted alerted) {}

  /**
   * A feeder on which nothing has happened.
   *
   * @param run of this feeder, and perhaps of others
   */
  FeederRun(JudgementRun run, Score score, HindsightSettings hindsight) {
    this.run = run;
    this.score = score;
    this.engine = CaseEngine.inMemory(hindsight);
  }

  /** A run of a simulated grid, or of a part of it. */
  static JudgementRun run(SimulatedGrid country, Policy policy) {
    return new JudgementRun(
        policy,
        Switch.ENFORCE,
        hub -> Optional.of(country.row(hub)),
        KEEP_ACCEPTED);
  }

  /** Takes what happens next and gives the ruling, if it was an alert. */
  Optional<Event> take(SimulatedEvent event) {
    number++;
    run.passed(event.at());
    switch (event) {
      case SimulatedEvent.Requested requested -> requested(requested);
      case SimulatedEvent.Answered a -> {
        long tried = Optional.ofNullable(tries.remove(a.key())).orElseThrow();
        Optional<Step> step = Optional.of(Step.SEND);
        run.answered(
            new Event.ActivationAnswered(
                a.at(), tried, Optional.of(a.request()), step, a.answer(), 0, ""));
        engine.take(
            new Observation.Answered(number, a.at(), a.request(), tried, a.answer()));
      }
      case SimulatedEvent.Alerted alerted -> {
        return Optional.of(alerted(alerted));
      }
      case SimulatedEvent.Concluded concluded -> concluded(concluded);
      case SimulatedEvent.Restored r -> {
        Observation.Span off = new Observation.Span(r.interrupted(), r.restored());
        String code = String.format(Locale.ROOT, "%04X", r.code());
        engine.take(new Observation.Restored(number, r.at(), r.meter(), code, Optional.of(off)));
        engine.take(new Observation.Heard(number, r.at(), r.meter(), "device-alert"));
      }
      case SimulatedEvent.Heard h ->
          engine.take(new Observation.Heard(number, h.at(), h.meter(), "response"));
    }
    return Optional.empty();
  }

  private void requested(SimulatedEvent.Requested r) {
    tries.put(r.key(), number);
    score.add(Count.REQUESTS, 1);
    TrackingDecision admission =
        run.requested(
            number,
            new Command.Activation(
                r.at(), "", r.request(), r.device(), r.listed(), Set.of(),
                new RequestVerifier.SignatureCheck.Valid(), new Command.Sender.Unchecked()));
    if (admission instanceof TrackingDecision.Tracked tracked) {
      engine.take(Observation.of(number, r.at(), tracked.order()));
    }
  }

  private Event alerted(SimulatedEvent.Alerted alerted) {
    Event ruling = run.alerted(number, alerted.alert(), alerted.at());
    if (ruling instanceof Event.AlertJudged judged) {
      score.judged(alerted, judged.verdict());
      remember(alerted, judged.verdict());
    } else {
      score.add(Count.COPIES, 1);
    }
    return ruling;
  }

  private void remember(SimulatedEvent.Alerted alerted, Verdict verdict) {
    Instant start = alerted.alert().start().orElseThrow();
    switch (verdict) {
      case Verdict.Forward passed ->
          engine.take(
              Observation.of(
                  number, alerted.at(), alerted.alert().hub().orElseThrow(), start, passed));
      case Verdict.Suppress suppressed -> {
        Window window = suppressed.window();
        engine.take(
            new Observation.Held(
                number,
                alerted.at(),
                window.hub(),
                window.meter(),
                window.request(),
                window.mode(),
                window.from(),
                window.until(),
                start,
                alerted.alert().mpxn(),
                OptionalInt.empty(),
                ""));
        if (!alerted.copy()) {
          held.add(new Held(number, alerted));
        }
      }
    }
  }

  private void concluded(SimulatedEvent.Concluded c) {
    RequestId request = c.request();
    if (!c.success()) {
      run.failed(
          number, new ActivationFailure(request.target(), request.counter(), ""), c.at());
    }
    engine.take(
        new Observation.Outcome(
            number,
            c.at(),
            request.target(),
            Optional.of(request.originator()),
            request.counter(),
            c.success() ? Observation.Result.SUCCEEDED : Observation.Result.FAILED,
            c.futureDated() ? c.done() : c.at(),
            c.futureDated() ? "future-dated alert" : "response"));
    engine.take(new Observation.Heard(number, c.at(), request.target(), "response"));
  }

  /** Nothing more happens until then: sums up. */
  void end(Instant now) {
    engine.passed(now);
    for (Held each : held) {
      score.labelled(each.alerted(), engine.of(each.number()).orElseThrow());
    }
  }
}
