package org.lastgasp.conformance;

import java.time.Instant;
import java.util.List;
import org.lastgasp.sim.SupplyInterruption;

/**
 * A recording of a hub's supply around one or more firmware activations of a meter. It may be any
 * meter the rule names: single phase, twin element or polyphase ESME, GSME, on a hot shoe too.
 * Immutable.
 *
 * @param name as people call it: the file's name
 * @param about what the file's comments say of it, in order
 * @param begin the instant of the first event
 * @param end the instant of the last event
 * @param activations in order, one at least
 * @param cuts in order; one that had not ended when the trace did ends at {@link
 *     SupplyInterruption#NEVER}
 */
public record Trace(
    String name,
    List<String> about,
    Instant begin,
    Instant end,
    List<Activation> activations,
    List<SupplyInterruption> cuts) {

  public Trace {
    about = List.copyOf(about);
    activations = List.copyOf(activations);
    cuts = List.copyOf(cuts);
    if (activations.isEmpty()) {
      throw new IllegalArgumentException("a trace without an activation has nothing to check");
    }
  }

  /**
   * An activation.
   *
   * @param end when it was over; the end of the trace if that does not say
   * @param isEnded whether the trace says when it was over
   */
  public record Activation(Instant start, Instant end, boolean isEnded) {
    /** Whether a cut is taken for its doing: it began in it, its last moment included. */
    boolean contains(SupplyInterruption cut) {
      return !cut.off().isBefore(start) && !cut.off().isAfter(end);
    }
  }
}
