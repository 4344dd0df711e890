package org.lastgasp.client;

import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** One call under way, that is cut off when its time has come. Safe for any thread. */
final class Call {
  private final HttpUriRequestBase request;
  private volatile long until;
  private volatile boolean late;

  Call(HttpUriRequestBase request, Duration timeout) {
    this.request = request;
    this.until = System.nanoTime() + timeout.toNanos();
  }

  void hurry(Duration rest) {
    long sooner = System.nanoTime() + rest.toNanos();
    if (sooner - until < 0) {
      until = sooner;
    }
  }

  /** Closes its connection if it has had its time. */
  void endIfLate(long now) {
    if (now - until >= 0) {
      late = true;
      end();
    }
  }

  void end() {
    request.cancel();
  }

  boolean isLate() {
    return late;
  }
}
