package org.lastgasp.acceptance;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that shows the gateway's time and can be waited for. */
interface AcceptanceClock extends InstantSource {
  /** Returns once the clock shows this instant or a later one. */
  void await(Instant then) throws InterruptedException;
}
