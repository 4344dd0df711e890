package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.lastgasp.files.ErrorText;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;

/**
 * A worker that carries the write-ahead log into the segment, so that the writer never has to: left
 * to it, that costs 200 ms at the 99th percentile, on a connection and a thread of its own it costs
 * 10. Seals segments that are written no more.
 */
final class Checkpoints implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(Checkpoints.class);
  private static final Duration FIRST = Duration.ofSeconds(3); // after a crash it is long
  private static final Duration EVERY = Duration.ofMillis(500);
  private static final Duration IN_A_STORM = Duration.ofMillis(100);
  private static final long STORM = 100; // pages since the last one, some 700 alerts

  private final Queue<Sealing> toSeal = new ConcurrentLinkedQueue<>();
  private final Lock turn = new ReentrantLock();
  private final ActiveFault fault = ActiveFault.warning(LOG, "checkpoint-not-made");
  private final WorkLoop loop =
      new WorkLoop("journal-checkpoints", fault, Backoff.of(EVERY, EVERY), this::step);
  private final Map<Segment, FileChannel> flushers = new HashMap<>();
  private volatile Segment current;
  private Optional<Open> open = Optional.empty();
  private long carried;

  private record Open(Segment segment, Connection connection) {}

  private record Sealing(Segment segment, Optional<SegmentWriter> writer) {}

  Checkpoints(Segment current) {
    this.current = current;
  }

  void start() {
    loop.startAfter(FIRST);
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

  List<HealthIssue> mistakes() {
    return fault.mistakes();
  }

  private Duration step() {
    turn.lock();
    try {
      return carryOverThenSeal();
    } finally {
      turn.unlock();
    }
  }

  private Duration carryOverThenSeal() {
    try {
      return checkpoint() > STORM ? IN_A_STORM : EVERY;
    } finally {
      seal();
    }
  }

  /** Says how many pages it carried over; while that fails, the write-ahead log grows. */
  private long checkpoint() {
    Segment segment = current;
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
      long pages = checkpoint(open.get());
      flush(segment);
      return pages;
    } catch (SQLException | JournalUnavailable broken) {
      throw new StepFailed(segment.file().path() + ": " + ErrorText.of((Throwable) broken));
    }
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
        LOG.debug("segment-not-sealed-yet", busy, "segment", next.segment().file().path());
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

  /** Does what is left to do, and no more. */
  void stop() {
    loop.close();
    Duration unused = loop.turn();
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
