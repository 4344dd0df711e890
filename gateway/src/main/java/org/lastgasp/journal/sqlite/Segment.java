package org.lastgasp.journal.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.IsoInstant;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/** One segment as readers see it: a few connections that are used again. For any thread. */
final class Segment implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofHours(1); // all of the file is read

  private final SegmentFile file;
  private final Deque<SegmentReader> idle = new ConcurrentLinkedDeque<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile Optional<RecipientIndex> backlog;
  private volatile Optional<Instant> latest = Optional.empty();
  private volatile Instant lookAgain = Instant.MIN;
  private boolean gone;

  /** A query of a connection. */
  private interface Question<R> {
    R ask(SegmentReader reader) throws SQLException;
  }

  private Segment(SegmentFile file, Optional<RecipientIndex> backlog) {
    this.file = file;
    this.backlog = backlog;
  }

  /** One that is written; what waits in it is in the backlog. */
  static Segment written(SegmentFile file, RecipientIndex backlog) {
    return new Segment(file, Optional.of(backlog));
  }

  /** One that is written no more. */
  static Segment done(SegmentFile file) {
    return new Segment(file, Optional.empty());
  }

  SegmentFile file() {
    return file;
  }

  long first() {
    return file.first();
  }

  void read(long after, long upTo, ReadBudget portion) {
    Optional<Integer> unused =
        ask(
            "reading entries",
            reader -> {
              reader.read(after, upTo, portion);
              return portion.missing();
            });
  }

  /** Leads a watcher along, and says past how many entries. */
  int lead(JournalReader.Selective selective, long after, long upTo, int most) {
    return ask("reading entries", reader -> reader.lead(selective, after, upTo, most)).orElse(0);
  }

  /** Passes at most so many entries after a number up to another. */
  SegmentReader.Passed pass(long after, long upTo, int most) {
    return ask("counting entries", reader -> reader.pass(after, upTo, most))
        .orElse(new SegmentReader.Passed(0, after));
  }

  List<Entry> suppressed(long after, long upTo, int most) {
    return ask("reading suppressed alerts", reader -> reader.suppressed(after, upTo, most))
        .orElse(List.of());
  }

  List<OutboundMessage> pending(Eui64 recipient, Lane lane, long after, long upTo, int most) {
    Optional<long[]> numbers =
        backlog.map(numbered -> numbered.after(recipient, lane, after, upTo, most));
    if (numbers.isPresent() && numbers.get().length == 0) {
      return List.of();
    }
    return ask(
            "reading what waits",
            reader ->
                numbers.isPresent()
                    ? reader.pending(lane, numbers.get())
                    : reader.pending(recipient, lane, after, upTo, most))
        .orElse(List.of());
  }

  /** The latest instant of all entries before it; empty if it is gone. */
  Optional<Instant> earlierUntil() {
    return ask("reading its beginning", SegmentReader::earlierUntil).map(IsoInstant::parse);
  }

  /** The latest instant of its entries that is not after another; empty if there is none. */
  Optional<Instant> latestUpTo(Instant now) {
    if (!now.isBefore(lookAgain)) {
      latest =
          ask("reading its instants", reader -> reader.latestUpTo(now))
              .filter(text -> !text.isEmpty())
              .map(IsoInstant::parse);
      lookAgain = now.plus(LOOK_AGAIN);
    }
    return latest;
  }

  /** Asks one of its connections; empty if the segment is gone meanwhile. */
  private <R> Optional<R> ask(String what, Question<R> question) {
    lock.readLock().lock();
    try {
      if (gone) {
        return Optional.empty();
      }
      Optional<SegmentReader> free = Optional.ofNullable(idle.pollFirst());
      SegmentReader reader = free.isPresent() ? free.get() : new SegmentReader(file);
      boolean fit = false;
      try {
        R answer = question.ask(reader);
        fit = true;
        return Optional.of(answer);
      } finally {
        if (fit) {
          idle.addFirst(reader);
        } else {
          reader.close();
        }
      }
    } catch (SQLException broken) {
      throw new JournalUnavailable(what + " of " + file.path(), broken);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Gives it the index that its backlog stood for. Its writer is done with it. */
  void index() throws SQLException {
    lock.readLock().lock(); // others read on, but it is not removed meanwhile
    try {
      if (gone) {
        return;
      }
      try (Connection connection = file.openToWrite();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(SegmentSchema.CREATE_INDEX);
      }
      backlog = Optional.empty();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Makes one plain file of it, without a write-ahead log, which anyone may read; while nobody of
   * this process does. Its writer is done with it.
   *
   * @return whether it could be done; if another process reads it, not yet
   */
  boolean seal() throws SQLException {
    lock.writeLock().lock();
    try {
      closeReaders();
      if (gone) {
        return true;
      }
      try (Connection connection = file.openToWrite();
          Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 0"); // readers of this process wait meanwhile
        try (ResultSet mode = statement.executeQuery("PRAGMA journal_mode = DELETE")) {
          return mode.next() && mode.getString(1).equals("delete");
        }
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Removes the file. */
  void remove() {
    close();
    file.vanish(); // whoever was to read, index or seal it sees that it is gone
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      gone = true;
      closeReaders();
    } catch (SQLException broken) {
      throw new JournalUnavailable("closing " + file.path(), broken);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void closeReaders() throws SQLException {
    Optional<SegmentReader> next = Optional.ofNullable(idle.pollFirst());
    while (next.isPresent()) {
      next.get().close();
      next = Optional.ofNullable(idle.pollFirst());
    }
  }
}
