package org.lastgasp.app;

import org.lastgasp.motorway.CommandHandler;
import org.lastgasp.worker.Worker;

/** The runtime on one machine: the journal's writer decides, and nobody else is to be led. */
record LocalRuntime(CommandHandler handler) implements GatewayRuntime {
  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public Worker led(NodeRole role, Worker worker, GatewayRuntime.SharedState state) {
    return worker;
  }

  @Override
  public void close() {}
}
