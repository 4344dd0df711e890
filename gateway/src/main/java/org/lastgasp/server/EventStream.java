package org.lastgasp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One open answer with server-sent events. Nobody waits for its client: an event that comes while
 * one is being written takes the place of the one that waits or goes behind it, and a client that
 * takes nothing for ten seconds, or leaves too much waiting, is dropped. It ends after a while, and
 * the browser comes again and proves who it is. Safe for any number of threads.
 */
final class EventStream {
  private static final long SLOWEST = Duration.ofSeconds(10).toNanos();
  private static final long LONGEST = Duration.ofMinutes(2).toNanos();
  private static final int MOST_WAITING = 64 << 20; // bytes
  private static final byte[] HELLO = "retry: 1000\n\n".getBytes(UTF_8);

  private final Response response;
  private final Callback callback;
  private final boolean everyEvent;
  private final long opened = System.nanoTime();
  private Optional<byte[]> next = Optional.empty();
  private boolean writing;
  private long since; // the write under way
  private boolean over;

  /**
   * One whose head is not sent yet.
   *
   * @param everyEvent true if none may be left out
   */
  EventStream(Response response, Callback callback, boolean everyEvent) {
    this.response = response;
    this.callback = callback;
    this.everyEvent = everyEvent;
  }

  /** Sends the head, so that the browser knows that it is connected. */
  synchronized void begin() {
    write(HELLO);
  }

  /** Has an event sent; false once it has ended. */
  synchronized boolean offer(byte[] event) {
    long now = System.nanoTime();
    boolean full = everyEvent && next.filter(n -> n.length > MOST_WAITING).isPresent();
    if (!over && writing && (full || now - since > SLOWEST)) {
      drop();
    } else if (!over && !writing && now - opened > LONGEST) {
      end();
    }
    if (over) {
      return false;
    }
    if (writing) {
      next = Optional.of(everyEvent ? next.map(n -> joined(n, event)).orElse(event) : event);
    } else {
      write(event);
    }
    return true;
  }

  private static byte[] joined(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  private void write(byte[] event) {
    writing = true;
    since = System.nanoTime();
    response.write(false, ByteBuffer.wrap(event), Callback.from(this::written, this::failed));
  }

  private synchronized void written() {
    writing = false;
    if (!over && next.isPresent()) {
      byte[] waiting = next.get();
      next = Optional.empty();
      write(waiting);
    }
  }

  private synchronized void failed(Throwable why) {
    if (!over) {
      over = true;
      callback.failed(why);
    }
  }

  private void drop() {
    over = true;
    callback.failed(new IOException("the client takes no events"));
  }

  /** Ends it: the browser may come again. */
  synchronized void end() {
    if (over) {
      return;
    }
    if (writing) {
      drop();
      return;
    }
    over = true;
    response.write(true, ByteBuffer.allocate(0), callback);
  }
}
