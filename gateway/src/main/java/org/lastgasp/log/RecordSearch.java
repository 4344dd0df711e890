package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A search for the record of an alert in the files of the suppression log. */
public final class RecordSearch {
  private RecordSearch() {}

  /** A record that was found: its file's name, and its line without the newline. */
  public record Found(String file, String line) {}

  /**
   * The record of a message; empty if the files do not have it. Reads the files of its time and
   * those beside them, wherever a clock that was ahead or stepped back left them.
   *
   * @param judged when the verdict was made
   * @param messageSha256 as in the record
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  public static Optional<Found> find(Path folder, Instant judged, String messageSha256) {
    String wanted = LogField.MESSAGE_SHA256.label() + "\"" + messageSha256 + "\"";
    return LogFile.around(LogFile.in(folder), judged).stream()
        .map(file -> find(file.path(folder), wanted))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** A line with bytes that are no text is one like others: a damaged one hides none behind it. */
  private static Optional<Found> find(Path file, String wanted) {
    try (LineReader lines = LineReader.open(file, 0)) {
      while (lines.next()) {
        String line =
            new String(
                lines.bytes(), lines.from(), lines.to() - lines.from(), StandardCharsets.UTF_8);
        if (line.contains(wanted)) {
          return Optional.of(new Found(String.valueOf(file.getFileName()), line));
        }
      }
      return Optional.empty();
    }
  }
}
