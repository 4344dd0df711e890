package org.lastgasp.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sentences beside a verdict: what it leaves open, and what it rests on. */
final class Remarks {
  private Remarks() {}

  static List<String> of(
      Trace trace, Duration margin, List<MeterCheck.Judged> cuts, List<MeterCheck.Sum> sums) {
    List<String> remarks = new ArrayList<>(trace.meter().remarks());
    if (sums.stream().anyMatch(MeterCheck.Sum::isAboveLimit)) {
      remarks.add(
          "the cuts of one activation come to more than 180 s together: a stricter reading of the"
              + " rule fails that");
    }
    if (trace.activations().stream().anyMatch(Trace.Period::isUnseen)) {
      remarks.add("the trace ends when the activation starts: record it for longer");
    } else if (trace.activations().stream().anyMatch(each -> !each.isEnded())) {
      remarks.add("the trace has no activation-end: all that follows the start counts");
    }
    if (trace.activations().isEmpty()) {
      remarks.add("the trace has no activation of a meter, only of the hub: no meter is judged");
    }
    for (MeterCheck.Judged cut : cuts) {
      beside(trace, margin, cut).forEach(remarks::add);
    }
    return List.copyOf(remarks);
  }

  private static List<String> beside(Trace trace, Duration margin, MeterCheck.Judged cut) {
    Duration began = Duration.between(trace.origin(), cut.cut().off());
    String which = "the cut of " + cut.lasted() + " that began " + trace.told(began);
    List<String> remarks = new ArrayList<>();
    switch (cut.place()) {
      case IN_ACTIVATION, OVERLAPS -> {}
      case JUST_BEFORE, JUST_AFTER ->
          remarks.add(
              which + " lies within " + DurationText.seconds(margin)
                  + " of the activation and counts as its doing");
      case HUB_UPDATE ->
          remarks.add(which + " lies in the hub's own update: it is not blamed on the meter");
      case OUTSIDE -> {
        if (!trace.activations().isEmpty()) {
          remarks.add(
              which + " lies outside the activation and is not judged"
                  + (cut.isAboveLimit() ? ": find out what made it" : ""));
        }
      }
    }
    boolean updating = trace.hubUpdates().stream().anyMatch(each -> each.touches(cut.cut()));
    if (updating) {
      remarks.add(
          (cut.place() == CutPlace.HUB_UPDATE ? "" : which + " only overlaps the hub's own update,"
              + " which cuts no supply; ")
              + "the regions' rules are about a hub that runs: what one does that loses its supply"
              + " while it updates itself, no public source says");
    }
    return remarks;
  }
}
