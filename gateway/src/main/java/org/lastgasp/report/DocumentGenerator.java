package org.lastgasp.report;

import java.time.Instant;
import java.util.List;

/** A generator of supplementary documents. For one thread. */
interface DocumentGenerator {

  /**
   * The documents to be written next, all of it for one moment; none if nothing is due, or it
   * cannot be said yet.
   */
  List<SupplementaryDocument> due(Instant now);
}
