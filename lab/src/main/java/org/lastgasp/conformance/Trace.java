package org.lastgasp.conformance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A recording of a hub's supply around firmware activations of a meter, or around an update of the
 * hub's own firmware. Immutable.
 *
 * @param name as people call it: the file's name
 * @param meter what the file says of the meter
 * @param begin the instant of the first event
 * @param end the instant of the last event
 * @param activations of the meter, in order
 * @param hubUpdates updates of the hub's own firmware, in which it reboots by itself, in order
 * @param cuts in order, none touches the next; one that had not ended when the trace did ends at
 *     {@link SupplyInterruption#NEVER}
 */
record Trace(
    String name,
    MeterUnderTest meter,
    Instant begin,
    Instant end,
    List<Period> activations,
    List<Period> hubUpdates,
    List<SupplyInterruption> cuts) {

  Trace {
    activations = List.copyOf(activations);
    hubUpdates = List.copyOf(hubUpdates);
    cuts = List.copyOf(cuts);
    if (activations.isEmpty() && hubUpdates.isEmpty()) {
      throw new IllegalArgumentException("a trace without an activation has nothing to check");
    }
  }

  /** The instant that lengths are told from: the first activation's start, else the trace's. */
  Instant origin() {
    return activations.isEmpty() ? begin : activations.getFirst().start();
  }

  /** A time as people read it: {@code 30 s after the activation began}. */
  String told(Duration fromOrigin) {
    String what = activations.isEmpty() ? "the trace" : "the activation";
    String side = fromOrigin.isNegative() ? " before " : " after ";
    return DurationText.seconds(fromOrigin.abs()) + side + what + " began";
  }

  /**
   * A period between two marks of a trace.
   *
   * @param end when it was over; the end of the trace if that does not say
   * @param isEnded whether the trace says when it was over
   */
  record Period(Instant start, Instant end, boolean isEnded) {
    /** Whether the trace stops at its start, so that nothing of it was seen. */
    boolean isUnseen() {
      return !isEnded && start.equals(end);
    }

    /** Whether a cut began in it, its last moment included. */
    boolean sawBegin(SupplyInterruption cut) {
      return !cut.off().isBefore(start) && !cut.off().isAfter(end);
    }

    /** Whether a cut shares a moment with it, borders included. */
    boolean touches(SupplyInterruption cut) {
      return !cut.on().isBefore(start) && !cut.off().isAfter(end);
    }

    /**
     * Whether a cut lies in it, borders included; one without an end needs a period without one.
     */
    boolean encloses(SupplyInterruption cut) {
      boolean inTime =
          cut.on().equals(SupplyInterruption.NEVER) ? !isEnded : !cut.on().isAfter(end);
      return sawBegin(cut) && inTime;
    }

    /** The same, longer by a margin on both sides. */
    Period widened(Duration margin) {
      return new Period(start.minus(margin), end.plus(margin), isEnded);
    }
  }
}
