package org.lastgasp.app;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that runs periodic tasks apart from the messages: expiring data, comparing clocks. A
 * task that fails does not stop the others.
 */
final class Housekeeping implements Worker {
  /** The period of tasks that are not urgent. */
  static final Duration MINUTE = Duration.ofMinutes(1);

  private static final EventLog LOG = EventLog.of(Housekeeping.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LAST = Duration.ofSeconds(5); // for a chore under way at the end

  private final List<Chore> chores = new CopyOnWriteArrayList<>();
  private final WorkLoop loop =
      new WorkLoop(
          "housekeeping",
          ActiveFault.error(LOG, "housekeeping-not-done"),
          Backoff.of(TICK, TICK),
          this::work);

  private static final class Chore {
    private final long every;
    private final Runnable task;
    private final Consumer<Chore> done;
    private final ActiveFault fault;
    private long due;

    Chore(String name, Duration every, Runnable task, Consumer<Chore> done) {
      this.done = done;
      this.every = every.toNanos();
      this.task = task;
      this.fault = ActiveFault.warning(LOG, "housekeeping-not-done", "chore", name);
      this.due = System.nanoTime() + this.every;
    }

    boolean isDue() {
      return System.nanoTime() - due >= 0;
    }

    void run() {
      try {
        task.run();
        fault.over();
        done.accept(this);
      } catch (StoreUnavailable unavailable) {
        fault.began(ErrorText.of(unavailable));
      } catch (RuntimeException ours) {
        fault.mistaken(ours);
      }
      due = System.nanoTime() + every;
    }
  }

  /** Adds a periodic task; tasks run in the order in which they were added. */
  void every(Duration period, String name, Runnable task) {
    chores.add(new Chore(name, period, task, chore -> {}));
  }

  /** Adds a task that runs once, after this time. */
  void once(Duration after, String name, Runnable task) {
    chores.add(new Chore(name, after, task, chores::remove));
  }

  private Duration work() {
    chores.stream().filter(Chore::isDue).forEach(Chore::run);
    return TICK;
  }

  /** Does all of it at once, for tests on a fast clock. */
  void sweep() {
    loop.between(
        () -> {
          chores.forEach(Chore::run);
          return chores;
        });
  }

  @Override
  public String name() {
    return "housekeeping";
  }

  @Override
  public void start() {
    loop.startAfter(TICK);
  }

  @Override
  public List<HealthIssue> issues() {
    return chores.stream().flatMap(chore -> chore.fault.mistakes().stream()).toList();
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public void close() {
    boolean unused = loop.stop(LAST);
  }
}
