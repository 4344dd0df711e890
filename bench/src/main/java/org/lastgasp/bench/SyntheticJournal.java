package org.lastgasp.bench;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;

/**
 * A journal whose entries are made as they are read, so that a reader of it can be measured alone.
 * It cannot be written.
 *
 * @param last the number of its last entry
 */
record SyntheticJournal(long last, LongFunction<Event> events) implements Journal {
  @Override
  public List<Entry> read(long after, int most) {
    return LongStream.rangeClosed(after + 1, Math.min(last, after + most))
        .mapToObj(number -> new Entry(number, events.apply(number)))
        .toList();
  }

  @Override
  public Optional<Entry> entry(long number) {
    return read(number - 1, 1).stream().findFirst();
  }

  @Override
  public long beginning() {
    return 1;
  }

  @Override
  public long next(long position) {
    return position + 1;
  }

  @Override
  public <R> CompletableFuture<R> append(int bytes, Submission<R> judgement) {
    throw new UnsupportedOperationException("made of rules, not of what is written");
  }

  @Override
  public void onCommit(Consumer<Set<Eui64>> listener) {}

  @Override
  public Cursor cursor(String name) {
    return new Cursor() {
      @Override
      public long position() {
        return 0;
      }

      @Override
      public String note() {
        return "";
      }

      @Override
      public void advance(long position, String note) {}
    };
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public List<OutboundMessage> pending(Eui64 recipient, Lane lane, long after, int most) {
    return List.of();
  }

  @Override
  public void close() {}
}
