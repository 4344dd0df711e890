package org.lastgasp.journal.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.Threads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watchdog that tells those who wait once the disk has not answered for too long: a sync that
 * hangs looks like nothing at all. One look now and then at the oldest append, so that an append
 * itself costs no timer.
 */
final class StallWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

  /**
   * A sync takes milliseconds, a second on a disk that is nearly dead; a sender waits some thirty
   * seconds before it takes a message for lost.
   */
  static final Duration LIMIT = Duration.ofSeconds(3);

  private static final long EVERY_MILLIS = 250;
  private static final long PAUSED = TimeUnit.SECONDS.toNanos(1);

  private final AppendQueue appends;
  private final Executor completions;
  private final Supplier<Path> file;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "journal-watch");

  StallWatch(AppendQueue appends, Executor completions, Supplier<Path> file) {
    this.appends = appends;
    this.completions = completions;
    this.file = file;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long before = System.nanoTime();
    while (!stopped()) {
      long now = System.nanoTime();
      boolean paused = now - before > PAUSED; // the whole process was: the disk gets its turn first
      before = now;
      if (!paused) {
        appends.stalled(LIMIT).ifPresent(this::tell);
      }
    }
  }

  private boolean stopped() {
    try {
      return stop.await(EVERY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException nobodyDoesThat) {
      throw new IllegalStateException(nobodyDoesThat);
    }
  }

  private void tell(AppendQueue.Stall stall) {
    LOG.error(
        "event=journal-stalled file={} under-way={} waiting={} consequence=nothing-is-suppressed"
            + " action=look-at-the-disk",
        file.get(), stall.underWay().size(), stall.waiting().size());
    String why = "the disk of " + file.get() + " has not answered for " + LIMIT.toSeconds() + " s";
    JournalUnavailable never = new JournalUnavailable(why);
    completions.execute(
        () -> {
          stall.underWay().forEach(each -> each.late(why));
          stall.waiting().forEach(each -> each.failed(never));
        });
  }

  @Override
  public void close() {
    stop.countDown();
    Threads.join(thread);
  }
}
