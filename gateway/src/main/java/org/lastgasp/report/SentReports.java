package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lastgasp.files.ReadAccess;
import org.lastgasp.log.LogHead;
import org.lastgasp.log.RebuiltRecord;

/**
 * A summary of the reports that were sent, read from the files at targets, for a gateway whose own
 * store is older. Immutable.
 *
 * @param last the highest number of each series
 * @param head the last record of the log that is in any of them; empty if none is
 */
public record SentReports(Map<Series, Long> last, Optional<LogHead> head) {
  private static final Pattern NAME =
      Pattern.compile("poa-(report|digest|statement)-(\\S+)-(\\d{6,18})\\.(csv|txt|html)");
  private static final int DEEPEST = 4;

  /** The summary without any report. */
  public static final SentReports NONE = new SentReports(Map.of(), Optional.empty());

  /** The key of a series of reports that are numbered together. */
  public record Series(String kind, String scope) {}

  private record Sent(Path file, Series series, long number) {}

  public SentReports {
    last = Map.copyOf(last);
  }

  /**
   * The summary of a folder and up to three levels of folders below it; {@link #NONE} if there is
   * no such folder.
   *
   * @throws UncheckedIOException if it cannot be listed
   */
  public static SentReports in(Path folder) {
    if (!ReadAccess.toFolder(folder)) {
      return NONE;
    }
    List<Sent> all;
    try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
      all = files.map(SentReports::sent).flatMap(Optional::stream).toList();
    } catch (IOException broken) {
      throw new UncheckedIOException("listing the reports in " + folder, broken);
    }
    Map<Series, Long> last = new HashMap<>();
    all.forEach(each -> last.merge(each.series(), each.number(), Math::max));
    return new SentReports(last, head(all));
  }

  private static Optional<Sent> sent(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(name.group(3));
    String between = name.group(2);
    String scope = between.contains("-") ? between.substring(0, between.indexOf('-')) : "";
    return switch (name.group(1)) {
      case "report" -> Optional.of(new Sent(file, new Series(Report.LOG, scope), number));
      case "digest" -> {
        String kind = name.group(4).equals("html") ? Report.DIGEST_HTML : Report.DIGEST;
        yield Optional.of(new Sent(file, new Series(kind, scope), number));
      }
      default -> Optional.of(new Sent(file, new Series(Report.STATEMENT, ReportScope.ALL), number));
    };
  }

  /** The last record, from the last report with a row of each scope. */
  private static Optional<LogHead> head(List<Sent> all) {
    Optional<LogHead> head = Optional.empty();
    List<Sent> reports =
        all.stream()
            .filter(each -> each.series().kind().equals(Report.LOG))
            .sorted(Comparator.comparingLong(Sent::number).reversed())
            .toList();
    for (String scope : reports.stream().map(each -> each.series().scope()).distinct().toList()) {
      Optional<LogHead> last =
          reports.stream()
              .filter(each -> each.series().scope().equals(scope))
              .map(each -> lastRow(each.file()))
              .flatMap(Optional::stream)
              .findFirst();
      head = later(head, last);
    }
    return head;
  }

  /** The last sound row of a report, whatever its header and footer are. */
  private static Optional<LogHead> lastRow(Path report) {
    Optional<LogHead> last = Optional.empty();
    try (CsvRecords records = CsvRecords.open(report)) {
      while (records.next()) {
        List<String> cells = records.cells().orElse(List.of());
        if (Columns.isRow(cells)) {
          RebuiltRecord record = RebuiltRecord.of(cells.subList(1, cells.size() - 1));
          if (record.fault().isEmpty()) {
            last = later(last, Optional.of(new LogHead(record.seq(), record.hash())));
          }
        }
      }
    } catch (IOException unreadable) {
      return last;
    }
    return last;
  }

  /** The one with the higher number. */
  static Optional<LogHead> later(Optional<LogHead> one, Optional<LogHead> other) {
    return Stream.of(one, other)
        .flatMap(Optional::stream)
        .max(Comparator.comparingLong(LogHead::seq));
  }

  /** The union of both. */
  public SentReports and(SentReports other) {
    Map<Series, Long> both = new HashMap<>(last);
    other.last.forEach((series, number) -> both.merge(series, number, Math::max));
    return new SentReports(both, later(head, other.head));
  }
}
