package org.lastgasp.journal.sqlite;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;

/**
 * A watchdog that tells those who wait once the disk has not answered for too long: a sync that
 * hangs looks like nothing at all. One look now and then at the oldest append, so that an append
 * itself costs no timer.
 */
final class StallWatch implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(StallWatch.class);

  /**
   * A sync takes milliseconds, a second on a disk that is nearly dead; a sender waits some thirty
   * seconds before it takes a message for lost.
   */
  static final Duration LIMIT = Duration.ofSeconds(3);

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final long PAUSED = TimeUnit.SECONDS.toNanos(1);

  private final AppendQueue appends;
  private final Executor completions;
  private final Supplier<Path> file;
  private final ActiveFault fault = ActiveFault.error(LOG, "journal-not-watched");
  private final WorkLoop loop =
      new WorkLoop("journal-watch", fault, Backoff.of(EVERY, EVERY), this::look);
  private long before = System.nanoTime();

  StallWatch(AppendQueue appends, Executor completions, Supplier<Path> file) {
    this.appends = appends;
    this.completions = completions;
    this.file = file;
  }

  void start() {
    loop.startAfter(EVERY);
  }

  List<HealthIssue> mistakes() {
    return fault.mistakes();
  }

  private Duration look() {
    long now = System.nanoTime();
    boolean paused = now - before > PAUSED; // the whole process was: the disk gets its turn first
    before = now;
    if (!paused) {
      appends.stalled(LIMIT).ifPresent(this::tell);
    }
    return EVERY;
  }

  private void tell(AppendQueue.Stall stall) {
    LOG.error(
        "journal-stalled", "file", file.get(), "under-way", stall.underWay().size(),
        "waiting", stall.waiting().size(), "consequence", "nothing-is-suppressed",
        "action", "look-at-the-disk");
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
    loop.close();
  }
}
