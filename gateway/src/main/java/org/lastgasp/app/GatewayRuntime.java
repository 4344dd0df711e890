package org.lastgasp.app;

import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.worker.Worker;

/** A running runtime in which commands are decided elsewhere. Safe for any number of threads. */
public interface GatewayRuntime extends Worker {
  /** The handler of commands. */
  CommandHandler handler();

  /**
   * Has a worker started once this node acts for all, as one of them does: who delivers, sends
   * reports, calls others. It is closed with the gateway.
   */
  Worker led(Worker worker);
}
