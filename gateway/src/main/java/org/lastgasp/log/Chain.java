package org.lastgasp.log;

import java.util.Optional;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.log.SuppressionReader.Suppression;

/**
 * The position of the hash chain after some entries, computed from the journal alone. Immutable.
 *
 * @param logPosition of the last record; its file and length are those it was begun with
 */
record Chain(LogPosition logPosition, Position position) {

  /** From a mark on to the record of this number; empty if the journal does not reach it. */
  static Optional<Chain> upTo(
      JournalReader journal, LogPosition from, Position position, long seq) {
    SuppressionReader ahead = new SuppressionReader(journal, position);
    Chain chain = new Chain(from, position);
    while (chain.logPosition.seq() < seq) {
      Optional<Suppression> next = ahead.next();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      chain = chain.behind(next.get(), ahead.position());
    }
    return Optional.of(chain);
  }

  /** From a mark on to all records of the entries up to another position. */
  static Chain through(JournalReader journal, LogPosition from, Position position, Position end) {
    SuppressionReader ahead = new SuppressionReader(journal, position);
    Chain chain = new Chain(from, position);
    Optional<Suppression> next = ahead.next();
    while (next.isPresent() && end.reaches(ahead.position())) {
      chain = chain.behind(next.get(), ahead.position());
      next = ahead.next();
    }
    return chain;
  }

  boolean isAt(LogPosition other) {
    return logPosition.seq() == other.seq() && logPosition.hash().equals(other.hash());
  }

  private Chain behind(Suppression next, Position position) {
    LogRecord record = next.behind(logPosition);
    return new Chain(logPosition.after(logPosition.file(), logPosition.length(), record), position);
  }
}
