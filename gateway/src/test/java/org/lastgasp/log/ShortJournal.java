package org.lastgasp.log;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Lane;

/**
 * A journal whose entries before a number have expired, and that says when a cursor has reached its
 * end.
 */
record ShortJournal(Journal journal, long first, CountDownLatch reached) implements Journal {
  ShortJournal(Journal journal, long first) {
    this(journal, first, new CountDownLatch(1));
  }

  @Override
  public <R> CompletableFuture<R> append(int bytes, Submission<R> judgement) {
    return journal.append(bytes, judgement);
  }

  @Override
  public void onCommit(Consumer<Set<Eui64>> listener) {
    journal.onCommit(listener);
  }

  @Override
  public Cursor cursor(String name) {
    Cursor cursor = journal.cursor(name);
    return new Cursor() {
      @Override
      public long position() {
        return cursor.position();
      }

      @Override
      public String note() {
        return cursor.note();
      }

      @Override
      public void advance(long position, String note) {
        cursor.advance(position, note);
        if (position == journal.last()) {
          reached.countDown();
        }
      }
    };
  }

  @Override
  public boolean isWritable() {
    return journal.isWritable();
  }

  @Override
  public List<Entry> read(long after, int most) {
    return journal.read(Math.max(after, first - 1), most);
  }

  @Override
  public List<OutboundMessage> pending(Eui64 recipient, Lane lane, long after, int most) {
    return journal.pending(recipient, lane, after, most);
  }

  @Override
  public Optional<Entry> entry(long number) {
    return journal.entry(number);
  }

  @Override
  public long beginning() {
    return first - 1;
  }

  @Override
  public long next(long position) {
    return journal.next(Math.max(position, first - 1));
  }

  @Override
  public long last() {
    return journal.last();
  }

  @Override
  public void close() {
    journal.close();
  }
}
