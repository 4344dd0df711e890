package org.lastgasp.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.api.StateSentence.StateFacts;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.inventory.DatasetStatus;
import org.lastgasp.inventory.Inventory.Status;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * A reader that collects the facts of the state sentence, from a gateway or from what one left
 * behind.
 */
public final class StateReader {
  static final Duration LATELY = Duration.ofHours(1);

  private StateReader() {}

  /** The state of the journal: whether it takes entries, and which clock counts. */
  public record Recording(
      Optional<StateFacts.Unrecordable> unrecordable, Optional<Instant> untrusted) {}

  /**
   * The facts that take longer to read, and may be a moment old.
   *
   * @param switched when the switch was set last, if the index knows
   * @param observed alerts of the last hour that would have been suppressed, if the index knows
   */
  public record Slow(
      Optional<Event.Switched> switched, OptionalLong observed, StateFacts.Blind blind) {

    /** The facts before the first reading. */
    public static final Slow UNKNOWN =
        new Slow(Optional.empty(), OptionalLong.empty(), StateFacts.Blind.NONE);

    /** As it is at an instant; what an index that cannot be read would say is left out. */
    public static Slow of(
        AuditQueries queries, BlindResponse.Now now, Switch position) {
      return new Slow(
          StateReader.switched(queries),
          position == Switch.OBSERVE
              ? StateReader.observed(queries, now.at())
              : OptionalLong.empty(),
          BlindHubs.of(now).total());
    }
  }

  /**
   * The facts at an instant.
   *
   * @param position the switch
   */
  public static StateFacts facts(
      Instant now,
      Recording recording,
      TrackingState tracked,
      Switch position,
      Status lists,
      Settings settings,
      Slow slow) {
    boolean breaking = settings.guard(Guard.BREAKER) == Guard.Setting.ON;
    return new StateFacts(
        now,
        recording.unrecordable(),
        recording.untrusted(),
        position,
        turned(slow, position),
        missing(lists),
        tracked.overrides().breaker().filter(open -> breaking),
        tracked.overrides().storms(),
        slow.observed(),
        slow.blind());
  }

  private static List<String> missing(Status lists) {
    List<String> missing = new ArrayList<>();
    if (!(lists.devices() instanceof DatasetStatus.InForce)) {
      missing.add("an inventory");
    }
    if (!(lists.guids() instanceof DatasetStatus.InForce)) {
      missing.add("a list of GUIDs");
    }
    return missing;
  }

  /** The setting of the switch; nothing if the index is behind. */
  private static Optional<StateFacts.Turned> turned(Slow slow, Switch position) {
    return slow.switched()
        .filter(e -> e.to() == position)
        .map(e -> new StateFacts.Turned(e.at(), e.by(), e.reason()));
  }

  /** The last setting of the switch; nothing if the index cannot be read, which is told apart. */
  public static Optional<Event.Switched> switched(AuditQueries queries) {
    try {
      return queries.lastSwitched();
    } catch (StoreUnavailable unreadable) {
      return Optional.empty();
    }
  }

  /**
   * The number of alerts that observe forwarded in the last hour; nothing if the index cannot be
   * read.
   */
  public static OptionalLong observed(AuditQueries queries, Instant now) {
    try {
      return OptionalLong.of(
          queries.counts(now.minus(LATELY), now).total().wouldSuppress());
    } catch (StoreUnavailable unreadable) {
      return OptionalLong.empty();
    }
  }
}
