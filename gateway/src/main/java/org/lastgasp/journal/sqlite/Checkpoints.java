package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the write-ahead log into the segment, so that the writer never has to: left to it, that
 * costs 200 ms at the 99th percentile, on a connection and a thread of its own it costs 10. Seals
 * segments that are written no more.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final long FIRST_MILLIS = 3_000; // after a crash it is long, and a start goes on
  private static final long EVERY_MILLIS = 500;
  private static final long IN_A_STORM_MILLIS = 100;
  private static final long STORM = 100; // pages since the last one, some 700 alerts

  private final Queue<Sealing> toSeal = new ConcurrentLinkedQueue<>();
  private final Lock turn = new ReentrantLock();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "journal-checkpoints");
  private final Map<Segment, FileChannel> flushers = new HashMap<>();
  private volatile Segment current;
  private Optional<Open> open = Optional.empty();
  private long carried;
  private long failures;

  private record Open(Segment segment, Connection connection) {}

  private record Sealing(Segment segment, Optional<SegmentWriter> writer) {}

  Checkpoints(Segment current) {
    this.current = current;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Another segment is written from here on; the writer of the one before is closed here. */
  void roll(SegmentWriter done, Segment next) {
    toSeal.add(new Sealing(current, Optional.of(done)));
    current = next;
  }

  /** A segment that an earlier run did not come to seal. */
  void seal(Segment segment) {
    toSeal.add(new Sealing(segment, Optional.empty()));
  }

  /** While a test holds it, files only grow: a copy of them is what a crash would leave. */
  Lock turn() {
    return turn;
  }

  private void run() {
    boolean stopped = false;
    long pause = FIRST_MILLIS;
    while (!stopped) {
      try {
        stopped = stop.await(pause, TimeUnit.MILLISECONDS);
      } catch (InterruptedException nobodyDoesThat) {
        throw new IllegalStateException(nobodyDoesThat);
      }
      turn.lock();
      try {
        pause = checkpoint() > STORM ? IN_A_STORM_MILLIS : EVERY_MILLIS;
        seal();
      } finally {
        turn.unlock();
      }
    }
  }

  /** Says how many pages it carried over. */
  private long checkpoint() {
    Segment segment = current;
    long pages = 0;
    try {
      if (open.filter(o -> o.segment() != segment).isPresent()) {
        checkpoint(open.get()); // most of the work of sealing, while readers go on
        flush(open.get().segment());
        open.get().connection().close();
        open = Optional.empty();
        carried = 0;
      }
      if (open.isEmpty()) {
        open = Optional.of(new Open(segment, segment.file().openToWrite()));
      }
      pages = checkpoint(open.get());
      flush(segment);
      if (failures > 0) {
        LOG.info("checkpoints work again segment={} failures={}", segment.file(), failures);
        failures = 0;
      }
    } catch (SQLException | JournalUnavailable broken) {
      failed("checkpoint failed, trying again: the log grows meanwhile", segment, broken);
    }
    return pages;
  }

  private long checkpoint(Open open) throws SQLException {
    try (Statement statement = open.connection().createStatement();
        ResultSet done = statement.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
      long before = carried;
      carried = done.next() ? done.getLong(3) : before; // pages, since the log began anew
      return Math.max(0, carried - before);
    }
  }

  private void seal() {
    for (int rest = toSeal.size(); rest > 0; rest--) {
      Sealing next = toSeal.remove();
      try {
        if (next.writer().isPresent()) {
          next.writer().get().close();
        }
        next.segment().index();
        if (!sealed(next.segment())) {
          toSeal.add(next);
        }
      } catch (SQLException | JournalUnavailable busy) {
        toSeal.add(next);
        LOG.debug("sealing later segment={}", next.segment().file().path(), busy);
      }
    }
  }

  /** Seals it, and takes its write-ahead log away a piece at a time. */
  private boolean sealed(Segment segment) throws SQLException {
    Path log = segment.file().writeAheadLog();
    boolean kept = GradualDelete.keep(log);
    boolean sealed = false;
    try {
      sealed = segment.seal();
    } finally {
      if (kept && !sealed) {
        GradualDelete.forget(log);
      }
    }
    if (sealed) {
      closeFlusher(segment);
    }
    if (sealed && kept) {
      GradualDelete.finish(log);
    }
    return sealed;
  }

  /**
   * Lets what was carried over reach the disk now: SQLite would do so at the end, all at once, and
   * the writer would wait for it. The channel stays open as long as a connection of ours does:
   * closing it would take that one's locks away.
   */
  private void flush(Segment segment) {
    try {
      Optional<FileChannel> channel = Optional.ofNullable(flushers.get(segment));
      if (channel.isEmpty()) {
        channel = Optional.of(FileChannel.open(segment.file().path(), StandardOpenOption.READ));
        flushers.put(segment, channel.get());
      }
      channel.get().force(false);
    } catch (IOException broken) {
      throw new JournalUnavailable("syncing " + segment.file().path(), broken);
    }
  }

  private void closeFlusher(Segment segment) {
    Optional<FileChannel> channel = Optional.ofNullable(flushers.remove(segment));
    try {
      if (channel.isPresent()) {
        channel.get().close();
      }
    } catch (IOException broken) {
      throw new JournalUnavailable("closing " + segment.file().path(), broken);
    }
  }

  private void failed(String what, Segment segment, Exception broken) {
    if (failures++ == 0) {
      LOG.warn("{} segment={} reason={}", what, segment.file().path(), broken.getMessage());
    }
  }

  /** Does what is left to do, and no more. */
  void stop() {
    stop.countDown();
    Threads.join(thread);
  }

  /** Closes the last connection: that one takes the log away. */
  @Override
  public void close() {
    try {
      if (open.isPresent()) {
        open.get().connection().close();
      }
      List.copyOf(flushers.keySet()).forEach(this::closeFlusher);
    } catch (SQLException broken) {
      throw new JournalUnavailable("closing the connection for checkpoints", broken);
    }
  }
}
