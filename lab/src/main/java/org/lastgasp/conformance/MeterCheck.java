package org.lastgasp.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.lastgasp.sim.SupplyInterruption;

/**
 * The verdict on a trace. Immutable.
 *
 * <p>The rule (MP102A): under no circumstances may a meter cut the hub's supply for more than three
 * minutes in an over-the-air firmware upgrade. A cut that overlaps an activation, or lies no
 * further from it than the margin, is taken for its doing and counts with its whole length: marks
 * are set by a bench, and may be late. One further away is not judged, and a warning if it is too
 * long. Exactly three minutes is a warning, as the sources say both "more than three minutes" and
 * "three or more"; so is a sum above it, which the rule's words leave open.
 *
 * @param margin how far from an activation a cut may lie and still counts
 * @param regions what each region's rule makes of all cuts of the trace, whatever the marks say
 * @param combined the longest judged cut with the hub's reboot, a remark; empty without one
 * @param remarks what a reader of the verdict should know besides
 */
record MeterCheck(
    Trace trace,
    Duration margin,
    Outcome outcome,
    List<Judged> cuts,
    List<Sum> sums,
    List<RegionPrediction> regions,
    Optional<CombinedTime> combined,
    List<String> remarks) {

  /** The longest a cut may last. */
  static final Duration LIMIT = Duration.ofMinutes(3);

  /** The margin unless another is given; ours. */
  static final Duration MARGIN = Duration.ofMinutes(1);

  MeterCheck {
    cuts = List.copyOf(cuts);
    sums = List.copyOf(sums);
    regions = List.copyOf(regions);
    remarks = List.copyOf(remarks);
  }

  /**
   * A cut.
   *
   * @param length until the supply was back, or the trace ended
   * @param isOver whether the supply came back
   * @param outcome empty if it was not judged
   */
  record Judged(
      SupplyInterruption cut,
      CutPlace place,
      Duration length,
      boolean isOver,
      Optional<Outcome> outcome) {

    /** Whether it is above what a cut may last. */
    boolean isAboveLimit() {
      return length.compareTo(LIMIT) > 0;
    }

    /** Its length as people read it: {@code at least 100 s} if it is not over. */
    String lasted() {
      return DurationText.seconds(length, isOver);
    }

    /** Why, in words. */
    String why() {
      if (outcome.isEmpty()) {
        return place.words() + (isAboveLimit() ? ", above 180 s" : "");
      }
      String reason =
          switch (outcome.get()) {
            case PASSES, NOT_JUDGED -> "below 180 s";
            case WARNING ->
                "exactly 180 s: the sources say both \"more than\" and \"three or more\"";
            case UNDECIDED -> "the trace ends before the supply is back: record it for longer";
            case FAILS -> isOver ? "above 180 s" : "above 180 s, and not back when the trace ends";
          };
      return place == CutPlace.IN_ACTIVATION ? reason : reason + "; it " + place.words();
    }
  }

  /** The cuts of one activation, and how long they lasted together. */
  record Sum(Trace.Period activation, List<Judged> cuts, Duration length) {
    Sum {
      cuts = List.copyOf(cuts);
    }

    /** Whether several cuts come to more than what one may last. */
    boolean isAboveLimit() {
      return cuts.size() > 1 && length.compareTo(LIMIT) > 0;
    }

    /** Their length as people read it. */
    String lasted() {
      return DurationText.seconds(length, cuts.stream().allMatch(Judged::isOver));
    }
  }

  /** Checks a trace with the usual margin. */
  static MeterCheck of(Trace trace) {
    return of(trace, MARGIN);
  }

  /** Checks a trace. */
  static MeterCheck of(Trace trace, Duration margin) {
    List<Judged> cuts = trace.cuts().stream().map(cut -> judged(cut, trace, margin)).toList();
    List<Sum> sums = trace.activations().stream().map(each -> sum(each, cuts, margin)).toList();
    Optional<CombinedTime> combined =
        longest(cuts).map(each -> CombinedTime.of(each, charge(trace, each.cut())));
    return new MeterCheck(
        trace,
        margin,
        trace.activations().isEmpty() ? Outcome.NOT_JUDGED : outcome(trace, cuts, sums),
        cuts,
        sums,
        RegionPrediction.of(trace),
        combined,
        Remarks.of(trace, margin, cuts, sums));
  }

  private static Duration charge(Trace trace, SupplyInterruption cut) {
    List<SupplyInterruption> cuts = RegionPrediction.endingBy(trace.end(), trace);
    int place = trace.cuts().indexOf(cut);
    return place < cuts.size() ? SuperCapacitor.charges(cuts).get(place) : SuperCapacitor.FULL;
  }

  /** The longest cut that was judged. */
  Optional<Judged> longest() {
    return longest(cuts);
  }

  /** The activation whose cuts lasted longest together; empty without an activation. */
  Optional<Sum> sum() {
    return sums.stream().max((one, other) -> one.length().compareTo(other.length()));
  }

  /** Returns the cuts that were not judged. */
  List<Judged> others() {
    return cuts.stream().filter(cut -> cut.outcome().isEmpty()).toList();
  }

  private static Optional<Judged> longest(List<Judged> cuts) {
    return cuts.stream()
        .filter(cut -> cut.outcome().isPresent())
        .max((one, other) -> one.length().compareTo(other.length()));
  }

  private static Outcome outcome(Trace trace, List<Judged> cuts, List<Sum> sums) {
    boolean isUnseen = trace.activations().stream().anyMatch(Trace.Period::isUnseen);
    Outcome outcome = isUnseen ? Outcome.UNDECIDED : Outcome.PASSES;
    for (Judged each : cuts) {
      outcome = outcome.or(each.outcome().orElse(Outcome.PASSES));
      if (each.place() == CutPlace.OUTSIDE && each.isAboveLimit()) {
        outcome = outcome.or(Outcome.WARNING);
      }
    }
    return sums.stream().anyMatch(Sum::isAboveLimit) ? outcome.or(Outcome.WARNING) : outcome;
  }

  private static Judged judged(SupplyInterruption cut, Trace trace, Duration margin) {
    boolean over = !cut.on().equals(SupplyInterruption.NEVER);
    Duration length = Duration.between(cut.off(), over ? cut.on() : trace.end());
    CutPlace place = CutPlace.of(cut, trace, margin);
    Optional<Outcome> outcome =
        place.isJudged() ? Optional.of(outcome(length, over)) : Optional.empty();
    return new Judged(cut, place, length, over, outcome);
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

  private static Sum sum(Trace.Period activation, List<Judged> cuts, Duration margin) {
    Trace.Period near = activation.widened(margin);
    List<Judged> own =
        cuts.stream()
            .filter(cut -> cut.outcome().isPresent() && near.touches(cut.cut()))
            .toList();
    Duration length = own.stream().map(Judged::length).reduce(Duration.ZERO, Duration::plus);
    return new Sum(activation, own, length);
  }
}
