package org.lastgasp.delivery;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The tries under way of one user, so that one without an answer can be ended before its time. Safe
 * for any number of threads.
 */
final class Attempts {
  private final Map<PendingMessage, Attempt> underWay = new ConcurrentHashMap<>();

  /** Makes a try on this thread; what was cut short is to be tried again. */
  Outcome make(PendingMessage message, Supplier<Outcome> post) {
    Attempt attempt = new Attempt(Thread.currentThread());
    underWay.put(message, attempt);
    try {
      Outcome outcome = post.get();
      boolean lost = attempt.end() && !(outcome instanceof Outcome.Taken);
      return lost ? new Outcome.Later("no answer, cut short", Optional.empty()) : outcome;
    } finally {
      underWay.remove(message);
      attempt.end();
    }
  }

  /** Ends these, as far as they are under way. */
  void cut(Collection<PendingMessage> messages) {
    messages.forEach(message -> Optional.ofNullable(underWay.get(message)).ifPresent(Attempt::cut));
  }

  /** An attempt that is interrupted at most once, and never after its end. */
  private static final class Attempt {
    private final Thread thread;
    private boolean cut;
    private boolean ended;

    Attempt(Thread thread) {
      this.thread = thread;
    }

    synchronized void cut() {
      if (!ended && !cut) {
        cut = true;
        thread.interrupt();
      }
    }

    /** Returns true if it was cut short; the interrupt is spent. */
    synchronized boolean end() {
      if (cut && !ended) {
        Thread.interrupted();
      }
      ended = true;
      return cut;
    }
  }
}
