package org.lastgasp.conformance;

import java.util.List;

/** The result of reading a trace. */
sealed interface TraceResult {

  /** A trace that can be checked. */
  record Taken(Trace trace) implements TraceResult {}

  /**
   * A trace that cannot be checked.
   *
   * @param faults one sentence each, with the line
   */
  record Unreadable(String name, List<String> faults) implements TraceResult {
    public Unreadable {
      faults = List.copyOf(faults);
    }
  }
}
