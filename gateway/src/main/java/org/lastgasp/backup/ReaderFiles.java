package org.lastgasp.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.journal.sqlite.JournalIdentity;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.Database;
import org.lastgasp.sqlite.Session;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The databases that go by a journal, looked at before a gateway uses them. One of another journal
 * is renamed to {@code .foreign}: its numbers mean other entries. One that knows more than the
 * journal has, which was put back from an older copy, is kept as {@code .ahead} and set back to
 * where the journal ends. Nothing is discarded, and both are said until a person has looked and
 * taken those files away.
 */
public final class ReaderFiles {
  private static final EventLog LOG = EventLog.of(ReaderFiles.class);
  private static final String FOREIGN = ".foreign";
  private static final String AHEAD = ".ahead";
  private static final List<String> FOLDERS =
      List.of("delivery", "housekeeping", "story", "hindsight", "report");

  private final Places places;
  private final JournalIdentity identity;
  private final Position end;
  private final long last;

  private ReaderFiles(Places places, JournalIdentity identity, JournalReader journal) {
    this.places = places;
    this.identity = identity;
    this.end = journal.last();
    this.last = journal.id(end);
  }

  /**
   * Looks at them; to be done before they are opened by who uses them.
   *
   * @param identity of the journal, which is open
   */
  public static ReaderFiles look(
      Places places, JournalIdentity identity, JournalReader journal) {
    ReaderFiles files = new ReaderFiles(places, identity, journal);
    for (Path file : files.databases()) {
      try {
        files.look(file);
      } catch (StoreUnavailable | IOException damaged) {
        LOG.warn("not-looked-at", "file", file, "why", damaged.getMessage());
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
        if (written && identity.isKnown() && !identityOf(file).isKnown()) {
          mark(file);
        }
      } catch (StoreUnavailable | IOException busyOrDamaged) {
        LOG.warn("not-marked", "file", file, "why", busyOrDamaged.getMessage());
      }
    }
  }

  private void mark(Path file) {
    Session unused =
        Database.amend(
            file,
            Contents.STORE,
            session -> {
              session.run("PRAGMA application_id = " + identity.number());
              return session;
            });
  }

  private static JournalIdentity identityOf(Path file) {
    long number = ask(file, session -> session.number("PRAGMA application_id"));
    return new JournalIdentity((int) number);
  }

  private static long ask(Path file, ToLongFunction<Session> question) {
    return Database.ask(file, Contents.STORE, question::applyAsLong);
  }

  /** Files renamed as they were of another journal, and not taken away yet. */
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
          LOG.warn("not-listed", "folder", folder, "why", broken.getMessage());
        }
      }
    }
    found.sort(null);
    return found;
  }

  private void look(Path file) throws IOException {
    JournalIdentity its = identityOf(file);
    Reached reached = Database.ask(file, Contents.STORE, session -> reached(file, session));
    if (its.contradicts(identity) || (reached.isAhead() && last == 0)) {
      foreign(file, its);
    } else if (reached.isAhead()) {
      ahead(file, reached);
    }
  }

  /** How far a reader has come; {@code at} is an entry or a position, as text. */
  private record Reached(boolean isAhead, String at) {}

  /** At the start where a file does not say. */
  private Reached reached(Path file, Session session) {
    return switch (String.valueOf(file.getFileName())) {
      case "delivery.db", "delivery-copy.db" ->
          reached(session.number("SELECT max(read) FROM lane"));
      case "set-aside.db" -> reached(session.number("SELECT max(number) FROM letter"));
      case "story.db", "hindsight.db" -> {
        Position position =
            session
                .first(
                    "SELECT value FROM meta WHERE name = 'position'",
                    row -> Position.parse(row.text(1)))
                .orElse(Position.START);
        yield new Reached(!end.reaches(position), position.text());
      }
      default -> reached(0);
    };
  }

  private Reached reached(long entry) {
    return new Reached(entry > last, String.valueOf(entry));
  }

  private void foreign(Path file, JournalIdentity its) throws IOException {
    LOG.error(
        "foreign-files", "file", file, "journal", identity, "its", its,
        "action", "put-the-journal-back");
    if (isOfReports(file)) { // it counts reports on, whichever journal they come from
      copy(file, FOREIGN);
      mark(file);
    } else {
      move(file, FOREIGN);
    }
  }

  private static boolean isOfReports(Path file) {
    return file.endsWith("report.db");
  }

  private void ahead(Path file, Reached reached) throws IOException {
    LOG.error(
        "restored-behind", "file", file, "at", reached.at(), "journal", last,
        "action", "look-what-is-missing");
    switch (String.valueOf(file.getFileName())) {
      case "delivery.db" -> copy(file, AHEAD); // delivery cuts off what it opens
      case "delivery-copy.db" -> {}
      case "set-aside.db" -> {
        copy(file, AHEAD);
        int unused =
            Database.amend(
                file,
                Contents.STORE,
                session -> session.update("DELETE FROM letter WHERE number > ?", last));
      }
      case "story.db" -> {
        copy(file, AHEAD);
        int unused = Database.amend(file, Contents.STORE, this::setBackStory);
      }
      default -> move(file, AHEAD); // built anew from the journal
    }
  }

  private int setBackStory(Session session) {
    session.update("DELETE FROM happening WHERE number > ?", last);
    session.update("DELETE FROM name WHERE number > ?", last);
    session.update("DELETE FROM hour WHERE first > ?", last);
    session.update("UPDATE hour SET last = min(last, ?)", last);
    session.update("DELETE FROM meta WHERE name = 'labels'"); // followed again from the first on
    return session.update("UPDATE meta SET value = ? WHERE name = 'position'", end.text());
  }

  private static void copy(Path file, String ending) throws IOException {
    Path to = free(file, ending);
    Database.copy(file, to, Contents.STORE);
  }

  private static void move(Path file, String ending) throws IOException {
    copy(file, ending);
    for (String beside : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Database.beside(file, beside));
    }
  }

  /** A name beside that nothing has yet: what was kept once is not written over. */
  private static Path free(Path file, String ending) {
    Optional<Path> free = Optional.empty();
    for (int i = 1; free.isEmpty(); i++) {
      Path name = Database.beside(file, (i == 1 ? "" : "." + i) + ending);
      free = Files.exists(name) ? Optional.empty() : Optional.of(name);
    }
    return free.get();
  }
}
