package org.lastgasp.conformance;

import java.time.Duration;
import org.lastgasp.sim.SupplyInterruption;

/** The place of a cut beside the activations of a trace, which decides whether it is judged. */
enum CutPlace {
  IN_ACTIVATION("in the activation"),
  OVERLAPS("began before the activation and lasts into it"),
  JUST_BEFORE("ends just before the activation"),
  JUST_AFTER("begins just after the activation"),
  HUB_UPDATE("in an update of the hub's own firmware"),
  OUTSIDE("outside every activation");

  private final String words;

  CutPlace(String words) {
    this.words = words;
  }

  /** As people read it. */
  String words() {
    return words;
  }

  /** Whether a cut here counts as the meter's doing. */
  boolean isJudged() {
    return this != HUB_UPDATE && this != OUTSIDE;
  }

  /**
   * The place of a cut. One that lies within a hub's update is the hub's, wherever an activation
   * is; one that only overlaps it is not, since an update cuts no supply.
   */
  static CutPlace of(SupplyInterruption cut, Trace trace, Duration margin) {
    if (trace.hubUpdates().stream().anyMatch(each -> each.encloses(cut))) {
      return HUB_UPDATE;
    }
    if (trace.activations().stream().anyMatch(each -> each.sawBegin(cut))) {
      return IN_ACTIVATION;
    }
    CutPlace place = OUTSIDE;
    for (Trace.Period each : trace.activations()) {
      if (cut.off().isBefore(each.start()) && cut.on().isAfter(each.start())) {
        return OVERLAPS;
      }
      if (each.widened(margin).touches(cut)) {
        place = cut.off().isAfter(each.end()) ? JUST_AFTER : JUST_BEFORE;
      }
    }
    return place;
  }
}
