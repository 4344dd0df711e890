package org.lastgasp.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * The inventory and the list of GUIDs of the gateway under test. They are changed only if the files
 * of its configuration can put them back exactly.
 */
record Lists(Admin admin, Path inventory, Path guids) {
  private static final String DEVICES = "/api/v1/inventory";
  private static final String LISTED = "/api/v1/guids";
  private static final Map<String, String> WHOLE = Map.of("replace", "true", "force", "true");
  private static final Map<String, String> FORCED = Map.of("force", "true");

  /** Returns why the lists in force could not be put back; empty if they can. */
  Optional<String> notRestorable() {
    return differs("inventory", DEVICES, inventory, Map.of("replace", "true", "dry-run", "true"))
        .or(() -> differs("guids", LISTED, guids, Map.of("dry-run", "true")));
  }

  private Optional<String> differs(
      String key, String path, Path file, Map<String, String> query) {
    if (!Files.isRegularFile(file)) {
      return Optional.of(
          key + ": there is no file " + file + ", so what is in force could not be put back");
    }
    JsonNode dry = admin.list(path, query, content(file));
    long changes =
        dry.path("added").asLong() + dry.path("updated").asLong() + dry.path("removed").asLong();
    return changes == 0
        ? Optional.empty()
        : Optional.of(
            key + ": " + file + " is not what is in force (" + changes + " differences), so it"
                + " could not be put back; import it, or export what is in force to that file");
  }

  /** Adds the invented devices to both. */
  void add(TestDevices devices) {
    var _ =
        admin.list(
            DEVICES,
            Map.of("name", "acceptance devices"),
            lines(String.join("\n", devices.inventory()) + "\n"));
    String together = text(guids) + "\n" + String.join("\n", devices.guids()) + "\n";
    var _ =
        admin.list(
            LISTED, Map.of("name", "acceptance list", "force", "true"), lines(together));
  }

  /** Puts both back as the configuration's files have them. */
  void restore() {
    var _ = admin.list(LISTED, FORCED, content(guids));
    var _ = admin.list(DEVICES, WHOLE, content(inventory));
    notRestorable()
        .ifPresent(
            why -> {
              throw new Admin.Refused(why);
            });
  }

  private static BodyPublisher lines(String text) {
    return BodyPublishers.ofByteArray(text.getBytes(StandardCharsets.UTF_8));
  }

  private static BodyPublisher content(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException gone) {
      throw new UncheckedIOException("reading " + file, gone);
    }
  }

  /** The text of a list, packed or not. */
  private static String text(Path file) {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
      bytes.mark(2);
      boolean packed = bytes.read() == 0x1f && bytes.read() == 0x8b;
      bytes.reset();
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      InputStream unpacked = packed ? new GZIPInputStream(bytes) : bytes;
      unpacked.transferTo(text);
      return text.toString(StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException("reading " + file, broken);
    }
  }
}
