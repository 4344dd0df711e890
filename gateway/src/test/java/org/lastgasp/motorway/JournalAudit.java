package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.lastgasp.id.Mpan;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Overrides.Breaker;
import org.lastgasp.policy.ReferenceModel;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackedRequest;
import org.lastgasp.policy.TrackedRequest.ActivationTime;
import org.lastgasp.policy.TrackingDecision;

/**
 * Works every verdict of a journal out again with the naive model, from the entries alone: so no
 * verdict was older than an entry before it, whatever crashed in between.
 */
final class JournalAudit {
  private final Set<String> reasons = new HashSet<>();
  private final ReferenceModel model;
  private final Duration quiet;
  private Switch position = Switch.OFF;
  private Instant trusted = Instant.MIN;

  /** The reasons that came up. */
  Set<String> reasons() {
    return reasons;
  }

  JournalAudit(Settings settings) {
    this.model = new ReferenceModel(settings);
    this.quiet = settings.thresholds().quiet();
  }

  /**
   * Every entry.
   *
   * @param starts from when on each run took its clock for right, by the last entry before it
   */
  void check(List<Entry> journal, NavigableMap<Long, Instant> starts) {
    for (Entry each : journal) {
      if (starts.containsKey(each.number() - 1)) {
        trusted = starts.getOrDefault(each.number() - 1, trusted);
      }
      switch (each.entry()) {
        case Event.WindowsEnded e ->
            model.happened(new ReferenceModel.Happening.SetBack(e.at()));
        case Event.ClockTrusted e -> trusted = Instant.MIN;
        case Event.ActivationRequested e -> requested(each.number(), e);
        case Event.ActivationAnswered e -> {
          if (e.step().isPresent()) {
            model.happened(
                new ReferenceModel.Happening.Replied(e.requested(), e.answer(), e.at()));
          }
          if (e.untracked().isPresent() && e.answer() == DspAnswer.ACCEPTED) {
            model.happened(
                new ReferenceModel.Happening.Settled(e.request().orElseThrow().toString()));
          }
        }
        case Event.Switched e -> {
          position = e.to();
          if (position == Switch.OFF) {
            model.happened(new ReferenceModel.Happening.Off(e.at()));
          }
        }
        case Event.Supplied e -> {
          e.moves()
              .forEach(
                  m ->
                      model.happened(new ReferenceModel.Happening.Moved(m.meter(), m.to())));
          e.leavings()
              .forEach(
                  l -> model.happened(new ReferenceModel.Happening.Left(l.meter(), e.at())));
        }
        case Event.ActivationFailed e ->
            model.happened(new ReferenceModel.Happening.Failed(e.meter(), e.counter(), e.at()));
        case Event.StormOrdered e -> {
          OptionalInt its = e.place().distributor();
          model.happened(
              new ReferenceModel.Happening.Stormed(
                  its.isPresent() ? Optional.of(its.getAsInt()) : Optional.empty(),
                  e.place().region(),
                  e.order() == StormOrder.Order.ON,
                  e.order() == StormOrder.Order.ON ? e.until() : Optional.empty()));
        }
        case Event.BreakerTurned e -> {
          assertThat(model.isBreakerOpen()).as("before %s, after %s", each, model).isTrue();
          if (e.to() == Breaker.Position.CLOSED) {
            assertThat(quietFrom(model.breaking()))
                .as("quiet before %s, after %s", each, model)
                .isBeforeOrEqualTo(e.at());
            reasons.add("breaker closed by itself");
            model.happened(new ReferenceModel.Happening.Closed());
          }
        }
        case Event.AlertJudged e -> judged(each.number(), e);
        case Event other -> {}
      }
    }
  }

  /** From when on the breaker may close by itself: nobody closes one by hand in these worlds. */
  private Instant quietFrom(ReferenceModel.Breaking breaking) {
    Instant last =
        breaking.abnormal().isAfter(breaking.since()) ? breaking.abnormal() : breaking.since();
    return last.plus(quiet);
  }

  private void requested(long number, Event.ActivationRequested e) {
    if (!(e.admission() instanceof TrackingDecision.Tracked tracked)) {
      return;
    }
    TrackedRequest order = tracked.order();
    model.happened(
        new ReferenceModel.Happening.Asked(
            number,
            order.request().toString(),
            order.request().originator(),
            order.request().counter(),
            order.meter(),
            order.hub(),
            order.mpan().map(Mpan::digits).orElse(""),
            order.when() instanceof ActivationTime.At at
                ? Optional.of(at.time())
                : Optional.empty(),
            order.cancels(),
            order.received()));
  }

  private void judged(long number, Event.AlertJudged e) {
    ReferenceModel.Alert alert =
        new ReferenceModel.Alert(
            e.hub().orElseThrow(),
            e.mpxn(),
            e.start().orElseThrow(),
            e.at(),
            e.area().map(Area::name),
            Optional.empty());
    String expected = model.judge(alert, position, trusted);
    String actual = ReferenceModel.told(e.verdict());
    reasons.add(actual.split("[ ,]")[0]);
    assertThat(actual).as("entry " + number + " after " + model).isEqualTo(expected);
  }
}
