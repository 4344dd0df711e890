package org.lastgasp.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.sim.SupplyInterruption;

/**
 * The verdict on a trace. Immutable.
 *
 * <p>The rule (MP102A): under no circumstances may a meter cut the hub's supply for more than three
 * minutes in an over-the-air firmware upgrade. A cut that begins in an activation is taken for its
 * doing, and counts whole, also past the activation's end. One that began before or after is shown
 * and not judged. Exactly three minutes is a warning, as the sources say both "more than three
 * minutes" and "three or more"; so is a sum above it, which the rule's words leave open.
 *
 * @param regions what each region's rule would make of the cuts that were judged
 */
public record MeterCheck(
    Trace trace,
    Outcome outcome,
    List<Judged> cuts,
    List<Sum> sums,
    List<RegionPrediction> regions) {

  /** The longest a cut may last. */
  public static final Duration LIMIT = Duration.ofMinutes(3);

  public MeterCheck {
    cuts = List.copyOf(cuts);
    sums = List.copyOf(sums);
    regions = List.copyOf(regions);
  }

  /** The place where a cut began. */
  public enum Place {
    IN_ACTIVATION("in the activation"),
    BEFORE("before any activation, not judged"),
    AFTER("after an activation, not judged");

    private final String words;

    Place(String words) {
      this.words = words;
    }

    /** As people read it. */
    public String words() {
      return words;
    }
  }

  /**
   * A cut.
   *
   * @param length until the supply was back, or the trace ended
   * @param isOver whether the supply came back
   * @param outcome empty if it was not judged
   */
  public record Judged(
      SupplyInterruption cut,
      Place place,
      Duration length,
      boolean isOver,
      Optional<Outcome> outcome) {

    /** Why, in words. */
    public String why() {
      if (outcome.isEmpty()) {
        return place.words();
      }
      return switch (outcome.get()) {
        case PASSES -> "below 180 s";
        case WARNING -> "exactly 180 s: the sources say both \"more than\" and \"three or more\"";
        case UNDECIDED -> "the trace ends before the supply is back: record it for longer";
        case FAILS -> isOver ? "above 180 s" : "above 180 s, and not back when the trace ends";
      };
    }
  }

  /** The cuts of one activation, and how long they lasted together. */
  public record Sum(Trace.Activation activation, List<Judged> cuts, Duration length) {
    public Sum {
      cuts = List.copyOf(cuts);
    }

    /** Whether it is above what one cut may last. */
    public boolean isAboveLimit() {
      return length.compareTo(LIMIT) > 0;
    }
  }

  /** Checks a trace. */
  public static MeterCheck of(Trace trace) {
    List<Judged> judged = trace.cuts().stream().map(cut -> judged(cut, trace)).toList();
    List<Sum> sums = trace.activations().stream().map(each -> sum(each, judged)).toList();
    Outcome outcome = Outcome.PASSES;
    for (Judged each : judged) {
      outcome = outcome.or(each.outcome().orElse(Outcome.PASSES));
    }
    if (sums.stream().anyMatch(Sum::isAboveLimit)) {
      outcome = outcome.or(Outcome.WARNING);
    }
    List<SupplyInterruption> counted =
        judged.stream().filter(j -> j.outcome().isPresent()).map(Judged::cut).toList();
    return new MeterCheck(trace, outcome, judged, sums, RegionPrediction.of(trace, counted));
  }

  /** The longest cut that was judged; zero if there was none. */
  public Duration longest() {
    return cuts.stream()
        .filter(cut -> cut.outcome().isPresent())
        .map(Judged::length)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /** The largest sum of an activation. */
  public Duration sum() {
    return sums.stream().map(Sum::length).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Returns what a reader of the verdict should know besides. */
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    for (Sum sum : sums) {
      if (sum.cuts().size() > 1 && sum.isAboveLimit()) {
        remarks.add(
            "the cuts of one activation come to more than 180 s together: a stricter reading of"
                + " the rule fails that");
      }
      if (!sum.activation().isEnded()) {
        remarks.add("the trace has no activation-end: all that follows the start counts");
      }
    }
    if (cuts.stream().anyMatch(cut -> cut.outcome().isEmpty())) {
      remarks.add("a cut that began outside an activation is not the activation's doing");
    }
    return List.copyOf(remarks);
  }

  private static Judged judged(SupplyInterruption cut, Trace trace) {
    boolean over = !cut.on().equals(SupplyInterruption.NEVER);
    Duration length = Duration.between(cut.off(), over ? cut.on() : trace.end());
    if (trace.activations().stream().anyMatch(each -> each.contains(cut))) {
      return new Judged(
          cut, Place.IN_ACTIVATION, length, over, Optional.of(outcome(length, over)));
    }
    Instant first = trace.activations().getFirst().start();
    Place place = cut.off().isBefore(first) ? Place.BEFORE : Place.AFTER;
    return new Judged(cut, place, length, over, Optional.empty());
  }

  private static Outcome outcome(Duration length, boolean over) {
    int compared = length.compareTo(LIMIT);
    if (compared > 0) {
      return Outcome.FAILS;
    }
    if (!over) {
      return Outcome.UNDECIDED;
    }
    return compared == 0 ? Outcome.WARNING : Outcome.PASSES;
  }

  private static Sum sum(Trace.Activation activation, List<Judged> cuts) {
    List<Judged> own =
        cuts.stream()
            .filter(cut -> cut.outcome().isPresent() && activation.contains(cut.cut()))
            .toList();
    Duration length = own.stream().map(Judged::length).reduce(Duration.ZERO, Duration::plus);
    return new Sum(activation, own, length);
  }
}
