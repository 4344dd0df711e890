package org.lastgasp.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lastgasp.logging.EventLog;

/**
 * A file that is of no use, and its renaming out of the way: {@code <name>.broken-<UTC time of its
 * last change>}, with the write-ahead log that lay beside it. Nothing reads or removes it. While it
 * lies there the gateway is degraded, so that a person looks at it and takes it away. Only the
 * journal's own segments are never renamed.
 */
public final class BrokenFile {
  private static final EventLog LOG = EventLog.of(BrokenFile.class);
  private static final Set<Integer> DAMAGED = Set.of(11, 26); // SQLITE_CORRUPT, SQLITE_NOTADB
  private static final int PRIMARY = 0xFF; // what follows says where
  private static final Pattern NAME = Pattern.compile(".+\\.broken-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?");
  private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private BrokenFile() {}

  /**
   * Opens a database file; one that is of no use is renamed, and then there is none.
   *
   * @param last the number of the journal's last entry: once it has one, an empty file is no new
   *     one, but one that lost all
   * @param opener opens the file, and makes it if it is not there
   * @throws RuntimeException what the opener throws if the file may be sound, but cannot be opened
   *     now: no room on the disk, no file handles left
   */
  public static <T> T openOrSetAside(Path file, long last, Supplier<T> opener) {
    return ifSound(file, last, opener).orElseGet(opener);
  }

  /** The same; nothing if the file was renamed. */
  public static <T> Optional<T> ifSound(Path file, long last, Supplier<T> opener) {
    if (last > 0 && isEmpty(file)) {
      Path unused = setAside(file, "it is empty");
      return Optional.empty();
    }
    try {
      return Optional.of(opener.get());
    } catch (RuntimeException failed) {
      if (!isOfNoUse(file, failed)) {
        throw failed;
      }
      Path unused = setAside(file, String.valueOf(failed.getMessage()));
      return Optional.empty();
    }
  }

  private static boolean isEmpty(Path file) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) == 0
          && Files.notExists(beside(file, "-wal"));
    } catch (IOException failed) {
      throw new UncheckedIOException("looking at " + file, failed);
    }
  }

  /** Returns true if a failure to open a file means the file, not the disk or the process. */
  private static boolean isOfNoUse(Path file, RuntimeException failure) {
    boolean shut = Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file));
    boolean blocked = BESIDE.stream().anyMatch(end -> Files.isDirectory(beside(file, end)));
    boolean damaged =
        failure instanceof StoreUnavailable unavailable
            ? unavailable.isDamaged()
            : failure.getCause() == null; // what it holds cannot be read
    return Files.isDirectory(file) || shut || blocked || damaged;
  }

  /** With no room on the disk or no file handles left, a sound file must not be given up. */
  static boolean isMeantBy(Throwable cause) {
    return cause instanceof SQLException broken
        && DAMAGED.contains(broken.getErrorCode() & PRIMARY);
  }

  /**
   * Renames a file or folder, and what SQLite keeps beside it, out of the way.
   *
   * @param why for the log
   * @return where it lies now
   */
  public static Path setAside(Path file, String why) {
    Path aside = free(file);
    try {
      for (String end : BESIDE) {
        if (Files.exists(beside(file, end))) {
          Files.move(beside(file, end), beside(aside, end));
        }
      }
      if (Files.exists(file)) {
        Files.move(file, aside);
      } else {
        Files.createFile(aside); // only what lay beside it was there: the alarm needs a name
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("renaming " + file + ", which cannot be used: " + why, failed);
    }
    LOG.error("broken-file", "file", aside, "why", why, "action", "look-at-it-then-move-it-away");
    return aside;
  }

  private static Path free(Path file) {
    String name = file.getFileName() + ".broken-" + TIME.format(changed(file));
    Path aside = file.resolveSibling(name);
    for (int n = 2; Files.exists(aside); n++) {
      aside = file.resolveSibling(name + "-" + n);
    }
    return aside;
  }

  private static Instant changed(Path file) {
    try {
      return Files.exists(file) ? Files.getLastModifiedTime(file).toInstant() : Instant.EPOCH;
    } catch (IOException failed) {
      throw new UncheckedIOException("looking at " + file, failed);
    }
  }

  private static Path beside(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  /** The files that were renamed in a folder and still lie there, by their names. */
  public static List<Path> in(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(each -> NAME.matcher(String.valueOf(each.getFileName())).matches())
          .sorted()
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException("looking into " + folder, failed);
    }
  }
}
