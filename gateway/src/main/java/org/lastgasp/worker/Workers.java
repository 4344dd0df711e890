package org.lastgasp.worker;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.lastgasp.logging.EventLog;

/**
 * The list of workers: started in its order, closed in the reverse, asked by health and retention.
 * Safe for any number of threads.
 */
public final class Workers implements AutoCloseable {
  private static final EventLog LOG = EventLog.of(Workers.class);

  private final List<Worker> all = new CopyOnWriteArrayList<>();

  /** A resource without a thread of its own here. */
  private record Resource(String name, Supplier<List<HealthIssue>> asked, Runnable closing)
      implements Worker {
    @Override
    public List<HealthIssue> issues() {
      return asked.get();
    }

    @Override
    public void close() {
      closing.run();
    }
  }

  /** Adds one, which is given back. */
  public <W extends Worker> W add(W worker) {
    all.add(worker);
    return worker;
  }

  /** Adds something that has no thread of its own, but is asked for its health and closed. */
  public void add(String name, Supplier<List<HealthIssue>> issues, Runnable closing) {
    all.add(new Resource(name, issues, closing));
  }

  /** Adds something that is only closed in its turn. */
  public void closing(String name, Runnable closing) {
    add(name, List::of, closing);
  }

  /** Adds something that is only asked for its health. */
  public void asking(String name, Supplier<List<HealthIssue>> issues) {
    add(name, issues, () -> {});
  }

  /** Starts them all. */
  public void start() {
    all.forEach(Worker::start);
  }

  /** The issues of all of them. */
  public List<HealthIssue> issues() {
    return all.stream().flatMap(worker -> worker.issues().stream()).toList();
  }

  /** Returns true if all of them are alive. */
  public boolean areAlive() {
    return all.stream().allMatch(Worker::isAlive);
  }

  /** The holds of all of them. */
  public List<RetentionHold<?>> holds() {
    return all.stream().flatMap(worker -> worker.holds().stream()).toList();
  }

  /**
   * Closes them all, the last one first; what one throws keeps no other open.
   *
   * @throws RuntimeException what was thrown first, when all others are closed
   */
  @Override
  public void close() {
    Optional<RuntimeException> failure = Optional.empty();
    for (Worker worker : all.reversed()) {
      try {
        worker.close();
      } catch (RuntimeException failed) {
        LOG.error("not-closed", failed, "part", worker.name());
        failure = failure.or(() -> Optional.of(failed));
      }
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
