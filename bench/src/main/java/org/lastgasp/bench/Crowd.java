package org.lastgasp.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;

/**
 * A load generator over HTTP. In a closed loop every connection sends its next message once the one
 * before is answered; in an open one messages are due at a fixed rate, whatever the answers do. One
 * thread and plain sockets, as it shares the machine with what it measures.
 */
final class Crowd implements AutoCloseable {
  private static final long LONGEST = Duration.ofSeconds(60).toNanos();
  private static final long TICK = Duration.ofMillis(1).toNanos();
  private static final int ROOM = 4096; // bytes: an answer has some 150

  private final Selector selector = Selector.open();
  private final LongFunction<ByteBuffer> messages;
  private final ByteBuffer out = ByteBuffer.allocateDirect(ROOM);
  private final ByteBuffer in = ByteBuffer.allocateDirect(ROOM);
  private Histogram latencies = new Histogram(LONGEST, 3);
  private long sent;
  private long refused;
  private long most;

  /** One connection; an answer may come in pieces, its last four bytes end its head. */
  private static final class Caller {
    private long since;
    private int ending;
    private int body;
    private boolean ahead = true;
    private final StringBuilder head = new StringBuilder();
  }

  /**
   * The figures that were measured.
   *
   * @param perSecond answers a second, from the first message to the last answer
   * @param refused answers that were no 2xx
   */
  record Measured(double perSecond, long answers, long refused, Histogram latencies) {
    double millis(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e6;
    }

    /** Returns this if none was refused: a refusal costs less than what is measured. */
    Measured noneRefused(Town town) {
      if (refused > 0) {
        throw new IllegalStateException(refused + " were refused, log in " + town.folder());
      }
      return this;
    }
  }

  /**
   * A crowd of so many connections to a port of this machine; a message for every number from 0 on.
   */
  Crowd(int port, int connections, LongFunction<ByteBuffer> messages) throws IOException {
    this.messages = messages;
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Caller());
    }
  }

  /** Sends for a time, then waits for what is not yet answered. */
  Measured run(Duration time) throws IOException {
    return run(Long.MAX_VALUE, time);
  }

  /** Sends so many in all. */
  Measured run(long messagesInAll) throws IOException {
    return run(messagesInAll, Duration.ofHours(1));
  }

  /** Sends so many, or for a time, whatever ends first. */
  Measured run(long count, Duration time) throws IOException {
    latencies = new Histogram(LONGEST, 3);
    refused = 0;
    most = count == Long.MAX_VALUE ? count : sent + count;
    long began = System.nanoTime();
    long end = began + time.toNanos();
    int under = 0;
    for (SelectionKey key : selector.keys()) {
      under += next(key) ? 1 : 0;
    }
    while (under > 0) {
      selector.select(100);
      boolean open = System.nanoTime() < end;
      for (SelectionKey key : selector.selectedKeys()) {
        if (answered(key)) {
          under -= open && next(key) ? 0 : 1;
        }
      }
      selector.selectedKeys().clear();
    }
    long answers = latencies.getTotalCount();
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Measured(answers / seconds, answers, refused, latencies);
  }

  /**
   * Sends at a rate for a time. Messages are due in bundles, one a millisecond: in between this
   * thread sleeps, as what it would spend on waiting the program would lack. One waits if no
   * connection is free; its latency counts from the instant it was due, so that a pause of the
   * program is seen by all that were due meanwhile, and not by one.
   */
  Measured paced(Duration time, double perSecond) throws IOException {
    latencies = new Histogram(LONGEST, 3);
    refused = 0;
    most = Long.MAX_VALUE;
    Deque<SelectionKey> free = new ArrayDeque<>(selector.keys());
    long began = System.nanoTime();
    long all = (long) (perSecond * time.toNanos() / 1e9);
    long next = 0;
    Thread ticks = Thread.ofPlatform().daemon().start(() -> wakeEach(began));
    while (latencies.getTotalCount() < all) {
      while (next < all && !free.isEmpty()) {
        long due = began + (long) (next * 1e3 / perSecond) * TICK;
        if (System.nanoTime() < due) {
          break;
        }
        send(free.poll(), due);
        next++;
      }
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (answered(key)) {
          free.add(key);
        }
      }
      selector.selectedKeys().clear();
    }
    ticks.interrupt();
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Measured(all / seconds, all, refused, latencies);
  }

  private void wakeEach(long began) {
    for (long tick = began; !Thread.currentThread().isInterrupted(); tick += TICK) {
      LockSupport.parkNanos(tick - System.nanoTime());
      selector.wakeup();
    }
  }

  private boolean next(SelectionKey key) throws IOException {
    if (sent >= most) {
      return false;
    }
    send(key, System.nanoTime());
    return true;
  }

  private void send(SelectionKey key, long since) throws IOException {
    Caller caller = (Caller) key.attachment();
    out.clear();
    out.put(messages.apply(sent++));
    out.flip();
    caller.since = since;
    SocketChannel channel = (SocketChannel) key.channel();
    while (out.hasRemaining()) {
      channel.write(out); // a message fits the socket's buffer, as it was empty
    }
  }

  /** Reads what came; true once the answer is whole. */
  private boolean answered(SelectionKey key) throws IOException {
    Caller caller = (Caller) key.attachment();
    in.clear();
    if (((SocketChannel) key.channel()).read(in) < 0) {
      throw new IOException("the gateway closed a connection");
    }
    in.flip();
    while (in.hasRemaining()) {
      byte b = in.get();
      if (caller.ahead) {
        caller.head.append((char) b);
        caller.ending = b == '\n' ? caller.ending + 1 : b == '\r' ? caller.ending : 0;
        if (caller.ending == 2) {
          headed(caller);
        }
      } else {
        caller.body--;
      }
      if (!caller.ahead && caller.body == 0) {
        latencies.recordValue(Math.min(LONGEST, System.nanoTime() - caller.since));
        caller.ahead = true;
        caller.ending = 0;
        caller.head.setLength(0);
        return true;
      }
    }
    return false;
  }

  private void headed(Caller caller) {
    caller.ahead = false;
    caller.body = Posts.length(caller.head);
    if (caller.head.charAt(9) != '2') {
      refused++;
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
