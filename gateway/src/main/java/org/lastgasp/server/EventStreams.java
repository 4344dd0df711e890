package org.lastgasp.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The open streams of server-sent events, and what each of them is about: an event is made once for
 * all streams about the same. Safe for any number of threads.
 *
 * @param <K> what streams are about
 */
public final class EventStreams<K> {
  /** The most streams at once; each needs a connection, and little else. */
  public static final int MOST = 100;

  private final Map<EventStream, K> open = new ConcurrentHashMap<>();
  private final boolean everyEvent;
  private boolean closed;

  private EventStreams(boolean everyEvent) {
    this.everyEvent = everyEvent;
  }

  /** Streams of a state: a slow client misses events, but not the latest one. */
  public static <K> EventStreams<K> ofLatest() {
    return new EventStreams<>(false);
  }

  /** Streams of changes: a client hears every one, or its stream ends. */
  public static <K> EventStreams<K> ofEvery() {
    return new EventStreams<>(true);
  }

  /** Answers with a stream, or with 503 if there are too many. */
  public void open(K about, ServerResponse response) {
    if (isFull()) {
      Problem.of(
              503, "Too many live pages", MOST + " are open: close some; pages work without them")
          .send(response);
      return;
    }
    response
        .header("Content-Type", "text/event-stream")
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no"); // a proxy in front hands events on at once
    response.continued(
        (out, callback) -> {
          EventStream stream = new EventStream(out, callback, everyEvent);
          if (added(stream, about)) {
            stream.begin();
          } else {
            stream.end();
          }
        });
  }

  private synchronized boolean isFull() {
    return closed || open.size() >= MOST;
  }

  private synchronized boolean added(EventStream stream, K about) {
    if (isFull()) {
      return false;
    }
    open.put(stream, about);
    return true;
  }

  /** What the open streams are about. */
  public Set<K> subjects() {
    return Set.copyOf(open.values());
  }

  /** The number of open streams. */
  public int size() {
    return open.size();
  }

  /** Sends each stream the event about its subject; one whose client is gone is forgotten. */
  public void send(Function<K, byte[]> event) {
    Map<K, byte[]> made = new HashMap<>();
    open.entrySet()
        .removeIf(each -> !each.getKey().offer(made.computeIfAbsent(each.getValue(), event)));
  }

  /** Ends every stream; none is opened any more. */
  public synchronized void close() {
    closed = true;
    open.keySet().forEach(EventStream::end);
    open.clear();
  }
}
