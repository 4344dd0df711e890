package org.lastgasp.http;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.inventory.Holding;
import org.lastgasp.inventory.Status;
import org.lastgasp.journal.Entry;
import org.lastgasp.motorway.Tracker;
import org.lastgasp.policy.Guard;
import org.lastgasp.policy.Settings;
import org.lastgasp.policy.Switch;
import org.lastgasp.story.Chronicle;
import org.lastgasp.story.StoryUnavailable;

/** Collects what the state sentence is made of, from a gateway or from what one left behind. */
public final class StateReader {
  private static final Duration LATELY = Duration.ofHours(1);

  private StateReader() {}

  /** What the journal's own state has to say: whether it takes entries, and which clock counts. */
  public record Recording(
      Optional<StateFacts.Unrecordable> unrecordable, Optional<Instant> untrusted) {}

  /**
   * The facts at an instant.
   *
   * @param first the switch if the journal knows none yet
   */
  public static StateFacts facts(
      Instant now,
      Recording recording,
      Tracker tracker,
      Switch first,
      Status lists,
      Settings settings,
      Chronicle chronicle) {
    Switch position = tracker.position().orElse(first);
    boolean breaking = settings.guard(Guard.BREAKER) == Guard.Setting.ON;
    return new StateFacts(
        now,
        recording.unrecordable(),
        recording.untrusted(),
        position,
        turned(chronicle, position),
        missing(lists),
        tracker.precautions().breaker().filter(open -> breaking),
        tracker.precautions().storms(),
        position == Switch.OBSERVE ? observed(chronicle, now) : OptionalLong.empty(),
        BlindHubs.of(tracker.hubs(), now).total());
  }

  private static List<String> missing(Status lists) {
    List<String> missing = new ArrayList<>();
    if (!(lists.devices() instanceof Holding.InForce)) {
      missing.add("an inventory");
    }
    if (!(lists.guids() instanceof Holding.InForce)) {
      missing.add("a list of GUIDs");
    }
    return missing;
  }

  /** Who set the switch; nothing if the index is behind, or cannot be read: that is told apart. */
  private static Optional<StateFacts.Turned> turned(Chronicle chronicle, Switch position) {
    try {
      return chronicle
          .lastSwitched()
          .filter(e -> e.to() == position)
          .map((Entry.Switched e) -> new StateFacts.Turned(e.at(), e.by(), e.reason()));
    } catch (StoryUnavailable unreadable) {
      return Optional.empty();
    }
  }

  private static OptionalLong observed(Chronicle chronicle, Instant now) {
    try {
      return OptionalLong.of(
          chronicle.counts(now.minus(LATELY), now).total().wouldSuppress());
    } catch (StoryUnavailable unreadable) {
      return OptionalLong.empty();
    }
  }
}
