package org.lastgasp.conformance;

import java.util.List;

/** What came of reading a trace. */
public sealed interface TraceResult {

  /** It can be checked. */
  record Taken(Trace trace) implements TraceResult {}

  /**
   * It cannot be checked.
   *
   * @param faults one sentence each, with the line
   */
  record Unreadable(String name, List<String> faults) implements TraceResult {
    public Unreadable {
      faults = List.copyOf(faults);
    }
  }
}
