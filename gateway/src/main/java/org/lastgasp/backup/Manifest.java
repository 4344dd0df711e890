package org.lastgasp.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.log.LogHead;

/**
 * The list of what a backup holds, in {@code manifest.json}, of format {@value #FORMAT}; described
 * in {@code docs/formats.md}. Immutable.
 *
 * @param identity of the journal, eight hexadecimal digits
 * @param first the number of its first entry
 * @param last the number of its last entry: the position of the backup
 * @param head the last record of the suppression log
 * @param cursors how far its readers had come, which is not behind {@code last} by much
 * @param configuration the text of the configuration, without secrets
 * @param leftOut what lay in the folders and is not here, and why
 */
public record Manifest(
    String program,
    Instant taken,
    Instant ended,
    String identity,
    long first,
    long last,
    LogHead head,
    Map<String, Long> cursors,
    String configHash,
    String configuration,
    List<Copied> files,
    List<String> leftOut) {
  static final int FORMAT = 1;
  static final String FILE = "manifest.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies what it is given. */
  public Manifest {
    files = List.copyOf(files);
    leftOut = List.copyOf(leftOut);
    cursors = Map.copyOf(cursors);
  }

  /**
   * One file of the backup.
   *
   * @param name with slashes, beginning with the folder it belongs to
   * @param kind {@code database}, {@code file}, {@code log}, {@code segment} or {@code kept}
   */
  public record Copied(String name, String kind, long bytes, String sha256) {}

  /** Of all files together. */
  public long bytes() {
    return files.stream().mapToLong(Copied::bytes).sum();
  }

  /** Its form in JSON. */
  public ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("format", FORMAT).put("program", program);
    json.put("taken_at", taken.toString()).put("ended_at", ended.toString());
    json.putObject("journal").put("identity", identity).put("first", first).put("last", last);
    json.putObject("log").put("seq", head.seq()).put("hash", head.hash());
    ObjectNode readers = json.putObject("cursors");
    cursors.forEach(readers::put);
    json.putObject("configuration").put("hash", configHash).put("text", configuration);
    ArrayNode list = json.putArray("files");
    files.forEach(
        file ->
            list.addObject()
                .put("name", file.name())
                .put("kind", file.kind())
                .put("bytes", file.bytes())
                .put("sha256", file.sha256()));
    ArrayNode left = json.putArray("left_out");
    leftOut.forEach(left::add);
    return json;
  }

  byte[] bytesOfJson() {
    return (json().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Of the bytes of a file.
   *
   * @throws BackupFailed if it is no manifest, or one of a later version
   */
  static Manifest read(byte[] bytes) {
    try {
      return of(JSON.readTree(new String(bytes, StandardCharsets.UTF_8)));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException damaged) {
      throw new BackupFailed("reading " + FILE, damaged);
    }
  }

  private static Manifest of(JsonNode json) {
    if (json.path("format").asInt() != FORMAT) {
      throw new BackupFailed(
          FILE + " has format " + json.path("format").asText("none") + ", this program knows "
              + FORMAT,
          "use the program that wrote it: " + json.path("program").asText("it does not say which"));
    }
    List<Copied> files = new ArrayList<>();
    json.path("files")
        .forEach(
            file ->
                files.add(
                    new Copied(
                        file.path("name").asText(),
                        file.path("kind").asText(),
                        file.path("bytes").asLong(),
                        file.path("sha256").asText())));
    Map<String, Long> cursors = new LinkedHashMap<>();
    json.path("cursors")
        .properties()
        .forEach(each -> cursors.put(each.getKey(), each.getValue().asLong()));
    List<String> leftOut = new ArrayList<>();
    json.path("left_out").forEach(text -> leftOut.add(text.asText()));
    JsonNode journal = json.path("journal");
    return new Manifest(
        json.path("program").asText(),
        Instant.parse(json.path("taken_at").asText()),
        Instant.parse(json.path("ended_at").asText()),
        journal.path("identity").asText(),
        journal.path("first").asLong(),
        journal.path("last").asLong(),
        new LogHead(json.path("log").path("seq").asLong(), json.path("log").path("hash").asText()),
        cursors,
        json.path("configuration").path("hash").asText(),
        json.path("configuration").path("text").asText(),
        files,
        leftOut);
  }
}
