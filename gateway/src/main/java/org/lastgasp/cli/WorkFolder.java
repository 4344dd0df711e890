package org.lastgasp.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folders that a command works in: a new one that somebody named, or a temporary one. */
public final class WorkFolder {
  private WorkFolder() {}

  /** The folder, made if it is not there; one with anything in it ends the verb. */
  public static Path empty(String option, Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> inside = Files.list(folder)) {
        if (inside.findAny().isPresent()) {
          throw new CommandFailed(
              Exit.WRONG_USE, option + ": " + folder + " is not empty; name a new folder");
        }
      }
      return folder.toAbsolutePath().normalize();
    } catch (IOException broken) {
      throw new UncheckedIOException("using the folder " + folder, broken);
    }
  }

  /** A new folder among the machine's temporary ones. */
  public static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException broken) {
      throw new UncheckedIOException("making a temporary folder", broken);
    }
  }

  /** Removes a folder with all that is in it. */
  public static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path each : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("removing " + folder, broken);
    }
  }
}
