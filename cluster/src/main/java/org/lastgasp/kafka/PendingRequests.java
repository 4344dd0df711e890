package org.lastgasp.kafka;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
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
   */
  record Pending(
      long id,
      Instant appended,
      Optional<RequestId> request,
      Optional<Step> step,
      List<RequestId> doubting,
      Optional<Step> untracked) {

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
    Fields.Writer to = new Fields.Writer().number(id).instant(appended);
    to.maybe(requested.request().map(RequestId::toString))
        .maybe(requested.admission().step().map(Step::name))
        .texts(requested.admission().doubting().stream().map(RequestId::toString).toList())
        .maybe(requested.untracked().map(Step::name));
    store.put(key(offset), to.bytes());
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
        from.isAtEnd() ? Optional.empty() : from.maybe().map(Step::valueOf));
  }

  private static byte[] key(long offset) {
    return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
  }
}
