package org.lastgasp.sqlite;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The sessions that ask one file: each question has one to itself, so a long one keeps no other
 * waiting. Safe for any number of threads.
 */
final class ReadSessions implements AutoCloseable {
  private static final int KEPT = 4; // unused ones: some open files and prepared statements each

  private final Session first; // known even when it is in use or closed
  private final Supplier<Session> another;
  private final ArrayDeque<Session> unused = new ArrayDeque<>();
  private int used;
  private boolean closed;

  /** Begins with a session, and opens another whenever all are in use. */
  ReadSessions(Session first, Supplier<Session> another) {
    this.first = first;
    this.another = another;
    unused.push(first);
  }

  /** The answer to a question. */
  <T> T read(Function<Session, T> question) {
    Session session = taken();
    try {
      return question.apply(session);
    } finally {
      giveBack(session);
    }
  }

  private Session taken() {
    synchronized (this) {
      if (closed) {
        throw first.failed("reading", new SQLException("it is closed"));
      }
      used++;
      if (!unused.isEmpty()) {
        return unused.pop();
      }
    }
    try {
      return another.get();
    } catch (RuntimeException | Error failed) {
      ended();
      throw failed;
    }
  }

  private synchronized void ended() {
    used--;
    notifyAll();
  }

  private synchronized void giveBack(Session session) {
    if (unused.size() < KEPT) {
      unused.push(session);
      ended();
    } else {
      ended();
      session.close();
    }
  }

  /** Closes all of them, once they have answered. */
  @Override
  public synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (used > 0) {
      try {
        wait();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    unused.forEach(Session::close);
    unused.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
