package org.lastgasp.policy;

import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.RequestId;

/**
 * The end of a window before its time, with cause and instant.
 *
 * @param by the request that cancelled or replaced it, if one did
 */
public record WindowEnd(Cause cause, Instant at, Optional<RequestId> by) {

  /** The causes. */
  public enum Cause {
    /** A later request that the DSP accepted cancelled or replaced the activation. */
    CANCELLED,
    /** The DSP refused the request: nothing went to the meter. */
    WITHDRAWN,
    /** The meter left the list or no longer passes a gate. */
    METER_LEFT,
    /** The switch was turned off. */
    SWITCHED_OFF,
    /** The clock was set back over a restart: what was left of it cannot be measured. */
    CLOCK_SET_BACK,
    /** The activation is known to have failed, and the guard for it was on. */
    ACTIVATION_FAILED
  }
}
