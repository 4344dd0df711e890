package org.lastgasp.motorway;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/** A journal whose machine may lose its power before, in and after each append. For tests. */
final class CrashingJournal implements Journal {
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
  public List<Entry> read(long after, int most) {
    return disk.read(after, most);
  }

  @Override
  public List<OutboundMessage> pending(Eui64 recipient, Lane lane, long after, int most) {
    return disk.pending(recipient, lane, after, most);
  }

  @Override
  public Optional<Entry> entry(long number) {
    return disk.entry(number);
  }

  @Override
  public long beginning() {
    return disk.beginning();
  }

  @Override
  public long next(long position) {
    return disk.next(position);
  }

  @Override
  public long last() {
    return disk.last();
  }

  @Override
  public void onCommit(Consumer<Set<Eui64>> listener) {
    disk.onCommit(listener);
  }

  @Override
  public Cursor cursor(String name) {
    return disk.cursor(name);
  }

  @Override
  public boolean isWritable() {
    return disk.isWritable();
  }

  @Override
  public void close() {
    disk.close();
  }
}
