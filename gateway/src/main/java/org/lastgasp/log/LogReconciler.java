package org.lastgasp.log;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.log.SuppressionReader.Suppression;

/**
 * A reconciler that compares what the files hold behind a position with what the journal says
 * belongs there. For one use.
 *
 * <p>Equal records are skipped. Of the last file, what differs is cut off, since the journal
 * has it; if it was more than a torn line, it is damage, and kept beside. A file that has a
 * successor is never touched: if it differs, that is damage, and the comparison goes on with the
 * next file whose first record continues the journal's chain; if there is none, the records are
 * written once more, into a file of their own. Sound records behind the journal's end are damage,
 * but stay part of the chain: no number is given twice.
 */
final class LogReconciler {
  private final LogDirectory disk;
  private final JournalReader journal;
  private final LogFaults damage;
  private SuppressionReader ahead;
  private Optional<Suppression> expected = Optional.empty();
  private LogPosition logPosition;
  private Position position;

  /** Behind a mark that stands for all entries up to a position. */
  LogReconciler(
      LogDirectory disk,
      JournalReader journal,
      LogPosition logPosition,
      Position position,
      LogFaults damage) {
    this.disk = disk;
    this.journal = journal;
    this.logPosition = logPosition;
    this.position = position;
    this.damage = damage;
    this.ahead = new SuppressionReader(journal, position);
  }

  /** The possible states of a file, from the position at which it was read. */
  private enum Found {
    AS_IT_SHOULD,
    CUT,
    DIFFERENT
  }

  /** Afterwards, mark and position say where to go on writing. */
  void run() {
    List<LogFile> files = disk.from(logPosition.file().sequence());
    if (files.isEmpty()) {
      return;
    }
    expected = ahead.next();
    int i = 0;
    while (i < files.size()) {
      LogFile file = files.get(i);
      long from = file.equals(logPosition.file()) ? logPosition.length() : 0;
      if (compare(file, from) == Found.DIFFERENT) {
        int next = resume(files, i + 1);
        if (next == files.size()) {
          logPosition = logPosition.behind(files.getLast());
          return;
        }
        i = next;
      } else {
        i++;
      }
    }
    if (expected.isEmpty()) {
      position = Position.max(position, ahead.position());
    }
  }

  LogPosition logPosition() {
    return logPosition;
  }

  /** The position up to which the files have all. */
  Position position() {
    return position;
  }

  private Found compare(LogFile file, long from) {
    try (LineReader lines = disk.read(file, from)) {
      while (lines.next()) {
        if (!agrees(file, lines)) {
          boolean sound = lines.read() instanceof LogLine.Whole whole && whole.isSound();
          boolean skipped = lines.start() == 0 && sound && skipTo(file);
          if (skipped) {
            return compare(file, 0);
          }
          return differs(file, lines, sound);
        }
      }
    }
    return Found.AS_IT_SHOULD;
  }

  private boolean agrees(LogFile file, LineReader lines) {
    if (expected.isPresent()) {
      LogRecord record = expected.get().behind(logPosition);
      if (!lines.is(record.line())) {
        return false;
      }
      logPosition = logPosition.after(file, lines.end(), record);
      position = journal.behind(expected.get().number());
      expected = ahead.next();
      return true;
    }
    if (lines.read() instanceof LogLine.Whole more
        && more.follows(logPosition.seq(), logPosition.hash())) {
      damage.add(
          String.format(
              Locale.ROOT,
              "%s has record %d, which the journal has not",
              file.path(disk.folder()),
              more.seq()));
      logPosition = new LogPosition(file, lines.end(), more.seq(), more.hash());
      return true;
    }
    return false;
  }

  private Found differs(LogFile file, LineReader lines, boolean sound) {
    boolean last = disk.isLast(file);
    if (sound || !last) {
      damage.add(
          String.format(
              Locale.ROOT,
              "%s is not what the journal says from byte %d, record %d",
              file.path(disk.folder()),
              lines.start(),
              logPosition.seq() + 1));
    }
    if (last) {
      disk.cut(file, lines.start());
      return Found.CUT;
    }
    return Found.DIFFERENT;
  }

  /** The index of the next file that continues the chain, which then stands before it. */
  private int resume(List<LogFile> files, int from) {
    for (int i = from; i < files.size(); i++) {
      if (skipTo(files.get(i))) {
        return i;
      }
    }
    return files.size();
  }

  /** Goes on to the first record of a file, if the journal's chain leads there. */
  private boolean skipTo(LogFile file) {
    Optional<LogLine.Whole> first = disk.firstRecord(file);
    if (first.isEmpty() || first.get().seq() <= logPosition.seq() + 1) {
      return false;
    }
    Optional<Chain> chain = Chain.upTo(journal, logPosition, position, first.get().seq() - 1);
    if (chain.isEmpty() || !chain.get().logPosition().hash().equals(first.get().prev())) {
      return false;
    }
    damage.add(
        String.format(
            Locale.ROOT,
            "records %d to %d are not as they should be before %s",
            logPosition.seq() + 1,
            first.get().seq() - 1,
            file.path(disk.folder())));
    logPosition = chain.get().logPosition();
    position = chain.get().position();
    ahead = new SuppressionReader(journal, position);
    expected = ahead.next();
    return true;
  }
}
