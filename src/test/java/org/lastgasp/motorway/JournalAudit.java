package org.lastgasp.motorway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Mpan;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Recorded;
import org.lastgasp.policy.Admission;
import org.lastgasp.policy.Order;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.When;

/**
 * Works every verdict of a journal out again with the naive model, from the entries alone: so no
 * verdict was older than an entry before it, whatever crashed in between.
 */
final class JournalAudit {
  private final ReferenceModel model;
  private Switch position = Switch.OFF;

  JournalAudit(Settings settings) {
    this.model = new ReferenceModel(settings);
  }

  void check(List<Recorded> journal) {
    for (Recorded each : journal) {
      switch (each.entry()) {
        case Entry.ActivationRequested e -> requested(each.number(), e);
        case Entry.ActivationAnswered e -> {
          if (e.step().isPresent()) {
            model.happened(
                new ReferenceModel.Happening.Replied(e.requested(), e.answer(), e.at()));
          }
        }
        case Entry.Switched e -> {
          position = e.to();
          if (position == Switch.OFF) {
            model.happened(new ReferenceModel.Happening.Off(e.at()));
          }
        }
        case Entry.Supplied e -> {
          e.moves()
              .forEach(
                  m ->
                      model.happened(new ReferenceModel.Happening.Moved(m.meter(), m.to())));
          e.leavings()
              .forEach(
                  l -> model.happened(new ReferenceModel.Happening.Left(l.meter(), e.at())));
        }
        case Entry.AlertJudged e -> judged(each.number(), e);
        case Entry other -> {}
      }
    }
  }

  private void requested(long number, Entry.ActivationRequested e) {
    if (!(e.admission() instanceof Admission.Tracked tracked)) {
      return;
    }
    Order order = tracked.order();
    model.happened(
        new ReferenceModel.Happening.Asked(
            number,
            order.request().toString(),
            order.request().originator(),
            order.request().counter(),
            order.meter(),
            order.hub(),
            order.mpan().map(Mpan::digits).orElse(""),
            order.when() instanceof When.At at ? Optional.of(at.time()) : Optional.empty(),
            order.cancels(),
            order.received()));
  }

  private void judged(long number, Entry.AlertJudged e) {
    String expected =
        model.judge(
            e.hub().orElseThrow(),
            e.mpxn(),
            e.start().orElseThrow(),
            e.at(),
            position,
            Instant.MIN);
    String actual =
        switch (e.verdict()) {
          case Verdict.Suppress s -> "suppressed by " + s.window().request();
          case Verdict.Forward f -> f.reason().code();
        };
    assertThat(actual).as("entry " + number + " after " + model).isEqualTo(expected);
  }
}
