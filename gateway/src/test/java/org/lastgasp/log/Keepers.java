package org.lastgasp.log;

import java.time.Instant;
import java.util.List;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Snapshot;
import org.lastgasp.policy.Overrides;
import org.lastgasp.policy.Switch;

/** One who keeps nothing: the log needs the entries alone. */
enum Keepers implements Journal.StateMachine {
  NONE;

  @Override
  public void restore(Entry recorded) {}

  @Override
  public void restore(Snapshot part) {}

  @Override
  public Snapshot snapshot() {
    return new Snapshot(Switch.OFF, Instant.EPOCH, Overrides.NONE, List.of());
  }

  @Override
  public void mark() {}

  @Override
  public void undoToMark() {}

  @Override
  public void keep() {}

  @Override
  public void undo() {}
}
