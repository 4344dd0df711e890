package org.lastgasp.acceptance;

import java.net.URI;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.lastgasp.cli.GatewayClient;
import org.lastgasp.config.Config;

/**
 * A gateway under test with all that is around it.
 *
 * @param duis the address of its DUIS listener
 * @param tls of the parties that send to it
 * @param clock that the gateway judges by
 */
record TestBed(
    Config config,
    URI duis,
    PartyTls tls,
    GatewayClient client,
    AcceptanceClock clock,
    Participants participants,
    TestDevices devices,
    EvidenceFolder evidence) {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(50);

  Admin admin() {
    return new Admin(client);
  }

  /** Waits for what the gateway does by itself soon; real time, 15 s at most. */
  static boolean eventually(BooleanSupplier so) throws InterruptedException {
    return eventually(POLL, so);
  }

  /** The same, looking so often. */
  static boolean eventually(Duration poll, BooleanSupplier so) throws InterruptedException {
    long last = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > last) {
        return false;
      }
      Thread.sleep(poll);
    }
    return true;
  }
}
