package org.lastgasp.acceptance;

import java.time.Duration;
import java.util.List;

/**
 * An acceptance case.
 *
 * @param id as its files and the JUnit report name it, e.g. {@code on-demand}
 * @param expects what is expected of the gateway, in a sentence
 * @param requirements the ids in {@code docs/requirements.yaml}
 * @param moments in the order of their time
 */
record AcceptanceCase(
    String id, String title, String expects, List<String> requirements, List<Moment> moments) {
  AcceptanceCase {
    requirements = List.copyOf(requirements);
    moments = List.copyOf(moments);
  }

  /**
   * A moment at which something is done.
   *
   * @param after the start of the run
   */
  record Moment(Duration after, Action action) {}

  /** An action; what it finds is in the case's record. */
  interface Action {
    void run(CaseRecord run) throws InterruptedException;
  }
}
