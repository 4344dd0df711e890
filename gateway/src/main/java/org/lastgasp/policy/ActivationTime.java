package org.lastgasp.policy;

import java.time.Instant;

/** When an activation is to happen. */
public sealed interface ActivationTime {
  /** The date that stands for "cancel what the device holds" in DUIS: 3000-12-31 (DUIS 5.4). */
  Instant DUIS_CANCELLATION = Instant.parse("3000-12-31T00:00:00Z");

  /** At once: the request carries no time. */
  record Now() implements ActivationTime {}

  /** At the time the request carries. */
  record At(Instant time) implements ActivationTime {}

  /** Never: a cancellation of whatever future-dated activation the device holds. */
  record Never() implements ActivationTime {}
}
