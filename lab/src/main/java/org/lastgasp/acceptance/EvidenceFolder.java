package org.lastgasp.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lastgasp.files.Sha256;

/** The folder that the evidence of a run is written to, with the SHA-256 of each file in it. */
final class EvidenceFolder {
  /** The list of hashes, as {@code sha256sum --check} reads it. */
  static final String HASHES = "SHA256SUMS";

  private final Path folder;
  private final Map<String, String> hashes = new TreeMap<>();

  /** One that is there and empty. */
  EvidenceFolder(Path folder) {
    this.folder = folder;
  }

  /** Writes a file; gives its name relative to the folder. */
  String write(String name, byte[] content) {
    Path file = folder.resolve(name);
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(file, content);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing " + file, broken);
    }
    hashes.put(name, Sha256.of(content));
    return name;
  }

  /** Writes a text in UTF-8. */
  String write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the list of hashes of what was written so far; gives the list's own hash. */
  String seal() {
    String list =
        hashes.entrySet().stream()
            .map(each -> each.getValue() + "  " + each.getKey() + "\n")
            .collect(Collectors.joining());
    write(HASHES, list);
    return Sha256.of(list);
  }

  /** The hashes by name. */
  Map<String, String> hashes() {
    return Map.copyOf(hashes);
  }
}
