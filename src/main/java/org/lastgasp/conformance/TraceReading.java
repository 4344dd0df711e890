package org.lastgasp.conformance;

import java.util.List;

/** What came of reading a trace. */
public sealed interface TraceReading {

  /** It can be checked. */
  record Taken(Trace trace) implements TraceReading {}

  /**
   * It cannot be checked.
   *
   * @param faults one sentence each, with the line
   */
  record Unreadable(String name, List<String> faults) implements TraceReading {
    public Unreadable {
      faults = List.copyOf(faults);
    }
  }
}
