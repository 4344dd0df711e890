package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

/**
 * A keeper that counts what is recorded, entries of state aside; enough to see that nothing is kept
 * twice, kept and not recorded, or lost. A state carries the count as its switch's instant.
 */
public final class Tally implements Journal.StateMachine {
  private static final Instant ZERO = Instant.EPOCH;
  private final List<Entry> restored = new ArrayList<>();
  private final List<HubState> hubs;
  private final int hubsAPart;
  private volatile long judged;
  private volatile long kept;
  private volatile long marked;

  public Tally() {
    this(List.of(), 1);
  }

  /** With these hubs in its state, so many in each part. */
  public Tally(List<HubState> hubs, int hubsAPart) {
    this.hubs = hubs;
    this.hubsAPart = hubsAPart;
  }

  /** A judgement that writes one entry, and counts it. */
  public Journal.Judgement<Long> counting(Event entry) {
    return pen -> {
      long number = pen.write(entry);
      judged = judged + 1;
      return number;
    };
  }

  public long kept() {
    return kept;
  }

  public List<Entry> restored() {
    return restored;
  }

  @Override
  public void restore(Entry recorded) {
    restored.add(recorded);
    if (recorded.entry() instanceof Event.State state) {
      kept = state.lastAt().getEpochSecond();
    } else {
      kept = kept + 1;
    }
    judged = kept;
  }

  @Override
  public List<Event.State> snapshot() {
    List<Event.State> parts = new ArrayList<>();
    int most = hubsAPart;
    int count = Math.max(1, (hubs.size() + most - 1) / most);
    for (int i = 0; i < count; i++) {
      List<HubState> part = hubs.subList(i * most, Math.min((i + 1) * most, hubs.size()));
      parts.add(
          new Event.State(
              ZERO,
              i + 1,
              count,
              Switch.ENFORCE,
              ZERO.plusSeconds(judged),
              Overrides.NONE,
              part));
    }
    return parts;
  }

  @Override
  public void mark() {
    marked = judged;
  }

  @Override
  public void undoToMark() {
    judged = marked;
  }

  @Override
  public void keep() {
    kept = judged;
  }

  @Override
  public void undo() {
    judged = kept;
  }
}
