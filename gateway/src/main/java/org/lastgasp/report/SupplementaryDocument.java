package org.lastgasp.report;

import java.time.Instant;
import java.util.Locale;

/**
 * A file that is kept and sent beside the reports of the log, as it was written once. The bytes are
 * never changed.
 *
 * @param kind what counts them, together with the scope
 * @param from what it tells of, from this instant on
 * @param to and before this one
 * @param stem of its name: {@code digest-20-20300115}
 * @param ending of its name: {@code txt}
 */
record SupplementaryDocument(
    String kind,
    String scope,
    Instant from,
    Instant to,
    String stem,
    String ending,
    byte[] content) {

  String name(long sequence) {
    return String.format(Locale.ROOT, "poa-%s-%06d.%s", stem, sequence, ending);
  }
}
