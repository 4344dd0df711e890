package org.lastgasp.sim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A record of the suppression log, as anybody can read it.
 *
 * @param document SHA-256 of the alert, lower case
 */
public record LogEntry(
    long seq,
    String hub,
    String mpxn,
    String distributor,
    String document,
    Instant received,
    Instant from,
    Instant until,
    String prev,
    String hash) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Every record of the log files in a folder, in order of their sequence. */
  public static List<LogEntry> read(Path folder) {
    List<LogEntry> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> logs =
          files
              .filter(f -> f.getFileName().toString().matches("poa-suppression-.*\\.jsonl"))
              .toList();
      for (Path log : logs) {
        for (String line : Files.readAllLines(log)) {
          all.add(record(JSON.readTree(line)));
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("reading the suppression log in " + folder, broken);
    }
    all.sort(Comparator.comparingLong(LogEntry::seq));
    return all;
  }

  private static LogEntry record(JsonNode line) {
    return new LogEntry(
        line.path("seq").asLong(),
        line.path("chf").asText(),
        line.path("mpxn").asText(),
        line.path("distributor").asText(),
        line.path("message_sha256").asText().toLowerCase(Locale.ROOT),
        Instant.parse(line.path("received_at").asText()),
        Instant.parse(line.path("activation_from").asText()),
        Instant.parse(line.path("window_until").asText()),
        line.path("prev").asText(),
        line.path("hash").asText());
  }
}
