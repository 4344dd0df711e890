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
import org.lastgasp.hindsight.Casebook;
import org.lastgasp.hindsight.Fact;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.Admission;
import org.lastgasp.policy.Order;
import org.lastgasp.policy.Policy;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;
import org.lastgasp.whatif.Score.Count;

/**
 * The traffic of one feeder under one set of settings: judged as the gateway would, labelled as
 * hindsight would, and compared with the truth. Used by one thread.
 */
final class Trial {
  private static final Duration HORIZON = Duration.ofHours(24);
  private static final Duration KEEP_ACCEPTED = Duration.ofDays(90); // retention.windows

  private final Bench bench;
  private final Score score;
  private final Casebook casebook = Casebook.inMemory(HORIZON);
  private final Map<Integer, Long> tries = new HashMap<>();
  private final List<Held> held = new ArrayList<>();
  private long number;

  /** An alert that was held back, by its number. */
  private record Held(long number, Happening.Alerted alerted) {}

  /**
   * A trial on which nothing has passed.
   *
   * @param lookout over this feeder, and perhaps over others
   */
  Trial(Country country, Policy policy, Lookout lookout, Score score) {
    this.bench =
        new Bench(
            policy, lookout, hub -> Optional.of(Premises.row(country, hub)), KEEP_ACCEPTED);
    this.score = score;
  }

  /** A feeder of a gateway of its own. */
  Trial(Country country, Policy policy, Score score) {
    this(country, policy, new Lookout(policy.settings(), Switch.ENFORCE), score);
  }

  /** Takes what happens next and gives the ruling, if it was an alert. */
  Optional<Bench.Ruling> take(Happening happening) {
    number++;
    bench.passed(happening.at());
    switch (happening) {
      case Happening.Requested requested -> requested(requested);
      case Happening.Answered a -> {
        long tried = Optional.ofNullable(tries.remove(a.key())).orElseThrow();
        bench.answered(a.request(), a.step(), tried, a.answer(), a.at());
      }
      case Happening.Alerted alerted -> {
        return Optional.of(alerted(alerted));
      }
      case Happening.Concluded concluded -> concluded(concluded);
      case Happening.Restored r -> {
        Fact.Span off = new Fact.Span(r.interrupted(), r.restored());
        String code = String.format(Locale.ROOT, "%04X", r.code());
        casebook.take(new Fact.Restored(number, r.at(), r.meter(), code, Optional.of(off)));
        casebook.take(new Fact.Heard(number, r.at(), r.meter(), "device-alert"));
      }
      case Happening.Heard h ->
          casebook.take(new Fact.Heard(number, h.at(), h.meter(), "response"));
    }
    return Optional.empty();
  }

  private void requested(Happening.Requested r) {
    tries.put(r.key(), number);
    score.add(Count.REQUESTS, 1);
    Admission admission = bench.requested(number, r.request(), r.device(), r.listed(), r.at());
    if (admission instanceof Admission.Tracked tracked && !tracked.order().cancels()) {
      Order order = tracked.order();
      Instant until = order.begins().plus(order.window());
      casebook.take(new Fact.Tracked(number, r.at(), order.meter(), until));
    }
  }

  private Bench.Ruling alerted(Happening.Alerted alerted) {
    Bench.Ruling ruling = bench.alerted(number, alerted.alert(), alerted.at());
    switch (ruling) {
      case Bench.Ruling.Copied copied -> score.add(Count.COPIES, 1);
      case Bench.Ruling.Judged judged -> {
        score.judged(alerted, judged.verdict());
        remember(alerted, judged.verdict());
      }
    }
    return ruling;
  }

  private void remember(Happening.Alerted alerted, Verdict verdict) {
    Instant start = alerted.alert().start().orElseThrow();
    switch (verdict) {
      case Verdict.Forward passed ->
          casebook.take(
              new Fact.Alerted(
                  number, alerted.at(), alerted.alert().hub().orElseThrow(), start));
      case Verdict.Suppress suppressed -> {
        Window window = suppressed.window();
        casebook.take(
            new Fact.Held(
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

  private void concluded(Happening.Concluded c) {
    RequestId request = c.request();
    if (!c.success()) {
      bench.failed(request.target(), request.counter(), c.at());
    }
    casebook.take(
        new Fact.Outcome(
            number,
            c.at(),
            request.target(),
            Optional.of(request.originator()),
            request.counter(),
            c.success() ? Fact.Result.SUCCEEDED : Fact.Result.FAILED,
            c.futureDated() ? c.done() : c.at(),
            c.futureDated() ? "future-dated alert" : "response"));
    casebook.take(new Fact.Heard(number, c.at(), request.target(), "response"));
  }

  /** Nothing more happens until then: sums up. */
  void end(Instant now) {
    casebook.passed(now);
    score.add(Count.BLIND_MILLIS, bench.blindness(now).toMillis());
    for (Held each : held) {
      score.labelled(each.alerted(), casebook.of(each.number()).orElseThrow());
    }
  }
}
