package org.lastgasp.cli;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.lastgasp.logging.EventLog;
import org.lastgasp.logging.LogLine;
import org.lastgasp.logging.RepeatedLines;

/**
 * A handler that hands lines on to another one on a thread of its own, those that repeat folded.
 * Where nobody reads standard error any more, a stopped terminal for instance, whoever has
 * something to say would wait for it, and with it everything. What finds no room is counted, and
 * said later. Safe for any thread.
 */
final class AsyncLogHandler extends Handler {
  private static final int ROOM = 10_000; // events
  private static final long PATIENCE_MILLIS = 2_000; // at the end

  private final Handler to;
  private final BlockingQueue<LogRecord> waiting = new LinkedBlockingQueue<>(ROOM);
  private final RepeatedLines repeated = new RepeatedLines();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong told = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();

  AsyncLogHandler(Handler to) {
    this.to = to;
    Thread.ofPlatform().name("log").daemon().start(this::tell);
  }

  @Override
  public void publish(LogRecord event) {
    if (!isLoggable(event)) {
      return;
    }
    if (waiting.offer(event)) {
      taken.incrementAndGet();
    } else {
      lost.incrementAndGet();
    }
  }

  private void tell() {
    try {
      while (true) {
        LogRecord event = waiting.poll(1, TimeUnit.SECONDS);
        if (event == null) {
          publish(repeated.due(Instant.now()));
          continue;
        }
        publish(repeated.take(LogLine.of(event)));
        long missing = waiting.isEmpty() ? lost.getAndSet(0) : 0;
        if (missing > 0) {
          to.publish(lost(missing));
        }
        told.incrementAndGet();
      }
    } catch (InterruptedException ended) {
      reportError("the log ends", ended, ErrorManager.GENERIC_FAILURE);
    }
  }

  private void publish(List<LogLine> lines) {
    lines.forEach(to::publish);
  }

  private static LogRecord lost(long count) {
    return EventLog.line(AsyncLogHandler.class, Level.WARNING, "log-lines-lost", "count", count);
  }

  /** Waits until all that was said so far is written, for a moment. */
  @Override
  public void flush() {
    long wanted = taken.get();
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    try {
      while (told.get() < wanted && System.nanoTime() - until < 0) {
        Thread.sleep(1);
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    }
    publish(repeated.rest(Instant.now()));
  }

  @Override
  public void close() {
    flush();
  }
}
