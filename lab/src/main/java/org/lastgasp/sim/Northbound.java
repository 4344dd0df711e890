package org.lastgasp.sim;

import java.time.Duration;
import org.lastgasp.id.Eui64;

/**
 * The DSP's way to the Service Users: every document is posted until the gateway acknowledges it,
 * in real time; what it refuses for good counts as a fault.
 */
final class Northbound {
  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final int MOST = 100;

  private final GatewayConnection line;
  private final GroundTruth truth;

  Northbound(GatewayConnection line, GroundTruth truth) {
    this.line = line;
    this.truth = truth;
  }

  void post(String kind, Eui64 recipient, byte[] document) throws InterruptedException {
    String name = GatewayConnection.sha256(document);
    for (int i = 0; i < MOST; i++) {
      GatewayConnection.Answer answer = line.post(ServiceUser.DSP, "/api/v1/receive", document);
      if (answer.status() == 204) {
        truth.posted(
            new GroundTruth.Posted(name, kind, recipient, answer.from(), answer.to()));
        return;
      }
      if (answer.status() != 503 && answer.status() != GatewayConnection.BROKEN) {
        truth.fault("a " + kind + " was refused with status " + answer.status());
        return;
      }
      truth.postedAgain();
      Thread.sleep(AGAIN);
    }
    truth.fault("a " + kind + " was not taken in " + MOST + " tries");
  }
}
