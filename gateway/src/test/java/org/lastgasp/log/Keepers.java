package org.lastgasp.log;

import java.util.List;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.policy.Event;

/** One who keeps nothing: the log needs the entries alone. */
enum Keepers implements Journal.StateMachine {
  NONE;

  @Override
  public void restore(Entry recorded) {}

  @Override
  public List<Event.State> snapshot() {
    return List.of();
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
