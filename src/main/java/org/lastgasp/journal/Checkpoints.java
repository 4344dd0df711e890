package org.lastgasp.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
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

  private final Queue<Sealing> toSeal = new ConcurrentLinkedQueue<>();
  private final Lock turn = new ReentrantLock();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "journal-checkpoints");
  private volatile Segment current;
  private Optional<Open> open = Optional.empty();
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
        pause = EVERY_MILLIS;
      } catch (InterruptedException nobodyDoesThat) {
        throw new IllegalStateException(nobodyDoesThat);
      }
      turn.lock();
      try {
        checkpoint();
        seal();
      } finally {
        turn.unlock();
      }
    }
  }

  private void checkpoint() {
    Segment segment = current;
    try {
      if (open.filter(o -> o.segment() != segment).isPresent()) {
        checkpoint(open.get()); // most of the work of sealing, while readers go on
        open.get().connection().close();
        open = Optional.empty();
      }
      if (open.isEmpty()) {
        open = Optional.of(new Open(segment, segment.file().openToWrite()));
      }
      checkpoint(open.get());
      if (failures > 0) {
        LOG.info("checkpoints work again segment={} failures={}", segment.file(), failures);
        failures = 0;
      }
    } catch (SQLException broken) {
      failed("checkpoint failed, trying again: the log grows meanwhile", segment, broken);
    }
  }

  private static void checkpoint(Open open) throws SQLException {
    try (Statement statement = open.connection().createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
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
        if (!next.segment().seal()) {
          toSeal.add(next);
        }
      } catch (SQLException busy) {
        toSeal.add(next);
        LOG.debug("sealing later segment={}", next.segment().file().path(), busy);
      }
    }
  }

  private void failed(String what, Segment segment, SQLException broken) {
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
    } catch (SQLException broken) {
      throw new JournalUnavailable("closing the connection for checkpoints", broken);
    }
  }
}
