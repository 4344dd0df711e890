package org.lastgasp.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * A real broker and two gateways as processes of their own. The one that acts for all is killed in
 * the middle of a transaction, under load: nothing that was acknowledged is lost, nothing that was
 * suppressed is delivered, each suppression is in the log once, and both nodes have the same log.
 */
class ClusterProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90); // on a busy machine
  private static final Eui64 DISTRIBUTOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  private static final String MPAN = "2012345678903";
  private static final Pattern RESPONSE = Pattern.compile("ResponseID>([^<]+)<");
  private static final Pattern LOGGED = Pattern.compile("\"response_id\":\"([^\"]+)\"");
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Map<String, Integer> delivered = new ConcurrentHashMap<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Set<String> acknowledged = new HashSet<>();
  private Optional<HttpServer> world = Optional.empty();
  private long counter;

  @AfterEach
  void stop() throws InterruptedException {
    for (Process each : processes.reversed()) {
      each.destroy();
      if (!each.waitFor(20, TimeUnit.SECONDS)) {
        each.destroyForcibly();
      }
    }
    world.ifPresent(server -> server.stop(0));
  }

  @Test
  void anotherNodeGoesOnWhereOneWasKilledInMidTransaction() throws Exception {
    int broker = free();
    openWorld();
    start("up", "kafka", "up", "--data", folder.resolve("broker").toString(), "--port",
        Integer.toString(broker), "--partitions", "3");
    await("a broker", () -> said("up").contains("kafka: broker"));
    Node first = node("one", broker);
    await("the lead", () -> said("one").contains("event=leads "));
    Node second = node("two", broker);

    first.post("/api/v1/serviceS", activation());
    await("a window on both", () -> first.windows() == 1 && second.windows() == 1);
    for (int i = 0; i < 60; i++) {
      send(i % 2 == 0 ? first : second, i % 3 == 0 ? HUB : new Eui64(HUB.value() + 1 + i));
    }
    Thread load = loadOn(second);
    first.process().destroyForcibly(); // SIGKILL, while its judge has transactions open
    load.join();
    for (int i = 0; i < 30; i++) {
      send(second, i % 3 == 0 ? HUB : new Eui64(HUB.value() + 500 + i));
    }

    Set<String> suppressed = new HashSet<>();
    await("all that was acknowledged",
        () -> {
          suppressed.clear();
          suppressed.addAll(logged(second.folder()));
          Set<String> all = new HashSet<>(suppressed);
          all.addAll(delivered.keySet());
          return all.containsAll(acknowledged);
        });
    assertThat(suppressed).as("suppressed").hasSizeGreaterThan(20);
    assertThat(logged(second.folder())).as("each once").doesNotHaveDuplicates();
    assertThat(delivered.keySet()).as("delivered though suppressed").doesNotContainAnyElementsOf(
        suppressed);
    Node again = node("one", broker);
    await("the same log", () -> log(again.folder()).equals(log(second.folder())));
    assertThat(log(second.folder())).isNotEmpty();
  }

  /** Keeps transactions open on both judges while one of them is killed. */
  private Thread loadOn(Node node) {
    Thread load =
        new Thread(
            () -> {
              for (int i = 0; i < 200; i++) {
                send(node, i % 3 == 0 ? HUB : new Eui64(HUB.value() + 200 + i));
              }
            });
    long before = counter;
    load.start();
    await("load", () -> sent() > before + 20);
    return load;
  }

  private void openWorld() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          boolean toDsp = exchange.getRequestURI().getPath().startsWith("/api/");
          if (!toDsp) {
            delivered.merge(response(body), 1, Integer::sum);
          }
          byte[] answer =
              toDsp
                  ? MessageBuilder.acknowledgement(
                      new RequestId(SUPPLIER, METER, 1), "11.3", "I0", Instant.EPOCH)
                  : new byte[0];
          exchange.sendResponseHeaders(toDsp ? 200 : 204, toDsp ? answer.length : -1);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    world = Optional.of(server);
  }

  private static String response(String document) {
    var found = RESPONSE.matcher(document);
    return found.find() ? found.group(1) : "";
  }

  private void send(Node node, Eui64 hub) {
    ResponseId id;
    synchronized (this) {
      id = new ResponseId(hub, DISTRIBUTOR, ++counter);
    }
    Instant now = CLOCK.instant().truncatedTo(ChronoUnit.SECONDS);
    byte[] alert = MessageBuilder.ad1(id, hub, now, MPAN, OptionalLong.empty(), now);
    if (node.post("/api/v1/receive", alert) == 204) {
      synchronized (this) {
        acknowledged.add(id.toString());
      }
    }
  }

  private synchronized long sent() {
    return counter;
  }

  private static byte[] activation() {
    byte[] payload =
        PayloadBuilder.activateFirmware(SUPPLIER, METER, 1, "AB".repeat(32), Optional.empty());
    return MessageBuilder.signedActivation(
        new RequestId(SUPPLIER, METER, 1), 5, PayloadBuilder.signed(payload, new byte[64]));
  }

  /** A gateway that runs. */
  private record Node(Process process, HttpClient client, Path folder, int duis, int admin) {
    int post(String path, byte[] body) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + duis + path))
              .header("Content-Type", "application/xml")
              .timeout(PATIENCE)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      return answered(request).map(HttpResponse::statusCode).orElse(0);
    }

    int windows() {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/api/v1/windows"))
              .build();
      String text = answered(request).map(HttpResponse::body).orElse("");
      return text.contains(METER.toString()) ? 1 : 0;
    }

    private Optional<HttpResponse<String>> answered(HttpRequest request) {
      try {
        return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString()));
      } catch (IOException gone) {
        return Optional.empty();
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }
  }

  private Node node(String name, int broker) throws Exception {
    Path own = Files.createDirectories(folder.resolve(name));
    int duis = free();
    int admin = free();
    String url = "http://127.0.0.1:" + world.orElseThrow().getAddress().getPort();
    Files.writeString(own.resolve("guids.txt"), METER + "\n");
    Files.writeString(
        own.resolve("inventory.csv"),
        "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan\n"
            + METER + ",ESME,SMETS2 V4.2,Landis+Gyr,E470," + HUB + "," + MPAN + "\n");
    Files.writeString(
        own.resolve("lastgasp.yaml"),
        """
        guids: guids.txt
        inventory: inventory.csv
        listen: {duis: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
        dsp: {url: "%s", timeout: 5s}
        users: [{id: %s, name: SSEN, distributors: [20], receive: "%s/duis"}]
        default-user: %s
        kafka: {bootstrap: "127.0.0.1:%d", partitions: 3}
        """
            .formatted(duis, admin, url, DISTRIBUTOR, url, DISTRIBUTOR, broker));
    Process started =
        start(name, "serve", "--config", own.resolve("lastgasp.yaml").toString(), "--runtime",
            "kafka");
    await("a gateway, " + name, () -> said(name).contains("what=inventory"));
    return new Node(started, client, own, duis, admin);
  }

  private Process start(String name, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx300m", "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of("-cp", classPath(), "org.lastgasp.cli.Main"));
    command.addAll(Arrays.asList(words));
    Process started =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile())
            .start();
    processes.add(started);
    return started;
  }

  /** That of this process, however its tests were started. */
  private static String classPath() {
    return ClusterProcessTest.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }

  private String said(String name) {
    try {
      return Files.readString(folder.resolve(name + ".log"));
    } catch (IOException notYet) {
      return "";
    }
  }

  private static List<String> log(Path node) {
    try (Stream<Path> files = Files.list(node.resolve("data/log"))) {
      List<String> all = new ArrayList<>();
      for (Path each : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        all.addAll(Files.readAllLines(each));
      }
      return all;
    } catch (IOException notYet) {
      return List.of();
    }
  }

  private static List<String> logged(Path node) {
    return log(node).stream()
        .map(LOGGED::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .toList();
  }

  private void await(String what, BooleanSupplier so) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as(() -> what + ": " + tails()).isLessThan(until);
      LockSupport.parkNanos(100_000_000);
    }
  }

  private String tails() {
    Map<String, String> all = new HashMap<>();
    for (String name : List.of("up", "one", "two")) {
      String text = said(name);
      all.put(name, text.substring(Math.max(0, text.length() - 1_500)));
    }
    return all.toString();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
