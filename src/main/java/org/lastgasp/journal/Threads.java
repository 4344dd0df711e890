package org.lastgasp.journal;

/** Waiting for a thread of the journal's to end. */
final class Threads {
  private Threads() {}

  /** Waits, however often it is interrupted, and leaves the interrupt as it was. */
  static void join(Thread thread) {
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        thread.join();
        ended = true;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
