package org.lastgasp.report;

import java.time.Instant;
import java.util.List;

/** A generator of supplementary documents. For one thread. */
interface DocumentGenerator {

  /**
   * The documents to be written next, all for the same period or day; none if nothing is due, or
   * if their content cannot be determined yet.
   */
  List<SupplementaryDocument> due(Instant now);
}
