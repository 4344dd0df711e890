package org.lastgasp.acceptance;

import static java.time.Duration.ZERO;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.acceptance.AcceptanceCase.Action;
import org.lastgasp.acceptance.AcceptanceCase.Moment;

/** The acceptance cases. Their rules are those of MP102B's impact assessment. */
final class AcceptanceCases {
  private static final String SKIPPED = "skipped by --quick: it waits for the end of a window";

  private final Schedule plan;
  private final Instant start;

  private AcceptanceCases(Schedule plan, Instant start) {
    this.plan = plan;
    this.start = start;
  }

  /** All cases of a run that begins at this instant, in the order of the pack. */
  static List<AcceptanceCase> of(Schedule plan, Instant start) {
    AcceptanceCases cases = new AcceptanceCases(plan, start);
    return List.of(
        cases.onDemand(),
        cases.futureDated(),
        cases.cancelled(),
        cases.gate(
            "not-listed", "A meter that is not on the list of GUIDs", "not-on-guid-list", "RS-5"),
        cases.gate(
            "other-maker", "A meter of another manufacturer", "manufacturer-not-listed", "RS-4"),
        cases.gate("smets1", "A SMETS1 meter", "not-smets2-esme", "RS-3"),
        cases.afterWindow(),
        cases.systemIntegrationTest(),
        cases.switchOff(),
        cases.report());
  }

  private static AcceptanceCase written(
      String id, String title, String expects, List<String> requirements, Moment... moments) {
    return new AcceptanceCase(
        id,
        title,
        expects,
        requirements.stream().map(each -> each.equals("TEST-1") ? each : "MP102B-" + each).toList(),
        List.of(moments));
  }

  private static Moment at(Duration after, Action action) {
    return new Moment(after, action);
  }

  private AcceptanceCase onDemand() {
    return written(
        "on-demand",
        "An activation at once",
        "The window begins with the request; an AD1 of the meter's hub is suppressed and logged.",
        List.of("SO-1", "RS-2", "RS-6", "W-2", "RN-1", "RN-2", "RN-3"),
        at(
            ZERO,
            run -> {
              run.activation(Optional.empty());
              run.tracked("on-demand", plan.window());
              run.alertIsSuppressed("right after the activation");
            }));
  }

  private AcceptanceCase futureDated() {
    return written(
        "future-dated",
        "An activation for a time in the future",
        "Before that time an AD1 is forwarded; from then on it is suppressed.",
        List.of("RS-6", "W-3", "RN-1"),
        at(
            ZERO,
            run -> {
              run.activation(Optional.of(date()));
              run.tracked("future-dated", plan.window());
              run.alertIsForwarded("before the time of the activation", "before-window");
            }),
        at(plan.begun(), run -> run.alertIsSuppressed("after the time of the activation")));
  }

  private AcceptanceCase cancelled() {
    return written(
        "cancelled",
        "A future-dated activation that is cancelled",
        "After the cancelled activation's time an AD1 is forwarded.",
        List.of("RS-7"),
        at(
            ZERO,
            run -> {
              run.activation(Optional.of(date()));
              run.tracked("future-dated", plan.window());
              run.cancellation();
            }),
        at(
            plan.begun(),
            run -> run.alertIsForwarded("after the time of the activation", "cancelled")));
  }

  /** The date of the future-dated activations; GBCS knows whole seconds. */
  private Instant date() {
    return start.plus(plan.lead()).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  private AcceptanceCase gate(String id, String title, String reason, String requirement) {
    return written(
        id,
        title,
        "The activation is relayed and not tracked; an AD1 of the meter's hub is forwarded.",
        List.of(requirement, "RN-4"),
        at(
            ZERO,
            run -> {
              run.activation(Optional.empty());
              run.notTracked(reason);
              run.alertIsForwarded("right after the activation", "hub-not-tracked");
            }));
  }

  private AcceptanceCase afterWindow() {
    return written(
        "after-window",
        "An alert after the window",
        "An AD1 after the end of the window is forwarded.",
        List.of("W-1", "RN-1", "RN-4"),
        at(
            ZERO,
            run -> {
              run.activation(Optional.empty());
              run.tracked("on-demand", plan.window());
              skipIfQuick(run);
            }),
        at(
            plan.end(),
            run -> run.alertIsForwarded("after the end of the window", "after-window")));
  }

  private AcceptanceCase systemIntegrationTest() {
    List<Moment> moments = new ArrayList<>();
    moments.add(
        at(
            ZERO,
            run -> {
              run.activation(Optional.empty());
              run.alertIsSuppressed("right after the activation");
              skipIfQuick(run);
            }));
    if (plan.extent() == Schedule.Extent.FULL) {
      moments.add(
          at(
              plan.window().dividedBy(2),
              run -> run.alertIsSuppressed("in the middle of the window")));
      moments.add(
          at(plan.lastInside(), run -> run.alertIsSuppressed("shortly before the window's end")));
      moments.add(
          at(
              plan.end(),
              run -> run.alertIsForwarded("shortly after the window's end", "after-window")));
    }
    return written(
        "sit",
        "The case of the System Integration Test",
        "OTA activation of a listed ESME: its alerts inside the window are suppressed, the one"
            + " after it is delivered.",
        List.of("TEST-1", "SO-1", "W-1", "RN-1", "RN-2"),
        moments.toArray(Moment[]::new));
  }

  private void skipIfQuick(CaseRecord run) {
    if (plan.extent() == Schedule.Extent.QUICK) {
      run.skip(SKIPPED);
    }
  }

  private AcceptanceCase switchOff() {
    return written(
        "switch-off",
        "The feature switch is off",
        "While the switch is off nothing is tracked, and an AD1 is forwarded.",
        List.of("SW-1"),
        at(
            plan.end(),
            run -> {
              SwitchControl.set(run, "off");
              run.activation(Optional.empty());
              run.notTracked("switch-off");
              run.alertIsForwarded("while the switch is off", "switch-off");
              SwitchControl.set(run, "enforce");
            }));
  }

  private AcceptanceCase report() {
    return written(
        "report",
        "The report is received",
        "Every alert that was suppressed is a row of a report that arrived, whole.",
        List.of("RP-1", "RP-2", "RP-3"),
        at(plan.end(), ReportCheck::run));
  }
}
