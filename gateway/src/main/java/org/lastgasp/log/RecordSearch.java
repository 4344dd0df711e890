package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A search for the record of an alert in the files of the suppression log. */
final class RecordSearch {
  private RecordSearch() {}

  /**
   * The record of an alert; empty if the files do not have it. Two alerts may have the same bytes,
   * so the instant of the verdict counts too. Reads the files of its time and those beside them,
   * wherever a clock that was ahead or stepped back left them.
   *
   * @param judged when the verdict was made
   * @param messageSha256 as in the record
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  static Optional<SuppressionLog.Found> find(Path folder, Instant judged, String messageSha256) {
    List<String> wanted =
        List.of(
            LogField.SUPPRESSED_AT.label() + "\"" + FieldType.text(judged) + "\"",
            LogField.MESSAGE_SHA256.label() + "\"" + messageSha256 + "\"");
    return LogFile.around(LogFile.in(folder), judged).stream()
        .map(file -> find(file.path(folder), wanted))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** A line with bytes that are no text is one like others: a damaged one hides none behind it. */
  private static Optional<SuppressionLog.Found> find(Path file, List<String> wanted) {
    try (LineReader lines = LineReader.open(file, 0)) {
      while (lines.next()) {
        String line =
            new String(
                lines.bytes(), lines.from(), lines.to() - lines.from(), StandardCharsets.UTF_8);
        if (wanted.stream().allMatch(line::contains)) {
          return Optional.of(new SuppressionLog.Found(String.valueOf(file.getFileName()), line));
        }
      }
      return Optional.empty();
    }
  }
}
