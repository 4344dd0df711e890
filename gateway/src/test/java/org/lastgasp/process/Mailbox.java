package org.lastgasp.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Somebody's HTTP endpoint: keeps what arrives, answers as the test wants, and can be dead for a
 * while. Its port is below those that outgoing connections use, so that it can come back to it.
 */
final class Mailbox implements AutoCloseable {
  private final int port;
  private volatile Function<byte[], Answer> answers;
  private final Map<String, byte[]> arrived = new ConcurrentHashMap<>();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private Optional<Open> open = Optional.empty();

  /** What it answers. */
  record Answer(int status, String type, byte[] body) {
    static final Answer TAKEN = new Answer(204, "", new byte[0]);
    static final Answer FAILS = new Answer(500, "", new byte[0]);
    static final Answer NOT_NOW = new Answer(503, "", new byte[0]);
  }

  private record Open(HttpServer server, ExecutorService threads) {}

  Mailbox(Function<byte[], Answer> answers) {
    this.answers = answers;
    this.port = freePort();
    revive();
  }

  /** A port that is free and that no outgoing connection will take. */
  static int freePort() {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        continue;
      }
    }
    throw new AssertionError("no free port");
  }

  /** Answers otherwise from now on. */
  void answer(Function<byte[], Answer> otherwise) {
    answers = otherwise;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Whether these bytes have arrived. */
  boolean has(byte[] bytes) {
    return arrived.containsKey(sha256(bytes));
  }

  /** What has arrived, by SHA-256. */
  Map<String, byte[]> arrived() {
    return arrived;
  }

  /** What it answered with success, in order, by SHA-256; what came twice stands twice. */
  List<String> taken() {
    return taken;
  }

  /** Nobody listens any more. */
  void die() {
    open.ifPresent(
        o -> {
          o.server().stop(0);
          o.threads().shutdownNow();
        });
    open = Optional.empty();
  }

  /** Listens again where it did before. */
  void revive() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(threads);
      server.createContext("/", this::answer);
      server.start();
      open = Optional.of(new Open(server, threads));
    } catch (IOException failed) {
      throw new UncheckedIOException("listening on " + port, failed);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      arrived.put(sha256(body), body);
      Answer answer = answers.apply(body);
      if (answer.status() / 100 == 2) {
        taken.add(sha256(body));
      }
      if (!answer.type().isEmpty()) {
        exchange.getResponseHeaders().set("Content-Type", answer.type());
      }
      int length = answer.body().length;
      exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  @Override
  public void close() {
    die();
  }
}
