package org.lastgasp.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lastgasp.journal.JournalIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases that go by a journal, looked at before a gateway uses them. One of another journal
 * is set aside as {@code .foreign}: its numbers mean other entries. One that knows more than the
 * journal has, which was put back from an older copy, is kept as {@code .ahead} and set back to
 * where the journal ends. Nothing is discarded, and both are said until a person has looked and
 * taken those files away.
 */
public final class ReaderFiles {
  private static final Logger LOG = LoggerFactory.getLogger(ReaderFiles.class);
  private static final String FOREIGN = ".foreign";
  private static final String AHEAD = ".ahead";
  private static final List<String> FOLDERS =
      List.of("delivery", "housekeeping", "story", "hindsight", "report");

  private final Places places;
  private final JournalIdentity identity;
  private final long last;

  private ReaderFiles(Places places, JournalIdentity identity, long last) {
    this.places = places;
    this.identity = identity;
    this.last = last;
  }

  /**
   * Looks at them; to be done before they are opened by who uses them.
   *
   * @param identity of the journal
   * @param last the number of its last entry, 0 if it is new
   */
  public static ReaderFiles look(Places places, JournalIdentity identity, long last) {
    ReaderFiles files = new ReaderFiles(places, identity, last);
    for (Path file : files.databases()) {
      try {
        files.look(file);
      } catch (SQLException | IOException damaged) {
        LOG.warn("event=not-looked-at file={} why=\"{}\"", file, damaged.getMessage());
      }
    }
    files.mark(files.databases());
    return files;
  }

  /** Names the journal in those that name none, while nobody has them open. */
  public void mark() {
    List<Path> all = new ArrayList<>(databases());
    all.add(places.journal().resolve("cursors.db"));
    mark(all);
  }

  private void mark(List<Path> all) {
    for (Path file : all) {
      try {
        boolean written = Files.exists(file) && Files.size(file) > 0;
        if (written && identity.isKnown() && !Database.identity(file).isKnown()) {
          Database.mark(file, identity);
        }
      } catch (SQLException | IOException busyOrDamaged) {
        LOG.warn("event=not-marked file={} why=\"{}\"", file, busyOrDamaged.getMessage());
      }
    }
  }

  /** Files set aside as they were of another journal, and not taken away yet. */
  public List<Path> foreign() {
    return ending(FOREIGN);
  }

  /** Files kept as they were ahead of the journal, and not taken away yet. */
  public List<Path> ahead() {
    return ending(AHEAD);
  }

  private List<Path> databases() {
    return ending(".db").stream().filter(file -> !places.journal().equals(file.getParent()))
        .toList();
  }

  private List<Path> ending(String ending) {
    List<Path> folders = new ArrayList<>(List.of(places.journal()));
    FOLDERS.forEach(name -> folders.add(places.data().resolve(name)));
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ending)) {
          files.forEach(found::add);
        } catch (IOException broken) {
          LOG.warn("event=not-listed folder={} why=\"{}\"", folder, broken.getMessage());
        }
      }
    }
    found.sort(null);
    return found;
  }

  private void look(Path file) throws SQLException, IOException {
    JournalIdentity its = Database.read(file, JournalIdentity::of);
    long position = Database.read(file, connection -> position(file, connection));
    boolean ahead = position > last;
    if (its.contradicts(identity) || (ahead && last == 0)) {
      foreign(file, its);
    } else if (ahead) {
      ahead(file, position);
    }
  }

  /** The last entry that a reader took up; 0 where a file does not say. */
  private static long position(Path file, Connection connection) throws SQLException {
    return switch (String.valueOf(file.getFileName())) {
      case "delivery.db", "delivery-copy.db" ->
          Database.number(connection, "SELECT max(read) FROM lane");
      case "set-aside.db" -> Database.number(connection, "SELECT max(number) FROM letter");
      case "story.db", "hindsight.db" ->
          Database.number(connection, "SELECT value FROM meta WHERE name = 'position'");
      default -> 0;
    };
  }

  private void foreign(Path file, JournalIdentity its) throws IOException, SQLException {
    LOG.error(
        "event=foreign-files file={} journal={} its={} action=put-the-journal-back",
        file, identity, its);
    if (isOfReports(file)) { // it counts reports on, whichever journal they come from
      copy(file, FOREIGN);
      Database.mark(file, identity);
    } else {
      move(file, FOREIGN);
    }
  }

  private static boolean isOfReports(Path file) {
    return file.endsWith("report.db");
  }

  private void ahead(Path file, long position) throws IOException, SQLException {
    LOG.error(
        "event=restored-behind file={} at={} journal={} action=look-what-is-missing",
        file, position, last);
    switch (String.valueOf(file.getFileName())) {
      case "delivery.db" -> copy(file, AHEAD); // delivery cuts off what it opens
      case "delivery-copy.db" -> {}
      case "set-aside.db" -> {
        copy(file, AHEAD);
        int unused =
            Database.change(file, tables -> execute(tables, "DELETE FROM letter" + beyond()));
      }
      case "story.db" -> {
        copy(file, AHEAD);
        int unused = Database.change(file, this::setBackStory);
      }
      default -> move(file, AHEAD); // built anew from the journal
    }
  }

  private String beyond() {
    return " WHERE number > " + last;
  }

  private int setBackStory(Connection connection) throws SQLException {
    execute(connection, "DELETE FROM happening" + beyond());
    execute(connection, "DELETE FROM name" + beyond());
    execute(connection, "DELETE FROM hour WHERE first > " + last);
    execute(connection, "UPDATE hour SET last = min(last, " + last + ")");
    return execute(
        connection, "UPDATE meta SET value = " + last + " WHERE name = 'position'");
  }

  private static int execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static void copy(Path file, String ending) throws SQLException, IOException {
    Path to = free(file, ending);
    Database.copy(file, to);
  }

  private static void move(Path file, String ending) throws SQLException, IOException {
    copy(file, ending);
    for (String beside : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Contents.beside(file, beside));
    }
  }

  /** A name beside that nothing has yet: what was kept once is not written over. */
  private static Path free(Path file, String ending) {
    Optional<Path> free = Optional.empty();
    for (int i = 1; free.isEmpty(); i++) {
      Path name = Contents.beside(file, (i == 1 ? "" : "." + i) + ending);
      free = Files.exists(name) ? Optional.empty() : Optional.of(name);
    }
    return free.get();
  }
}
