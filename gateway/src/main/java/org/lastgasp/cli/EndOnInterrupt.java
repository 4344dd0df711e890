package org.lastgasp.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A guard that lets Ctrl-C end a command as its own end does: the thread that made it is
 * interrupted, and the process waits until it has tidied up and closed this.
 */
public final class EndOnInterrupt implements AutoCloseable {
  private final CountDownLatch over = new CountDownLatch(1);
  private final Duration patience;

  private EndOnInterrupt(Duration patience) {
    this.patience = patience;
  }

  /**
   * One for the calling thread.
   *
   * @param patience how long tidying up may take; then the process ends all the same
   */
  public static EndOnInterrupt of(String name, Duration patience) {
    EndOnInterrupt guard = new EndOnInterrupt(patience);
    Thread command = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> guard.end(command), name));
    return guard;
  }

  private void end(Thread command) {
    if (over.getCount() == 0) {
      return;
    }
    command.interrupt();
    try {
      if (!over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(Exit.FAILED);
      }
    } catch (InterruptedException twice) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
  }
}
