package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.report.Report;

/**
 * The files of the suppression log and its end.
 *
 * @param files the last ones, in their order
 * @param count how many there are in all
 * @param statement the last signed statement of the log; null if there is none
 */
public record LogResponse(
    List<File> files,
    long count,
    long lastSeq,
    String lastHash,
    @Nullable Statement statement) {

  /**
   * A file of the log.
   *
   * @param from the beginning of its period
   * @param firstSeq the number of its first record; null if it has none that can be read
   * @param records null if that is not known
   */
  public record File(
      String name, Instant from, @Nullable Long firstSeq, @Nullable Long records, long bytes) {
    static File of(SuppressionLog.FileStatus file) {
      return new File(
          file.file().name(),
          file.file().start(),
          file.firstSeq().isPresent() ? file.firstSeq().getAsLong() : null,
          file.records().isPresent() ? file.records().getAsLong() : null,
          file.bytes());
    }
  }

  /**
   * A signed statement of where the log ended; it is a report of its own.
   *
   * @param number of the report
   * @param at when it was stated
   * @param seq the record that it states; null if the log had none
   */
  public record Statement(long number, String name, Instant at, @Nullable Long seq) {
    static Statement of(Report report) {
      return new Statement(
          report.number(), report.name(), report.period().generated(),
          report.period().last() == 0 ? null : report.period().last());
    }
  }
}
