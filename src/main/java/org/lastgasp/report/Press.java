package org.lastgasp.report;

import java.time.Instant;
import java.util.List;

/** Writes papers. For one thread. */
interface Press {

  /**
   * What is to be written next, all of it for one moment; none if nothing is due, or it cannot be
   * said yet.
   */
  List<Paper> due(Instant now);
}
