package org.lastgasp.report;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A digest or a statement as its file name in the spool describes it, for the recovery of a lost
 * report store. Immutable.
 *
 * @param from the beginning of the time it is about, inclusive
 * @param to its end, exclusive
 */
record SpooledDocument(
    String kind, String scope, long sequence, Path file, Instant from, Instant to) {
  private static final Pattern DIGEST =
      Pattern.compile("poa-digest-([a-z0-9]+)-(\\d{8})-(\\d{6,18})\\.(txt|html)");
  private static final Pattern STATEMENT =
      Pattern.compile("poa-statement-(\\d{8}T\\d{6}Z)-(\\d{6,18})\\.txt");

  /**
   * The document in a file; empty if the name is not a document's.
   *
   * @param ends the ends of the periods, by their beginnings
   */
  static Optional<SpooledDocument> of(Path file, Map<Instant, Instant> ends) {
    String name = String.valueOf(file.getFileName());
    Matcher digest = DIGEST.matcher(name);
    Matcher statement = STATEMENT.matcher(name);
    try {
      if (digest.matches()) {
        Instant day =
            LocalDate.parse(digest.group(2), DateTimeFormatter.BASIC_ISO_DATE)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        String kind = digest.group(4).equals("html") ? Report.DIGEST_HTML : Report.DIGEST;
        long sequence = Long.parseLong(digest.group(3));
        Instant end = day.plus(Duration.ofDays(1));
        return Optional.of(
            new SpooledDocument(kind, digest.group(1), sequence, file, day, end));
      }
      if (statement.matches()) {
        Instant from = ReportFile.FROM.parse(statement.group(1), Instant::from);
        long sequence = Long.parseLong(statement.group(2));
        Instant end = ends.getOrDefault(from, from);
        return Optional.of(
            new SpooledDocument(Report.STATEMENT, ReportScope.ALL, sequence, file, from, end));
      }
    } catch (DateTimeException noSuchDate) {
      return Optional.empty();
    }
    return Optional.empty();
  }
}
