package org.lastgasp.log;

import java.util.List;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Recorded;

/** One who keeps nothing: the log needs the entries alone. */
enum Keepers implements Journal.Keeper {
  NONE;

  @Override
  public void restore(Recorded recorded) {}

  @Override
  public List<Entry.State> state() {
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
