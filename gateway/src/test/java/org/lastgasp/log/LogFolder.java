package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lastgasp.files.Sha256;

/** What lies in a log's folder, for tests. */
final class LogFolder {
  private LogFolder() {}

  static List<Path> files(Path folder) {
    return LogFile.in(folder).stream().map(file -> file.path(folder)).toList();
  }

  static List<String> names(Path folder) {
    return LogFile.in(folder).stream().map(LogFile::name).toList();
  }

  /** Name to length and SHA-256. */
  static Map<String, String> contents(Path folder) {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : files(folder)) {
      byte[] bytes = bytes(file);
      String digest = Sha256.of(bytes);
      contents.put(file.getFileName().toString(), bytes.length + " " + digest);
    }
    return contents;
  }

  static List<String> lines(Path folder) {
    return files(folder).stream().flatMap(f -> new String(bytes(f), StandardCharsets.UTF_8).lines())
        .toList();
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
