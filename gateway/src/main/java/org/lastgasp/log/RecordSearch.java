package org.lastgasp.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A search for the record of an alert in the files of the suppression log. */
public final class RecordSearch {
  private RecordSearch() {}

  /** A record that was found: its file's name, and its line without the newline. */
  public record Found(String file, String line) {}

  /**
   * The record of a message; empty if the files do not have it. Reads the file of its time, and
   * those beside that: a clock that stepped back leaves a record in an earlier period's file.
   *
   * @param judged when the verdict was made
   * @param messageSha256 as in the record
   * @throws UncheckedIOException if a file cannot be read
   */
  public static Optional<Found> find(Path folder, Instant judged, String messageSha256) {
    List<LogFile> files = LogFile.in(folder);
    int place = 0;
    while (place + 1 < files.size() && !files.get(place + 1).start().isAfter(judged)) {
      place++;
    }
    String wanted = LogField.MESSAGE_SHA256.label() + "\"" + messageSha256 + "\"";
    int first = place; // files of one period are all looked at
    while (first > 0 && files.get(first).start().equals(files.get(first - 1).start())) {
      first--;
    }
    for (int i = Math.max(0, first - 1); i < Math.min(files.size(), place + 2); i++) {
      Optional<Found> found = find(files.get(i).path(folder), wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
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
