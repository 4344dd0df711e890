package org.lastgasp.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The lines of the suppression log in a folder, as they are on disk. */
record LogLines(Path folder) {
  private static final String NAME = "poa-suppression-.*\\.jsonl";
  private static final int LATEST = 3; // files that a run can have written to

  /** The line of a suppressed alert. */
  Optional<String> of(String sha256) {
    String wanted = "\"message_sha256\":\"" + sha256;
    return latest().stream().flatMap(LogLines::lines).filter(line -> has(line, wanted)).findFirst();
  }

  private static boolean has(String line, String wanted) {
    return line.toLowerCase(Locale.ROOT).contains(wanted);
  }

  private List<Path> latest() {
    List<Path> files = files();
    return files.subList(Math.max(0, files.size() - LATEST), files.size());
  }

  /** The files of the log, in order. */
  List<Path> files() {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .filter(file -> String.valueOf(file.getFileName()).matches(NAME))
          .sorted()
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException broken) {
      throw new UncheckedIOException("looking into " + folder, broken);
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException broken) {
      throw new UncheckedIOException("reading " + file, broken);
    }
  }
}
