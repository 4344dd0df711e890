package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.lastgasp.files.Sha256;

/**
 * A report as the report store has it. Immutable.
 *
 * @param number counts reports of all kinds and scopes, in the order in which they are sent; tables
 *     are sent after all others
 * @param kind {@code log}, {@code digest}, {@code digest-html}, {@code statement}, {@code
 *     table-csv}, {@code table-page}, {@code table-xlsx}
 * @param scope {@code consolidated}, a distributor id, or {@code unknown}
 * @param sequence counts the reports of this kind and scope from 1 without gaps
 * @param name of its file
 * @param built empty while its file is still to be made
 * @param removed when its file was removed, after its retention
 * @param sent in the order in which targets took it
 */
public record Report(
    long number,
    Period period,
    String kind,
    String scope,
    long sequence,
    String name,
    Optional<Built> built,
    Optional<Instant> removed,
    List<Sent> sent) {
  /** The kind of a report of the suppression log. */
  static final String LOG = "log";

  /** The kind of a digest of a day, as plain text. */
  static final String DIGEST = "digest";

  /** The kind of the same as HTML. */
  static final String DIGEST_HTML = "digest-html";

  /** The kind of a table for people, as CSV. */
  public static final String TABLE_CSV = "table-csv";

  /** The kind of the page that says what the table as CSV is. */
  public static final String TABLE_PAGE = "table-page";

  /** The kind of a table for people, as XLSX, with that page. */
  public static final String TABLE_XLSX = "table-xlsx";

  /** The kind of a signed statement of where the log ended. */
  static final String STATEMENT = "statement";

  public Report {
    sent = List.copyOf(sent);
  }

  /** The file of a report that was built. */
  public record Built(long rows, long bytes, String sha256, Instant at) {
    /** Returns true if a file has the bytes that were built. */
    boolean isIn(Path file) throws IOException {
      return file.toFile().length() == bytes && Sha256.of(file).equals(sha256);
    }
  }

  /** A record that a target has the report since an instant. */
  public record Sent(String target, Instant at) {}
}
