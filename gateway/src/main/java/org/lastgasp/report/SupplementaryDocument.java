package org.lastgasp.report;

import java.time.Instant;
import java.util.Locale;

/**
 * A document that is kept and sent beside the reports of the log. Its bytes never change.
 *
 * @param kind the kind of report; kind and scope together are one numbered series
 * @param from the beginning of the time it is about, inclusive
 * @param to its end, exclusive
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
