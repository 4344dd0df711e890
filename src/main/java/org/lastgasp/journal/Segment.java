package org.lastgasp.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** One segment as readers see it: a few connections that are used again. For any thread. */
final class Segment implements AutoCloseable {
  private final SegmentFile file;
  private final Deque<SegmentReader> idle = new ConcurrentLinkedDeque<>();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean gone;

  /** What is asked of a connection. */
  interface Question<R> {
    R ask(SegmentReader reader) throws SQLException;
  }

  Segment(SegmentFile file) {
    this.file = file;
  }

  SegmentFile file() {
    return file;
  }

  long first() {
    return file.first();
  }

  /** Asks one of its connections; empty if the segment is gone meanwhile. */
  <R> Optional<R> ask(String what, Question<R> question) {
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
    file.delete();
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
