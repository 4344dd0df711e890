package org.lastgasp.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.id.RequestId;

/**
 * An activation request that passed the gates: everything its window depends on, so that the window
 * can be rebuilt from the journal whatever the settings are by then. Immutable.
 *
 * @param meter the device the request is for
 * @param hub the hub the inventory had it on at receipt
 * @param firmwareHash 64 upper-case hexadecimal digits
 * @param received the instant of receipt
 * @param window the length of the window in force at receipt
 * @param timesDisagree whether XML and payload named different times; the payload's counts
 */
public record TrackedRequest(
    RequestId request,
    Step step,
    Eui64 meter,
    Eui64 hub,
    Optional<Mpan> mpan,
    String model,
    String firmwareHash,
    ActivationTime when,
    Instant received,
    Duration window,
    boolean timesDisagree) {

  /** On demand, if it takes effect at receipt; future-dated, if at a later time. */
  public Window.Mode mode() {
    return when instanceof ActivationTime.At at && at.time().isAfter(received)
        ? Window.Mode.FUTURE_DATED
        : Window.Mode.ON_DEMAND;
  }

  /**
   * Returns when the activation begins at the earliest: the later of receipt and the time it
   * carries.
   */
  public Instant begins() {
    return when instanceof ActivationTime.At at && at.time().isAfter(received)
        ? at.time()
        : received;
  }

  /** Returns true if it is a cancellation: it never opens a window. */
  public boolean cancels() {
    return when instanceof ActivationTime.Never;
  }

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
}
