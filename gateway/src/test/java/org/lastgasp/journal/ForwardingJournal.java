package org.lastgasp.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Lane;

/** A journal that is another one but for what a test overrides. */
public interface ForwardingJournal extends Journal {

  /** The other one. */
  Journal journal();

  @Override
  default <R> CompletableFuture<R> append(int bytes, Submission<R> judgement) {
    return journal().append(bytes, judgement);
  }

  @Override
  default void onCommit(Consumer<Set<Eui64>> listener) {
    journal().onCommit(listener);
  }

  @Override
  default Cursor cursor(String name) {
    return journal().cursor(name);
  }

  @Override
  default boolean isWritable() {
    return journal().isWritable();
  }

  @Override
  default Optional<Duration> stalledFor() {
    return journal().stalledFor();
  }

  @Override
  default List<Entry> read(Position after, int most) {
    return journal().read(after, most);
  }

  @Override
  default List<OutboundMessage> pending(
      Eui64 recipient, Lane lane, Position after, int most) {
    return journal().pending(recipient, lane, after, most);
  }

  @Override
  default Optional<Entry> entry(long id) {
    return journal().entry(id);
  }

  @Override
  default Position behind(long id) {
    return journal().behind(id);
  }

  @Override
  default Position before(long id) {
    return journal().before(id);
  }

  @Override
  default Position before(Instant since, int most) {
    return journal().before(since, most);
  }

  @Override
  default long id(Position position) {
    return journal().id(position);
  }

  @Override
  default OptionalLong next(Position position) {
    return journal().next(position);
  }

  @Override
  default Position ahead(Position position, int entries) {
    return journal().ahead(position, entries);
  }

  @Override
  default long between(Position position, Position later) {
    return journal().between(position, later);
  }

  @Override
  default Position beginning() {
    return journal().beginning();
  }

  @Override
  default Position last() {
    return journal().last();
  }

  @Override
  default int expire(Position passed, Instant before, Instant now, Removal removal) {
    return journal().expire(passed, before, now, removal);
  }

  @Override
  default Position oldUpTo(Instant before, Instant now) {
    return journal().oldUpTo(before, now);
  }

  @Override
  default void close() {
    journal().close();
  }
}
