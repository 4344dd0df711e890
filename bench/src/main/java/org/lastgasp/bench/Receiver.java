package org.lastgasp.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Takes every POST and counts it: a Service User, or the DSP. One thread. */
final class Receiver implements AutoCloseable {
  private final Selector selector = Selector.open();
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final AtomicLong taken = new AtomicLong();
  private final byte[] answer;
  private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 16);
  private final Thread thread = new Thread(this::run, "receiver");
  private volatile Consumer<byte[]> listener = body -> {};
  private volatile boolean listens;

  private static final class Visitor {
    private final StringBuilder head = new StringBuilder();
    private int ending;
    private int body = -1;
    private byte[] heard = {};
  }

  private Receiver(byte[] answer) throws IOException {
    this.answer = answer;
    server.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    thread.setDaemon(true);
    thread.start();
  }

  /** A Service User, which answers 204. */
  static Receiver user() throws IOException {
    return new Receiver("HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** A DSP, which accepts everything. */
  static Receiver dsp() throws IOException {
    byte[] body = Mail.accepted();
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: "
            + body.length + "\r\n\r\n";
    String all = head + new String(body, StandardCharsets.UTF_8);
    return new Receiver(all.getBytes(StandardCharsets.UTF_8));
  }

  String url() throws IOException {
    return "http://127.0.0.1:" + ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  long taken() {
    return taken.get();
  }

  /** Tells the body of each message from now on, in the receiver's thread. */
  void listen(Consumer<byte[]> to) {
    listener = to;
    listens = true;
  }

  private void run() {
    try {
      while (server.isOpen()) {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.isAcceptable()) {
            SocketChannel channel = server.accept();
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Visitor());
          } else if (key.isValid()) {
            read(key);
          }
        }
        selector.selectedKeys().clear();
      }
    } catch (java.nio.channels.ClosedSelectorException done) {
      return;
    } catch (IOException broken) {
      throw new UncheckedIOException("a stand-in for a Service User or the DSP", broken);
    }
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    Visitor visitor = (Visitor) key.attachment();
    in.clear();
    int count;
    try {
      count = channel.read(in);
    } catch (IOException reset) {
      count = -1;
    }
    if (count < 0) {
      channel.close();
      return;
    }
    in.flip();
    while (in.hasRemaining()) {
      if (visitor.body < 0) {
        head(visitor, in.get());
      } else {
        int part = Math.min(visitor.body, in.remaining());
        if (visitor.heard.length > 0) {
          in.get(visitor.heard, visitor.heard.length - visitor.body, part);
        } else {
          in.position(in.position() + part);
        }
        visitor.body -= part;
      }
      if (visitor.body == 0) {
        visitor.body = -1;
        taken.incrementAndGet();
        if (visitor.heard.length > 0) {
          listener.accept(visitor.heard);
        }
        channel.write(ByteBuffer.wrap(answer));
      }
    }
  }

  private void head(Visitor visitor, byte b) {
    visitor.head.append((char) b);
    visitor.ending = b == '\n' ? visitor.ending + 1 : b == '\r' ? visitor.ending : 0;
    if (visitor.ending == 2) {
      visitor.body = Posts.length(visitor.head);
      visitor.heard = new byte[listens ? visitor.body : 0];
      visitor.head.setLength(0);
      visitor.ending = 0;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    selector.wakeup();
    try {
      thread.join(); // the keys are its own until then
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
