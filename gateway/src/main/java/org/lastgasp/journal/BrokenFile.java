package org.lastgasp.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file beside the journal that is of no use, and its renaming out of the way: {@code
 * <name>.broken-<UTC time of its last change>}, with the write-ahead log that lay beside it.
 * Nothing reads or removes it. While it lies there the gateway is degraded, so that a person looks
 * at it and takes it away. Only the journal's own segments are never set aside.
 */
public final class BrokenFile {
  private static final Logger LOG = LoggerFactory.getLogger(BrokenFile.class);
  private static final long CHECKED = 32L << 20; // 32 MiB: checked as a whole in a fraction of a s
  private static final Pattern NAME = Pattern.compile(".+\\.broken-[0-9]{8}T[0-9]{6}Z(-[0-9]+)?");
  private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private BrokenFile() {}

  /**
   * Opens a database file; one that is of no use is set aside, and then there is none.
   *
   * @param last the number of the journal's last entry: once it has one, an empty file is no new
   *     one, but one that lost all
   * @param opener opens the file, and makes it if it is not there
   * @throws RuntimeException what the opener throws if the file may be sound, but cannot be opened
   *     now: no room on the disk, no file handles left
   */
  public static <T> T openOrSetAside(Path file, long last, Supplier<T> opener) {
    if (last > 0 && isEmpty(file)) {
      setAside(file, "it is empty");
    }
    try {
      return opener.get();
    } catch (RuntimeException failed) {
      if (!isOfNoUse(file, failed)) {
        throw failed;
      }
      String cause = Optional.ofNullable(failed.getCause()).map(c -> ": " + c).orElse("");
      setAside(file, failed.getMessage() + cause);
      return opener.get();
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

  /** Whether a failure to open a file means the file, not the disk or the process. */
  private static boolean isOfNoUse(Path file, RuntimeException failure) {
    boolean shut = Files.exists(file) && !(Files.isReadable(file) && Files.isWritable(file));
    boolean blocked = BESIDE.stream().anyMatch(end -> Files.isDirectory(beside(file, end)));
    return Files.isDirectory(file) || shut || blocked || CorruptionCheck.isMeantBy(failure);
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
    LOG.error(
        "event=broken-file file={} why=\"{}\" action=look-at-it-then-move-it-away", aside, why);
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

  /** The files that were set aside in a folder and still lie there, by their names. */
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

  /**
   * What is wrong with a database that could be opened: whether it is one of ours, and, if it is
   * small, whether it is whole.
   *
   * @param tables what it has had since its first format
   */
  public static Optional<String> fault(Connection connection, Set<String> tables)
      throws SQLException {
    Set<String> found = new HashSet<>(words(connection, TABLES));
    boolean fresh = number(connection, "PRAGMA user_version") == 0;
    if (fresh ? !tables.containsAll(found) : !found.containsAll(tables)) {
      return Optional.of("a database of something else: it has the tables " + found);
    }
    long bytes =
        number(connection, "PRAGMA page_count") * number(connection, "PRAGMA page_size");
    List<String> check =
        bytes > CHECKED ? List.of("ok") : words(connection, "PRAGMA quick_check(1)");
    return check.equals(List.of("ok")) ? Optional.empty() : Optional.of("damaged: " + check);
  }

  private static final String TABLES =
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.getLong(1);
    }
  }

  private static List<String> words(Connection connection, String query) throws SQLException {
    List<String> words = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        words.add(row.getString(1));
      }
    }
    return words;
  }
}
