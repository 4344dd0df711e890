package org.lastgasp.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.files.Sha256;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.log.SuppressionReader.Suppression;
import org.lastgasp.logging.EventLog;

/**
 * The place where the log continues, determined before anything is written.
 *
 * <p>The journal's cursor says where it stood when it was last saved; a crash may have set that
 * back by any amount. So the records in the files behind it are compared with the journal ({@link
 * LogReconciler}). If the files are not as noted, or the note is lost, or entries behind it have
 * left the journal, the place is looked for: a record of the last file that stands for an entry the
 * journal still has, in a chain that leads to what was noted. Only if there is none are records
 * missing in the files, or entries unlogged, and that is damage.
 *
 * @param logPosition where to write
 * @param position the position up to which nothing is to be written
 */
record Recovery(LogPosition logPosition, Position position) {
  private static final EventLog LOG = EventLog.of(SuppressionLog.class);

  /** What the place is determined for. */
  enum Occasion {
    /** A start: what was found is told. */
    START,
    /** What was begun was not finished, and is tried again: that is told as a fault already. */
    RETRY
  }

  static Recovery run(
      LogDirectory disk, JournalReader journal, Position position, String note, LogFaults damage) {
    Path folder = disk.folder();
    Recovery found = new Search(disk, journal, position, note, damage).run();
    if (disk.occasion() == Occasion.RETRY) {
      return found;
    }
    if (found.logPosition.isBeforeTheFirst()) {
      LOG.info("log-without-records", "folder", folder);
    } else {
      LOG.info(
          "log-continued", "folder", folder, "file", found.logPosition.file().name(),
          "seq", found.logPosition.seq(), "after-entry", journal.id(found.position));
    }
    return found;
  }

  /** The search for the place. */
  private record Search(
      LogDirectory disk, JournalReader journal, Position position, String note, LogFaults damage) {

    private Recovery run() {
      lookForGaps();
      Optional<LogPosition> noted = LogPosition.read(note);
      boolean there = noted.filter(this::isThere).isPresent();
      boolean entriesGone = !position.reaches(journal.beginning());
      if (there && !entriesGone) {
        return compare(noted.orElseThrow(), position);
      }
      Optional<Recovery> place = place();
      boolean sure = noted.isEmpty() || place.filter(p -> leadsTo(p, noted.get())).isPresent();
      if (place.isPresent() && sure) {
        LOG.warn("log-position-recovered", "note", note);
        return compare(place.get().logPosition(), place.get().position());
      }
      return noted.isPresent() && !noted.get().isBeforeTheFirst() && !there
          ? behindNote(noted.get())
          : behindFiles();
    }

    private void lookForGaps() {
      List<LogFile> files = disk.files();
      for (int i = 1; i < files.size(); i++) {
        long before = files.get(i - 1).sequence();
        if (files.get(i).sequence() != before + 1) {
          damage.add(
              String.format(
                  Locale.ROOT,
                  "the file after number %d is %s",
                  before,
                  files.get(i).path(disk.folder())));
        }
      }
    }

    /** Returns true if the noted record ends the noted length of the noted file. */
    private boolean isThere(LogPosition noted) {
      if (noted.isBeforeTheFirst()) {
        return beginsHere();
      }
      return noted.length() == 0
          || disk.recordBefore(noted.file(), noted.length())
              .filter(r -> r.seq() == noted.seq() && r.hash().equals(noted.hash()))
              .isPresent();
    }

    /** Returns true if the files, if there are any, begin with the journal's first record. */
    private boolean beginsHere() {
      Optional<LogLine.Whole> first =
          disk.files().isEmpty() ? Optional.empty() : disk.firstRecord(disk.files().getFirst());
      Optional<Suppression> expected = new SuppressionReader(journal, position).next();
      return first.isEmpty()
          || expected
              .map(e -> e.behind(LogPosition.NOTHING).hash())
              .filter(first.get().hash()::equals)
              .isPresent();
    }

    private Recovery compare(LogPosition from, Position after) {
      LogReconciler comparison = new LogReconciler(disk, journal, from, after, damage);
      comparison.run();
      disk.sync(from.file().sequence());
      return new Recovery(comparison.logPosition(), comparison.position());
    }

    /**
     * The place before the first record of the last file that the journal still has; the very
     * beginning, if there is no record and the journal is complete.
     */
    private Optional<Recovery> place() {
      Optional<LogFile> last = disk.lastWithRecords();
      if (last.isEmpty()) {
        boolean complete = journal.beginning().equals(Position.START);
        return complete
            ? Optional.of(new Recovery(LogPosition.NOTHING, Position.START))
            : Optional.empty();
      }
      Map<String, LogPosition> byFacts = byFacts(last.get());
      SuppressionReader all = new SuppressionReader(journal, journal.beginning());
      for (Optional<Suppression> each = all.next(); each.isPresent(); each = all.next()) {
        byte[] facts = each.get().facts().getBytes(StandardCharsets.UTF_8);
        Optional<LogPosition> found =
            Optional.ofNullable(byFacts.get(Sha256.of(facts)));
        if (found.isPresent()) {
          return Optional.of(new Recovery(found.get(), journal.before(each.get().number())));
        }
      }
      return Optional.empty();
    }

    /** The offset of each record of a file, by what it says of its alert. */
    private Map<String, LogPosition> byFacts(LogFile last) {
      Map<String, LogPosition> byFacts = new HashMap<>();
      try (LineReader lines = disk.read(last, 0)) {
        while (lines.next()) {
          if (lines.read() instanceof LogLine.Whole whole && whole.isSound()) {
            LogPosition before =
                new LogPosition(last, lines.start(), whole.seq() - 1, whole.prev());
            String facts = Sha256.of(lines.bytes(), whole.factsFrom(), whole.factsTo());
            byFacts.putIfAbsent(facts, before);
          }
        }
      }
      return byFacts;
    }

    /**
     * Returns true if the chain through a place in the files leads to, or comes from, what was
     * noted.
     */
    private boolean leadsTo(Recovery place, LogPosition noted) {
      if (position.reaches(place.position())) {
        return Chain.through(journal, place.logPosition(), place.position(), position).isAt(noted);
      }
      boolean unknown = !position.reaches(journal.beginning());
      return unknown
          || Chain.through(journal, noted, position, place.position()).isAt(place.logPosition());
    }

    /** The files lack what was noted, and so does the journal: the chain goes on without. */
    private Recovery behindNote(LogPosition noted) {
      damage.add(
          String.format(
              Locale.ROOT,
              "%s does not have record %d at byte %d, nor the journal what it was made of",
              noted.file().path(disk.folder()),
              noted.seq(),
              noted.length()));
      LogFile last = disk.files().isEmpty() ? noted.file() : disk.files().getLast();
      return new Recovery(noted.behind(last), position);
    }

    /** The journal does not know the last record: all it has comes behind. */
    private Recovery behindFiles() {
      LogPosition end = disk.end();
      Position before = Position.max(position, journal.beginning());
      if (!position.reaches(before)) {
        damage.add(
            String.format(
                Locale.ROOT,
                "entries behind %d, up to %d, had left the journal before they were logged behind"
                    + " record %d",
                journal.id(position),
                journal.id(before),
                end.seq()));
      }
      if (!end.isBeforeTheFirst()) {
        damage.add(
            String.format(
                Locale.ROOT,
                "the journal does not know record %d, the last in %s: it goes on behind it",
                end.seq(),
                end.file().path(disk.folder())));
      }
      return new Recovery(end, before);
    }
  }
}
