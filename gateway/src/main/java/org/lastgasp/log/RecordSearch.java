package org.lastgasp.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Optional<Found> find(Path folder, Instant judged, String messageSha256) {
    String wanted = LogField.MESSAGE_SHA256.label() + "\"" + messageSha256 + "\"";
    return LogFile.around(LogFile.in(folder), judged).stream()
        .map(file -> find(file.path(folder), wanted))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Found> find(Path file, String wanted) {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(wanted)) {
          return Optional.of(new Found(String.valueOf(file.getFileName()), line));
        }
      }
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("reading " + file, unreadable);
    }
  }
}
