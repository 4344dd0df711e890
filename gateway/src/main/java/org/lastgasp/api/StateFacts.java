package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.policy.Breaker;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.policy.Switch;

/**
 * The facts that decide what happens to an AD1 that arrives now. Immutable.
 *
 * @param unrecordable since when nothing can be recorded, and why if it is known
 * @param untrusted until when the clock is behind the journal; empty if it is not
 * @param position the switch
 * @param turned who set it, when and why; empty if that is not remembered
 * @param missing inventory and list of GUIDs, those of them that are of no use
 * @param breaker the breaker, if it is open and its guard is on
 * @param storms the orders in force
 * @param observed alerts of the last hour that would have been suppressed; empty if that is not
 *     known
 */
public record StateFacts(
    Instant now,
    Optional<Unrecordable> unrecordable,
    Optional<Instant> untrusted,
    Switch position,
    Optional<Turned> turned,
    List<String> missing,
    Optional<Breaker> breaker,
    List<StormOrder> storms,
    OptionalLong observed,
    Blind blind) {
  public StateFacts {
    missing = List.copyOf(missing);
    storms = List.copyOf(storms);
  }

  /** The reason why nothing can be recorded: a few words, empty if nobody knows. */
  public record Unrecordable(Optional<Instant> since, String why) {}

  /** The last setting of the switch: when, by whom and why. */
  record Turned(Instant at, String by, String reason) {}

  /**
   * The hubs whose alerts are suppressed now.
   *
   * @param until when the last of them is seen again; empty if there are none
   */
  public record Blind(long hubs, long distributors, Optional<Instant> until) {
    /** None. */
    public static final Blind NONE = new Blind(0, 0, Optional.empty());
  }
}
