package org.lastgasp.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

/**
 * A snapshot of what is tracked, whole or a part of it: what a segment of the SQLite journal begins
 * with, so that recovery reads one segment. It is no event, and readers see none. Immutable.
 *
 * @param part counts from 1
 * @param lastAt the latest instant recorded so far
 * @param overrides in the first part; later parts have none
 */
public record Snapshot(
    int part,
    int parts,
    Switch position,
    Instant lastAt,
    Overrides overrides,
    List<HubState> hubs) {

  public Snapshot {
    hubs = List.copyOf(hubs);
  }

  /** One that is whole. */
  public Snapshot(Switch position, Instant lastAt, Overrides overrides, List<HubState> hubs) {
    this(1, 1, position, lastAt, overrides, hubs);
  }

  /** A whole one in so many parts. */
  public List<Snapshot> inParts(int count) {
    int each = Math.max(1, Math.ceilDiv(hubs.size(), count));
    List<Snapshot> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = Math.min(hubs.size(), i * each);
      List<HubState> some = hubs.subList(from, Math.min(hubs.size(), from + each));
      Overrides its = i == 0 ? overrides : Overrides.NONE;
      all.add(new Snapshot(i + 1, count, position, lastAt, its, some));
    }
    return all;
  }
}
