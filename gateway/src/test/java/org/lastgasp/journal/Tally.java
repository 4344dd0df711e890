package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

/**
 * A keeper that counts what is recorded, snapshots aside; enough to see that nothing is kept
 * twice, kept and not recorded, or lost. A snapshot carries the count as its instant.
 */
public final class Tally implements Journal.StateMachine {
  private static final Instant ZERO = Instant.EPOCH;
  private final List<Entry> restored = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
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
  public Journal.Submission<Long> counting(Event entry) {
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

  /** The parts of snapshots that were restored. */
  public List<Snapshot> snapshots() {
    return snapshots;
  }

  @Override
  public void restore(Entry recorded) {
    restored.add(recorded);
    kept = kept + 1;
    judged = kept;
  }

  @Override
  public void restore(Snapshot part) {
    snapshots.add(part);
    kept = part.lastAt().getEpochSecond();
    judged = kept;
  }

  @Override
  public Snapshot snapshot() {
    return new Snapshot(Switch.ENFORCE, ZERO.plusSeconds(judged), Overrides.NONE, hubs);
  }

  @Override
  public int hubsAPart() {
    return hubsAPart;
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
