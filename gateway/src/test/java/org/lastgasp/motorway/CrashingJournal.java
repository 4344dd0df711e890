package org.lastgasp.motorway;

import java.util.concurrent.CompletableFuture;
import org.lastgasp.journal.ForwardingJournal;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.MemoryJournal;

/** A journal whose machine may lose its power before, in and after each append. For tests. */
final class CrashingJournal implements ForwardingJournal {
  private final MemoryJournal disk;
  private final Misfortunes misfortunes;

  CrashingJournal(MemoryJournal disk, Misfortunes misfortunes) {
    this.disk = disk;
    this.misfortunes = misfortunes;
  }

  @Override
  public <R> CompletableFuture<R> append(int bytes, Submission<R> judgement) {
    misfortunes.maybeCrash("before append");
    if (misfortunes.happens("crash before sync")) {
      disk.hold();
      var lost = disk.append(bytes, judgement);
      assert !lost.isDone() || lost.isCompletedExceptionally(); // the disk did not answer anyway
      throw new Misfortunes.Crash();
    }
    CompletableFuture<R> appended = disk.append(bytes, judgement);
    misfortunes.maybeCrash("after sync");
    return appended;
  }

  @Override
  public Journal journal() {
    return disk;
  }
}
