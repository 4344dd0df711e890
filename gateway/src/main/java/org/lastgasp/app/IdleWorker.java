package org.lastgasp.app;

import org.lastgasp.worker.Worker;

/** A worker whose work other nodes do: it is closed, and never started. */
public record IdleWorker(Worker worker) implements Worker {
  @Override
  public String name() {
    return worker.name();
  }

  @Override
  public void close() {
    worker.close();
  }
}
