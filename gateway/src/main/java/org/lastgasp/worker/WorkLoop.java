package org.lastgasp.worker;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.lastgasp.files.ErrorText;

/**
 * The loop that a worker runs on a platform thread of its own: a step, a rest, the next step. What
 * a step throws ends no loop: it is the loop's fault until a step succeeds, and the step is tried
 * again after a pause that grows. Safe for any number of threads; one step runs at a time.
 */
public final class WorkLoop implements AutoCloseable {
  /** A rest that only a wake or a stop ends. */
  public static final Duration UNTIL_WOKEN = Duration.ofDays(10_000);

  private final Thread thread;
  private final ActiveFault fault;
  private final Backoff backoff;
  private final Step step;
  private final List<Class<? extends RuntimeException>> expected;
  private final ReentrantLock turn = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<BooleanSupplier> awaited = new ArrayList<>(); // guarded by lock, as are these
  private boolean woken;
  private boolean retried;
  private boolean stopped;
  private Duration first = Duration.ZERO;
  private int failures; // guarded by turn

  /** A step that is done again and again, for one thread at a time. */
  @FunctionalInterface
  public interface Step {
    /**
     * Does what is due, and gives how long to rest before the next step.
     *
     * @throws StepFailed if it is to be tried again, for a reason in words
     */
    Duration run();
  }

  /**
   * One that is not started yet.
   *
   * @param name of the thread
   * @param fault where it is told what a step throws
   * @param expected what a step throws, besides an {@code UncheckedIOException}, if time can help;
   *     anything else is a mistake of ours, and tried again as well
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // only copied into a list
  public WorkLoop(
      String name,
      ActiveFault fault,
      Backoff backoff,
      Step step,
      Class<? extends RuntimeException>... expected) {
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    this.fault = fault;
    this.backoff = backoff;
    this.step = step;
    this.expected = List.of(expected);
  }

  /** Begins with a step. */
  public void start() {
    thread.start();
  }

  /** Begins with a rest. */
  public void startAfter(Duration rest) {
    first = rest;
    thread.start();
  }

  private void run() {
    Duration rest = first;
    while (isDueAfter(rest)) {
      rest = turn();
      signal(() -> {});
    }
  }

  /** Does a step now, in the caller's thread, and gives how long to rest before the next. */
  public Duration turn() {
    turn.lock();
    try {
      Duration rest = step.run();
      failures = 0;
      fault.over();
      return rest;
    } catch (StepFailed failed) {
      fault.began(String.valueOf(failed.getMessage()));
      return backoff.after(++failures, failed.asked());
    } catch (RuntimeException | Error thrown) {
      if (thrown instanceof RuntimeException failure && isExpected(failure)) {
        fault.began(ErrorText.of(failure));
      } else {
        fault.mistaken(thrown);
      }
      return backoff.after(++failures);
    } finally {
      turn.unlock();
    }
  }

  /** Returns true if only time can help. */
  public boolean isExpected(RuntimeException failure) {
    return failure instanceof UncheckedIOException
        || expected.stream().anyMatch(each -> each.isInstance(failure));
  }

  /** Does something while no step runs, in the caller's thread. */
  public <T> T between(Supplier<T> work) {
    turn.lock();
    try {
      return work.get();
    } finally {
      turn.unlock();
    }
  }

  /** The fault that keeps the steps from being done. */
  public ActiveFault fault() {
    return fault;
  }

  /** Ends the rest, but not the pause after a failure. */
  public void wake() {
    signal(() -> woken = true);
  }

  /** Ends the rest, also the pause after a failure. */
  public void retry() {
    signal(() -> retried = true);
  }

  private void signal(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has it work without a rest until something is so, unless steps fail.
   *
   * @param so what each step comes nearer to
   * @return whether it was so within the patience
   */
  public boolean await(BooleanSupplier so, Duration patience) {
    lock.lock();
    awaited.add(so);
    try {
      changed.signalAll();
      long left = patience.toNanos();
      while (!so.getAsBoolean() && !stopped && left > 0) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
    } finally {
      awaited.remove(so);
      lock.unlock();
    }
    return so.getAsBoolean();
  }

  private boolean isDueAfter(Duration rest) {
    lock.lock();
    try {
      long left = rest.toNanos();
      while (!stopped && !retried && left > 0 && !isHurried()) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      retried = false;
      return !stopped;
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean isHurried() {
    boolean asked = woken || awaited.stream().anyMatch(so -> !so.getAsBoolean());
    return asked && fault.text().isEmpty();
  }

  /** Returns true if it was told to stop; a long step asks. */
  public boolean isStopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** False once its thread has ended without being told to. */
  public boolean isAlive() {
    return isStopped() || thread.isAlive() || thread.getState() == Thread.State.NEW;
  }

  /** Has it end after the step under way, and waits so long for that; whether it ended. */
  public boolean stop(Duration limit) {
    halt();
    join(Optional.of(limit));
    return !thread.isAlive();
  }

  /** Ends after the step that is under way, however long that takes. */
  @Override
  public void close() {
    halt();
    join(Optional.empty());
  }

  private void halt() {
    signal(() -> stopped = true);
  }

  /** However often it is interrupted; the interrupt is kept for later. */
  private void join(Optional<Duration> limit) {
    long deadline = System.nanoTime() + limit.orElse(UNTIL_WOKEN).toNanos();
    boolean interrupted = false;
    while (thread.isAlive() && deadline - System.nanoTime() > 0) {
      try {
        boolean unused = thread.join(Duration.ofNanos(deadline - System.nanoTime()));
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
