package org.lastgasp.bench;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.OutboundMessage;
import org.lastgasp.journal.Position;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Lane;

/**
 * A journal whose entries are made as they are read, so that a reader of it can be measured alone.
 * It cannot be written, and nothing of it expires.
 *
 * @param lastId of its last entry; ids begin at 1, without gaps
 */
record SyntheticJournal(long lastId, LongFunction<Event> events) implements Journal {
  @Override
  public List<Entry> read(Position after, int most) {
    return LongStream.rangeClosed(after.order() + 1, Math.min(lastId, after.order() + most))
        .mapToObj(id -> new Entry(id, events.apply(id)))
        .toList();
  }

  @Override
  public Optional<Entry> entry(long id) {
    return read(before(id), 1).stream().findFirst();
  }

  @Override
  public Position behind(long id) {
    return Position.at(id);
  }

  @Override
  public Position before(long id) {
    return Position.at(id - 1);
  }

  @Override
  public Position before(Instant since, int most) {
    return Position.at(Math.max(0, lastId - most));
  }

  @Override
  public long id(Position position) {
    return position.order();
  }

  @Override
  public OptionalLong next(Position position) {
    return position.order() < lastId
        ? OptionalLong.of(position.order() + 1)
        : OptionalLong.empty();
  }

  @Override
  public Position ahead(Position position, int entries) {
    return Position.at(Math.min(lastId, position.order() + entries));
  }

  @Override
  public long between(Position position, Position later) {
    return Math.max(0, later.order() - position.order());
  }

  @Override
  public Position beginning() {
    return Position.START;
  }

  @Override
  public Position last() {
    return Position.at(lastId);
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
      public Position position() {
        return Position.START;
      }

      @Override
      public String note() {
        return "";
      }

      @Override
      public void advance(Position position, String note) {}
    };
  }

  @Override
  public boolean isWritable() {
    return false;
  }

  @Override
  public List<OutboundMessage> pending(Eui64 recipient, Lane lane, Position after, int most) {
    return List.of();
  }

  @Override
  public int expire(Position passed, Instant before, Instant now, Removal removal) {
    return 0;
  }

  @Override
  public Position oldUpTo(Instant before, Instant now) {
    return Position.START;
  }

  @Override
  public void close() {}
}
