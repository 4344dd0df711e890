package org.lastgasp.kafka;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.policy.DspAnswer;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Step;

/**
 * The activations of one partition whose answer is awaited, by the offset of their record. For the
 * thread of the partition's task.
 */
final class PendingRequests {
  private final KeyValueStore<byte[], byte[]> store;

  /** The requests that a store holds. */
  PendingRequests(KeyValueStore<byte[], byte[]> store) {
    this.store = store;
  }

  /**
   * What was decided about a request.
   *
   * @param id of the request's event
   * @param untracked the step of one that nobody tracked; earlier versions did not store it
   * @param moved the hub of another partition that its meter was handed over to meanwhile
   */
  record Pending(
      long id,
      Instant appended,
      Optional<RequestId> request,
      Optional<Step> step,
      List<RequestId> doubting,
      Optional<Step> untracked,
      Optional<Eui64> moved) {

    private Optional<Eui64> movedTo(Map<Eui64, Eui64> hubs) {
      return Stream.concat(request.stream(), doubting.stream())
          .flatMap(each -> Optional.ofNullable(hubs.get(each.target())).stream())
          .findFirst();
    }

    private Pending on(Eui64 hub) {
      return new Pending(id, appended, request, step, doubting, untracked, Optional.of(hub));
    }

    /** Its answer, with what only its partition knows. */
    Event.ActivationAnswered answered(Event.ActivationAnswered by) {
      return new Event.ActivationAnswered(
          by.at(), id, request, step, by.answer(), by.status(), by.code(), doubting,
          untracked);
    }

    /** Nobody will bring its answer: whoever relayed it was cut off. */
    Event.ActivationAnswered givenUp(Instant at) {
      return new Event.ActivationAnswered(
          at, id, request, step, DspAnswer.UNCONFIRMED, 0, "crash", doubting, untracked);
    }
  }

  void put(long offset, long id, Instant appended, Event.ActivationRequested requested) {
    Pending pending =
        new Pending(
            id, appended, requested.request(), requested.admission().step(),
            requested.admission().doubting(), requested.untracked(), Optional.empty());
    store.put(key(offset), bytes(pending));
  }

  private static byte[] bytes(Pending pending) {
    return new Fields.Writer()
        .number(pending.id())
        .instant(pending.appended())
        .maybe(pending.request().map(RequestId::toString))
        .maybe(pending.step().map(Step::name))
        .texts(pending.doubting().stream().map(RequestId::toString).toList())
        .maybe(pending.untracked().map(Step::name))
        .maybeEui(pending.moved())
        .bytes();
  }

  /** Meters were handed over to other partitions: the answers that are awaited go after them. */
  void moved(List<Input.Handover> handovers) {
    Map<Eui64, Eui64> hubs = new HashMap<>();
    handovers.forEach(each -> hubs.put(each.meter(), each.to()));
    List<KeyValue<byte[], byte[]>> gone = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> each = store.all()) {
      while (each.hasNext()) {
        KeyValue<byte[], byte[]> next = each.next();
        Pending pending = read(next.value);
        pending
            .movedTo(hubs)
            .ifPresent(hub -> gone.add(KeyValue.pair(next.key, bytes(pending.on(hub)))));
      }
    }
    store.putAll(gone);
  }

  /** The request that an answer is of, which is awaited no longer. */
  Optional<Pending> take(Input.Answer answer) {
    if (answer.offset() != Input.Answer.BY_ID) {
      return take(answer.offset());
    }
    try (KeyValueIterator<byte[], byte[]> each = store.all()) {
      while (each.hasNext()) {
        KeyValue<byte[], byte[]> next = each.next();
        if (read(next.value).id() == answer.answered().requested()) {
          return take(ByteBuffer.wrap(next.key).getLong());
        }
      }
    }
    return Optional.empty();
  }

  /** The request of an offset, which is awaited no longer. */
  Optional<Pending> take(long offset) {
    return Optional.ofNullable(store.delete(key(offset))).map(PendingRequests::read);
  }

  /** The offsets of the requests whose record was appended before an instant. */
  List<Long> before(Instant instant) {
    List<Long> old = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> each = store.all()) {
      while (each.hasNext()) {
        KeyValue<byte[], byte[]> next = each.next();
        if (read(next.value).appended().isBefore(instant)) {
          old.add(ByteBuffer.wrap(next.key).getLong());
        }
      }
    }
    return old;
  }

  private static Pending read(byte[] value) {
    Fields.Reader from = new Fields.Reader(value);
    return new Pending(
        from.number(),
        from.instant(),
        from.maybe().map(RequestId::of),
        from.maybe().map(Step::valueOf),
        from.texts().stream().map(RequestId::of).toList(),
        from.isAtEnd() ? Optional.empty() : from.maybe().map(Step::valueOf),
        from.isAtEnd() ? Optional.empty() : from.maybeEui());
  }

  private static byte[] key(long offset) {
    return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
  }
}
