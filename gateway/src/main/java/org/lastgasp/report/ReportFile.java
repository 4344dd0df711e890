package org.lastgasp.report;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a report: {@code poa-report-<scope>-<UTC from>-<sequence>.csv}, with at least six
 * digits of sequence.
 */
record ReportFile(String scope, Instant from, long sequence) {
  static final DateTimeFormatter FROM =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("poa-report-([a-z0-9]+)-(\\d{8}T\\d{6}Z)-(\\d{6,18})\\.csv");

  static Optional<ReportFile> of(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant from = FROM.parse(matcher.group(2), Instant::from);
      return Optional.of(
          new ReportFile(matcher.group(1), from, Long.parseLong(matcher.group(3))));
    } catch (DateTimeException noSuchDate) {
      return Optional.empty();
    }
  }

  String name() {
    return String.format(
        Locale.ROOT,
        "poa-report-%s-%s-%06d.csv",
        scope,
        FROM.format(from),
        sequence);
  }
}
