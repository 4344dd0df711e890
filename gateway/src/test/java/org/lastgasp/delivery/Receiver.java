package org.lastgasp.delivery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A Service User's endpoint on loopback. It notes what it takes, and answers as it is told. */
final class Receiver implements AutoCloseable {
  /** What it says to one message. */
  record Reply(int status, Map<String, String> headers, String body) {
    static Reply of(int status) {
      return new Reply(status, Map.of(), "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<byte[]> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private final Set<String> contentTypes = ConcurrentHashMap.newKeySet();
  private volatile Function<String, Reply> replies = text -> Reply.of(204);

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // or each answer takes 40 ms
  }

  private Receiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException broken) {
      throw new UncheckedIOException("listening on port " + port, broken);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static Receiver open() {
    return new Receiver(0);
  }

  /** Comes back on the port where another was. */
  static Receiver open(int port) {
    return new Receiver(port);
  }

  /** From here on answers what this says to a message's text. It may block. */
  Receiver answering(Function<String, Reply> answers) {
    replies = answers;
    return this;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.incrementAndGet();
      mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      ports.add(exchange.getRemoteAddress().getPort());
      contentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
      byte[] body = exchange.getRequestBody().readAllBytes();
      Reply reply = replies.apply(new String(body));
      if (reply.status() / 100 == 2) {
        taken.add(body);
      }
      reply.headers().forEach(exchange.getResponseHeaders()::add);
      byte[] answer = reply.body().getBytes();
      underWay.decrementAndGet();
      exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/duis");
  }

  List<byte[]> taken() {
    return taken;
  }

  List<String> texts() {
    return taken.stream().map(String::new).toList();
  }

  int asked() {
    return asked.get();
  }

  int mostUnderWay() {
    return mostUnderWay.get();
  }

  int connections() {
    return ports.size();
  }

  Set<String> contentTypes() {
    return contentTypes;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
