package org.lastgasp.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.lastgasp.access.AdminToken;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * Everything around one gateway, on loopback: a DSP whose answers the test sets, a distributor and
 * a supplier that keep what they get, and a client for both listeners. For tests.
 */
public final class Town implements AutoCloseable {
  static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  static final Eui64 DISTRIBUTOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  static final Eui64 OTHER_HUB = Eui64.of("00-DB-00-00-00-00-00-02");
  static final String MPAN = "2012345678903";
  static final String HASH = "AB".repeat(32);

  final Path folder;
  final List<byte[]> atDistributor = new CopyOnWriteArrayList<>();
  final List<byte[]> atSupplier = new CopyOnWriteArrayList<>();
  final List<byte[]> atDsp = new CopyOnWriteArrayList<>();
  public final AtomicReference<Function<byte[], Answer>> dspAnswers = new AtomicReference<>();
  final AtomicReference<Function<byte[], Answer>> distributorAnswers =
      new AtomicReference<>(body -> new Answer(204, new byte[0]));
  final AtomicReference<Map<String, List<String>>> lastHeaders = new AtomicReference<>(Map.of());
  private final HttpServer dsp;
  private final HttpServer distributor;
  private final HttpServer supplier;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What a server answers; status 0 hangs up. */
  public record Answer(int status, byte[] body) {}

  public Town(Path folder) throws IOException {
    this.folder = folder;
    dspAnswers.set(body -> new Answer(200, acknowledgement("I0")));
    dsp = server(body -> {
      atDsp.add(body);
      return dspAnswers.get().apply(body);
    });
    distributor = server(body -> {
      Answer answer = distributorAnswers.get().apply(body);
      if (answer.status() == 204) {
        atDistributor.add(body);
      }
      return answer;
    });
    supplier = server(body -> {
      atSupplier.add(body);
      return new Answer(204, new byte[0]);
    });
    Files.writeString(
        folder.resolve("inventory.csv"),
        """
        device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder
        %s,ESME,SMETS2 V4.2,Landis+Gyr,E470,%s,%s,South,SO14 1AA,F1
        """
            .formatted(METER, HUB, MPAN));
    Files.writeString(folder.resolve("guids.txt"), METER + "\n");
    Files.writeString(folder.resolve("lastgasp.yaml"), yaml("enforce"));
  }

  public String yaml(String position) {
    return """
        switch: %s
        guids: guids.txt
        inventory: inventory.csv
        listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
        dsp: {url: "%s", timeout: 2s}
        users:
          - {id: %s, name: SSEN, distributors: [20], receive: "%s/duis"}
          - {id: %s, name: Supplier, receive: "%s/duis"}
        default-user: %s
        journal: {path: data/journal}
        log: {path: data/log}
        """
        .formatted(
            position, url(dsp), DISTRIBUTOR, url(distributor), SUPPLIER, url(supplier),
            DISTRIBUTOR);
  }

  public Config config() {
    return switch (read()) {
      case ConfigResult.Loaded loaded -> loaded.config();
      case ConfigResult.Faulty faulty ->
          throw new IllegalStateException(faulty.faults().toString());
    };
  }

  public ConfigResult read() {
    return ConfigReader.read(Optional.of(folder.resolve("lastgasp.yaml")), Map.of());
  }

  static byte[] acknowledgement(String code) {
    RequestId id = new RequestId(SUPPLIER, METER, 1);
    return MessageBuilder.acknowledgement(id, "11.3", code, Instant.EPOCH);
  }

  static byte[] activation(long counter, Optional<Instant> time) {
    byte[] preCommand =
        org.lastgasp.gbcs.PayloadBuilder.activateFirmware(SUPPLIER, METER, counter, HASH, time);
    return MessageBuilder.signedActivation(
        new RequestId(SUPPLIER, METER, counter),
        5,
        org.lastgasp.gbcs.PayloadBuilder.signed(preCommand, new byte[64]));
  }

  static byte[] cancellation(long counter) {
    byte[] preCommand =
        org.lastgasp.gbcs.PayloadBuilder.cancellation(SUPPLIER, METER, counter, HASH);
    return MessageBuilder.signedActivation(
        new RequestId(SUPPLIER, METER, counter),
        5,
        org.lastgasp.gbcs.PayloadBuilder.signed(preCommand, new byte[64]));
  }

  static byte[] ad1(Eui64 hub, long counter, Instant start) {
    return MessageBuilder.ad1(
        new ResponseId(hub, DISTRIBUTOR, counter), hub, start, MPAN, OptionalLong.empty(), start);
  }

  private static String type(String path) {
    if (path.contains("/receive") || path.contains("/service")) {
      return "application/xml";
    }
    boolean list = path.contains("/guids") || path.contains("/inventory");
    return list ? "text/csv" : "application/json";
  }

  public HttpResponse<byte[]> post(int port, String path, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", type(path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    return send(request.build());
  }

  /** What the gateway wrote for whoever administers it. */
  Optional<String> token() {
    return AdminToken.read(folder.resolve("data"));
  }

  public HttpResponse<byte[]> get(int port, String path) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).GET().build());
  }

  /** Asks for something with any method. */
  HttpResponse<byte[]> send(int port, String method, String path) {
    return send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build());
  }

  public String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException failed) {
      throw new UncheckedIOException(request.uri().toString(), failed);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  /** Waits until it is so, for ten seconds at most. */
  public static void await(String what, BooleanSupplier so) {
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("still not so: " + what);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  /** What a running gateway does by itself once a minute. */
  public static void sweep(Gateway gateway) {
    gateway.sweep();
  }

  private HttpServer server(Function<byte[], Answer> answers) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", exchange -> answer(exchange, answers));
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange, Function<byte[], Answer> answers)
      throws IOException {
    try (exchange) {
      lastHeaders.set(Map.copyOf(exchange.getRequestHeaders()));
      Answer answer = answers.apply(exchange.getRequestBody().readAllBytes());
      if (answer.status() == 0) {
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    dsp.stop(0);
    distributor.stop(0);
    supplier.stop(0);
    client.shutdownNow();
  }
}
