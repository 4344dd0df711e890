package org.lastgasp.backup;

import java.nio.file.Path;

/**
 * The folders that a gateway writes to.
 *
 * @param data holds the folders of all readers, and usually the other two
 * @param journal the folder of its segments
 * @param log the folder of the suppression log
 */
public record Places(Path data, Path journal, Path log) {
  /** With absolute paths. */
  public Places {
    data = data.toAbsolutePath().normalize();
    journal = journal.toAbsolutePath().normalize();
    log = log.toAbsolutePath().normalize();
  }

  /** The place a file of a backup belongs to: its name begins with one of three folders. */
  Path place(String name) {
    int slash = name.indexOf('/');
    String rest = name.substring(slash + 1);
    return switch (name.substring(0, Math.max(0, slash))) {
      case "journal" -> inside(journal, rest);
      case "log" -> inside(log, rest);
      case "data" -> inside(data, rest);
      default -> throw new IllegalArgumentException("no place for '" + name + "'");
    };
  }

  private static Path inside(Path folder, String rest) {
    Path place = folder.resolve(rest).normalize();
    if (!place.startsWith(folder) || place.equals(folder)) {
      throw new IllegalArgumentException("'" + rest + "' is no file of " + folder);
    }
    return place;
  }
}
