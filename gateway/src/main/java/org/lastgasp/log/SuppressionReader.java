package org.lastgasp.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;

/** The suppressed alerts of a journal after a position, in order. For one thread. */
final class SuppressionReader {
  private static final int READ_AT_ONCE = 256; // entries, with their documents

  private final JournalReader journal;
  private final Deque<Entry> read = new ArrayDeque<>();
  private Position position;

  SuppressionReader(JournalReader journal, Position after) {
    this.journal = journal;
    this.position = after;
  }

  /** One of them; {@code number} is the id of its entry. */
  record Suppression(long number, Event.AlertJudged alert, Verdict.Suppress held) {
    /** The record of it behind the one that was marked. */
    LogRecord behind(LogPosition logPosition) {
      return LogRecord.of(logPosition.seq() + 1, alert, held, logPosition.hash());
    }

    String facts() {
      return LogRecord.facts(alert, held);
    }

    static Optional<Suppression> of(Entry recorded) {
      return recorded.entry() instanceof Event.AlertJudged alert
              && alert.verdict() instanceof Verdict.Suppress held
          ? Optional.of(new Suppression(recorded.number(), alert, held))
          : Optional.empty();
    }
  }

  /** The next one; empty if the journal, as it is now, has no more. */
  Optional<Suppression> next() {
    while (true) {
      if (read.isEmpty()) {
        List<Entry> more = journal.read(position, READ_AT_ONCE);
        if (more.isEmpty()) {
          return Optional.empty();
        }
        read.addAll(more);
      }
      Entry one = read.removeFirst();
      position = journal.behind(one.number());
      Optional<Suppression> found = Suppression.of(one);
      if (found.isPresent()) {
        return found;
      }
    }
  }

  /** The position up to which all were given. */
  Position position() {
    return position;
  }
}
