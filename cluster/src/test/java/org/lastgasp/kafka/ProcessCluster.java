package org.lastgasp.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;

/**
 * A cluster of real processes in a folder, and the world around it: a DSP and a receiver, which
 * count what arrives, and a sender. Safe for any number of threads.
 */
final class ProcessCluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(240); // on a busy machine
  private static final Duration HANDED_OVER_AFTER = Duration.ofMillis(1_500); // nearly
  static final Eui64 HUB = Eui64.of("00-DB-00-00-00-00-00-01");
  private static final Eui64 DISTRIBUTOR = Eui64.of("90-B3-D5-1F-30-02-00-00");
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-00");
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final String MPAN = "2012345678903";
  private static final Pattern RESPONSE = Pattern.compile("ResponseID>([^<]+)<");
  private static final Pattern LOGGED = Pattern.compile("\"response_id\":\"([^\"]+)\"");
  private static final Pattern LISTS_READ = Pattern.compile("state=(suppressing|observing)");
  private static final InstantSource CLOCK = InstantSource.system();

  private final Path folder;
  private final int partitions;
  private final Map<String, Process> processes = new LinkedHashMap<>(); // guarded by itself
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer world;
  private final AtomicLong counter = new AtomicLong();
  private final int brokerPort;

  /** How often each message was delivered. */
  final Map<String, Integer> delivered = new ConcurrentHashMap<>();

  /** In the order of the first delivery of each. */
  final ConcurrentLinkedQueue<String> arrived = new ConcurrentLinkedQueue<>();

  /** What may have been handed over past all that waits, as Kafka took nothing for seconds. */
  final Set<String> late = ConcurrentHashMap.newKeySet();

  /** Whether the receiver takes nothing. */
  volatile boolean down;

  /** The suspects that a webhook was told of. */
  final Queue<String> told = new ConcurrentLinkedQueue<>();

  /** What starts each process that is started from here on, as {@code env} with its words. */
  volatile List<String> starter = List.of();

  /** What was answered by 204. */
  final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

  ProcessCluster(Path folder, int partitions) throws IOException {
    this.folder = folder;
    this.partitions = partitions;
    this.world = openWorld();
    this.brokerPort = free();
  }

  @Override
  public void close() {
    synchronized (processes) {
      new ArrayList<>(processes.values()).reversed().forEach(ProcessCluster::end);
    }
    world.stop(0);
  }

  /** Ends a process in good order. */
  void stop(String name) {
    synchronized (processes) {
      end(processes.get(name));
    }
  }

  private static void end(Process process) {
    try {
      signal(process, "CONT");
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private HttpServer openWorld() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          String path = exchange.getRequestURI().getPath();
          boolean toDsp = path.startsWith("/api/");
          if (path.equals("/suspects")) {
            told.add(exchange.getRequestHeaders().getFirst("Lastgasp-Id"));
          } else if (!toDsp && down) {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
          } else if (!toDsp) {
            String id = response(body);
            if (delivered.merge(id, 1, Integer::sum) == 1) {
              arrived.add(id);
            }
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
    return server;
  }

  private static String response(String document) {
    var found = RESPONSE.matcher(document);
    return found.find() ? found.group(1) : "";
  }

  /** Posts an alert of a hub, once; true if it was acknowledged. */
  boolean send(Node node, Eui64 hub) {
    return post(node, alert(hub));
  }

  /** An alert of a hub with an id that no other has; ids of a hub grow. */
  Alert alert(Eui64 hub) {
    return alert(hub, Duration.ZERO);
  }

  /** An alert of an outage that began a while ago. */
  Alert alert(Eui64 hub, Duration ago) {
    ResponseId id = new ResponseId(hub, DISTRIBUTOR, counter.incrementAndGet());
    Instant now = CLOCK.instant().truncatedTo(ChronoUnit.SECONDS);
    byte[] body =
        MessageBuilder.ad1(id, hub, now.minus(ago), MPAN, OptionalLong.empty(), now);
    return new Alert(id.toString(), body);
  }

  /** An alert as it is posted. */
  record Alert(String id, byte[] body) {}

  boolean post(Node node, Alert alert) {
    long began = System.nanoTime();
    boolean taken = node.post("/api/v1/receive", alert.body()) == 204;
    if (System.nanoTime() - began > HANDED_OVER_AFTER.toNanos()) {
      late.add(alert.id());
    }
    if (taken) {
      acknowledged.add(alert.id());
    }
    return taken;
  }

  long sent() {
    return counter.get();
  }

  void activate(Node node) {
    assertThat(isActivated(node)).isTrue();
  }

  /** Posts the activation of the meter; true if the DSP's answer came back. */
  boolean isActivated(Node node) {
    return isActivated(node, request(1));
  }

  /** The id of a request to activate the meter's firmware. */
  static RequestId request(long number) {
    return new RequestId(SUPPLIER, METER, number);
  }

  boolean isActivated(Node node, RequestId id) {
    byte[] payload =
        PayloadBuilder.activateFirmware(
            SUPPLIER, METER, id.counter(), "AB".repeat(32), Optional.empty());
    byte[] body =
        MessageBuilder.signedActivation(
            id, 5, PayloadBuilder.signed(payload, new byte[64]));
    return node.post("/api/v1/serviceS", body) == 200;
  }

  /** A gateway that runs. */
  record Node(
      String name, Process process, HttpClient client, Path folder, int duis, int admin) {
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
      return get("/api/v1/windows").contains(METER.toString()) ? 1 : 0;
    }

    /** Gives an order as the administrator; the status of its answer, 0 if there is none. */
    int order(String path, String body) {
      try {
        String token = Files.readString(folder.resolve("data/admin.token")).strip();
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        Optional<HttpResponse<String>> answer = answered(request);
        answer
            .filter(each -> each.statusCode() >= 500)
            .ifPresent(each -> System.err.println(name + path + ": " + each.body()));
        return answer.map(HttpResponse::statusCode).orElse(0);
      } catch (IOException notYet) {
        throw new IllegalStateException(notYet);
      }
    }

    /** The answer to a question; empty if there is none. */
    String get(String path) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + path))
              .timeout(PATIENCE)
              .build();
      return answered(request).map(HttpResponse::body).orElse("");
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

  /** Starts a node, and waits until it takes messages. */
  Node node(String name, String bootstrap, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("--runtime", "kafka"));
    words.addAll(Arrays.asList(options));
    return gateway(name, bootstrap, words);
  }

  /** Starts a node whose clients have the properties of a file. */
  Node secured(String name, String bootstrap, Path client) throws IOException {
    return gateway(
        name, bootstrap + "\", client: \"" + client, List.of("--runtime", "kafka"));
  }

  /** Starts a gateway, and waits until it takes messages. */
  Node gateway(String name, String bootstrap, List<String> options) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    int duis = free();
    int admin = free();
    String url = "http://127.0.0.1:" + world.getAddress().getPort();
    Files.writeString(own.resolve("guids.txt"), METER + "\n");
    Path inventory = own.resolve("inventory.csv");
    if (Files.notExists(inventory)) { // a test may have changed it
      Files.writeString(
          inventory,
          "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan\n"
              + METER + ",ESME,SMETS2 V4.2,Landis+Gyr,E470," + HUB + "," + MPAN + "\n");
    }
    Path config =
        Files.writeString(
            own.resolve("lastgasp.yaml"),
            """
            guids: guids.txt
            inventory: inventory.csv
            listen: {duis: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
            dsp: {url: "%s", timeout: 5s}
            users: [{id: %s, name: SSEN, distributors: [20], receive: "%s/duis"}]
            default-user: %s
            kafka: {bootstrap: "%s", partitions: %d}
            report: {to: [{directory: "%s"}]}
            hindsight: {webhook: "%s/suspects"}
            """
                .formatted(
                    duis, admin, url, DISTRIBUTOR, url, DISTRIBUTOR, bootstrap, partitions,
                    reports(), url));
    List<String> words =
        new ArrayList<>(List.of("serve", "--config", config.toString()));
    words.addAll(options);
    int before = said(name).length();
    Process[] started = {start(name, "org.lastgasp.cli.Main", words.toArray(String[]::new))};
    await(
        "a gateway, " + name,
        () -> {
          if (!started[0].isAlive()) { // whatever watches over it starts it again
            started[0] = restarted(name, words);
          }
          return LISTS_READ.matcher(said(name).substring(before)).find();
        });
    return new Node(name, started[0], client, own, duis, admin);
  }

  private Process restarted(String name, List<String> words) {
    try {
      return start(name, "org.lastgasp.cli.Main", words.toArray(String[]::new));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Where the reports of all nodes go. */
  Path reports() {
    return folder.resolve("reports");
  }

  /** Starts the broker, with as many partitions, by {@code kafka up}; where it is. */
  String broker() throws IOException {
    int before = said("up").length();
    Process unused =
        start(
            "up", "org.lastgasp.cli.Main", "kafka", "up", "--data",
            folder.resolve("broker").toString(), "--port", Integer.toString(brokerPort),
            "--partitions", Integer.toString(partitions));
    await("a broker", () -> said("up").substring(before).contains("kafka: broker"));
    return "127.0.0.1:" + brokerPort;
  }

  /** Runs a class with this process's class path; what it says goes behind what it said before. */
  Process start(String name, String main, String... words) throws IOException {
    List<String> command = new ArrayList<>(starter);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx300m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", classPath(), main));
    command.addAll(Arrays.asList(words));
    Process started =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".log").toFile()))
            .start();
    synchronized (processes) {
      processes.put(name, started);
    }
    return started;
  }

  /** Sends a signal by its name. */
  static void signal(Process process, String name) throws InterruptedException {
    try {
      int unused = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
          .start()
          .waitFor();
    } catch (IOException none) {
      throw new IllegalStateException(none);
    }
  }

  /** That of this process, however its tests were started. */
  private static String classPath() {
    return ProcessCluster.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }

  /** All that a process has said. */
  String said(String name) {
    try {
      return Files.readString(folder.resolve(name + ".log"));
    } catch (IOException notYet) {
      return "";
    }
  }

  /** The lines of a node's suppression log. */
  static List<String> log(Path node) {
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

  /** The alerts in a node's suppression log. */
  static List<String> logged(Path node) {
    return log(node).stream()
        .map(LOGGED::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .toList();
  }

  void await(String what, BooleanSupplier so) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!so.getAsBoolean()) {
      assertThat(System.nanoTime()).as(() -> what + ": " + tails()).isLessThan(until);
      LockSupport.parkNanos(100_000_000);
    }
  }

  private String tails() {
    StringBuilder all = new StringBuilder();
    synchronized (processes) {
      for (String name : processes.keySet()) {
        String text = said(name);
        all.append("\n== ").append(name).append('\n')
            .append(text.substring(Math.max(0, text.length() - 1_500)));
      }
    }
    return all.toString();
  }

  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
