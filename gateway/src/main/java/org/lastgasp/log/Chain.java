package org.lastgasp.log;

import java.util.Optional;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.log.SuppressionReader.Suppression;

/**
 * The position of the hash chain after some entries, computed from the journal alone. Immutable.
 *
 * @param mark of the last record; its file and length are those it was begun with
 */
record Chain(LogPosition mark, long position) {

  /** From a mark on to the record of this number; empty if the journal does not reach it. */
  static Optional<Chain> upTo(JournalReader journal, LogPosition from, long position, long seq) {
    SuppressionReader ahead = new SuppressionReader(journal, position);
    Chain chain = new Chain(from, position);
    while (chain.mark.seq() < seq) {
      Optional<Suppression> next = ahead.next();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      chain = chain.behind(next.get());
    }
    return Optional.of(chain);
  }

  /** From a mark on to all records of the entries up to this one. */
  static Chain through(JournalReader journal, LogPosition from, long position, long entry) {
    SuppressionReader ahead = new SuppressionReader(journal, position);
    Chain chain = new Chain(from, position);
    Optional<Suppression> next = ahead.next();
    while (next.isPresent() && next.get().number() <= entry) {
      chain = chain.behind(next.get());
      next = ahead.next();
    }
    return chain;
  }

  boolean isAt(LogPosition other) {
    return mark.seq() == other.seq() && mark.hash().equals(other.hash());
  }

  private Chain behind(Suppression next) {
    LogRecord record = next.behind(mark);
    return new Chain(mark.after(mark.file(), mark.length(), record), next.number());
  }
}
