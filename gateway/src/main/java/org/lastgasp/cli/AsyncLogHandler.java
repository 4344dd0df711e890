package org.lastgasp.cli;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * A log handler that hands events on to another handler on a thread of its own. Where nobody reads
 * standard error any more, a stopped terminal for instance, whoever has something to say would wait
 * for it, and with it everything. What finds no room is counted, and said later. Safe for any
 * thread.
 */
final class AsyncLogHandler extends Handler {
  private static final int ROOM = 10_000; // events
  private static final long PATIENCE_MILLIS = 2_000; // at the end

  private final Handler to;
  private final BlockingQueue<LogRecord> waiting = new LinkedBlockingQueue<>(ROOM);
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
        LogRecord event = waiting.take();
        to.publish(event);
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

  private static LogRecord lost(long count) {
    LogRecord event = new LogRecord(Level.WARNING, "event=log-lines-lost count=" + count);
    event.setLoggerName(AsyncLogHandler.class.getName());
    return event;
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
  }

  @Override
  public void close() {
    flush();
  }
}
