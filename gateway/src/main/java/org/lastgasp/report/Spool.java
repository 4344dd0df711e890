package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The spool folder, where reports wait to be sent and are kept for their retention. */
final class Spool {
  private static final Pattern OURS =
      Pattern.compile("poa-(report|table|digest|statement)-.*\\.(part|csv|txt|html|xlsx)");

  private final Path folder;

  Spool(Path folder) {
    this.folder = folder;
  }

  /** Removes what a crash left: partial files, and files already recorded as removed. */
  void tidy(Set<String> kept) {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> left =
          files.filter(f -> isOurs(f) && !kept.contains(String.valueOf(f.getFileName()))).toList();
      for (Path file : left) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("tidying " + folder, failed);
    }
  }

  private static boolean isOurs(Path file) {
    String name = String.valueOf(file.getFileName());
    return OURS.matcher(name).matches();
  }

  /** The file of that name; empty if it is not there. */
  Optional<Path> file(String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }

  /** Removes a file if it is there. */
  void remove(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException failed) {
      throw new UncheckedIOException("removing " + folder.resolve(name), failed);
    }
  }
}
