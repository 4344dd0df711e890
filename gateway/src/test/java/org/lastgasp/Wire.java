package org.lastgasp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Real schemas and messages, kept outside the project: in {@code ../shared/wire}, or where {@code
 * LASTGASP_WIRE} says. A test that asks for one is skipped, saying so, where there are none.
 */
public final class Wire {
  private Wire() {}

  /** The file of this name, e.g. {@code duis/xmldsig-core-schema.xsd}. */
  public static Path path(String name) {
    Path path = folder().resolve(name);
    assumeTrue(Files.exists(path), "skipped: no " + path.toAbsolutePath().normalize());
    return path;
  }

  /** The bytes of the file of this name. */
  public static byte[] bytes(String name) {
    Path path = path(name);
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + path, e);
    }
  }

  /** The bytes that a file of hexadecimal digits stands for. */
  public static byte[] hex(String name) {
    return HexFormat.of().parseHex(new String(bytes(name), US_ASCII).strip());
  }

  /** The names of the files with this ending in a sub-folder, sorted. */
  public static List<String> names(String subfolder, String ending) {
    Path path = path(subfolder);
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> subfolder + "/" + file.getFileName())
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + path, e);
    }
  }

  private static Path folder() {
    return Optional.ofNullable(System.getenv("LASTGASP_WIRE"))
        .map(Path::of)
        .orElse(SourceTree.path("../shared/wire"));
  }
}
