package org.lastgasp.policy;

import java.time.Instant;

/** The time at which an activation is to happen. */
public sealed interface ActivationTime {
  /** The date that stands for "cancel what the device holds" in DUIS: 3000-12-31 (DUIS 5.4). */
  Instant DUIS_CANCELLATION = Instant.parse("3000-12-31T00:00:00Z");

  /** An activation at once: the request carries no time. */
  record Now() implements ActivationTime {}

  /** An activation at the time that the request carries. */
  record At(Instant time) implements ActivationTime {}

  /** A cancellation of whatever future-dated activation the device holds. */
  record Never() implements ActivationTime {}
}
