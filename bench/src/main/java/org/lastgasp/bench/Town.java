package org.lastgasp.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A folder with configuration, inventory and GUID list; a DSP and a distributor. */
final class Town implements AutoCloseable {
  private static final Pattern OPEN = Pattern.compile("\"open\"\\s*:\\s*(\\d+)");
  private static final Pattern HOLDING =
      Pattern.compile("\"(?:inventory|guids)\"\\s*:\\s*\\{\\s*\"[a-z]+\"\\s*:\\s*(\\d+)");
  private static final long SHUFFLE = 2_654_435_761L; // a prime, so that each number comes once
  private static final String NOBODY_LISTENS = "http://127.0.0.1:9"; // the discard port
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final boolean kept;
  private final Receiver dsp = Receiver.dsp();
  private final Receiver distributor = Receiver.user();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Path configuration;
  private final int meters;

  /** The behaviour of the distributor's endpoint. */
  enum User {
    UP,
    DOWN
  }

  /** With so many meters that may be tracked. */
  Town(int meters, User user) throws IOException {
    this(meters, meters, user);
  }

  Path folder() {
    return folder;
  }

  /** With so many meters, of which so many are on the list; in no order. */
  Town(int meters, int listed, User user) throws IOException {
    this(Files.createTempDirectory("lastgasp-bench"), false, meters, listed, user);
  }

  /** In a folder that stays, with the data that a gateway left there. */
  static Town in(Path folder, int meters, User user) throws IOException {
    return new Town(Files.createDirectories(folder), true, meters, meters, user);
  }

  private Town(Path folder, boolean kept, int meters, int listed, User user) throws IOException {
    this.folder = folder;
    this.kept = kept;
    this.configuration = folder.resolve("lastgasp.yaml");
    this.meters = meters;
    try (BufferedWriter inventory = Files.newBufferedWriter(folder.resolve("inventory.csv"));
        BufferedWriter guids = Files.newBufferedWriter(folder.resolve("guids.txt"))) {
      inventory.write("device_id,device_type,smets_version,manufacturer,chf_id,mpan\n");
      int all = Math.max(1, meters);
      for (long i = 0; i < all; i++) {
        long n = i * SHUFFLE % all;
        inventory.write(
            Mail.meter(n) + ",ESME,SMETS2 V4.2,Landis+Gyr," + Mail.hub(n) + "," + Mail.MPAN + "\n");
        if (i < Math.max(1, listed)) {
          guids.write(Mail.meter(n) + "\n");
        }
      }
    }
    String receive = user == User.UP ? distributor.url() : NOBODY_LISTENS;
    Files.write(
        configuration,
        List.of(
            "guids: guids.txt",
            "inventory: inventory.csv",
            "listen: {duis: \"127.0.0.1:0\", admin: \"127.0.0.1:0\"}",
            "dsp: {url: \"" + dsp.url() + "\", timeout: 30s}",
            "users:",
            "  - {id: " + Mail.DISTRIBUTOR + ", name: Southern, distributors: [20], receive: \""
                + receive + "/duis\"}",
            "  - {id: " + Mail.SUPPLIER + ", name: Supplier, receive: \""
                + distributor.url() + "/duis\"}",
            "default-user: " + Mail.DISTRIBUTOR));
  }

  /** Adds a line to the configuration. */
  void configure(String line) throws IOException {
    Files.writeString(configuration, line + "\n", StandardOpenOption.APPEND);
  }

  Program serve() throws IOException {
    return serve("");
  }

  /** With further options for its Java. */
  Program serve(String options) throws IOException {
    return Program.serve(configuration, options);
  }

  /** The number of devices and listed names in force. */
  long inForce(Program gateway) throws IOException {
    Matcher holding = HOLDING.matcher(get(gateway, "/api/v1/status"));
    long sum = 0;
    while (holding.find()) {
      sum += Long.parseLong(holding.group(1));
    }
    return sum;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path inventory() {
    return data().resolve("inventory");
  }

  /** Activates every meter's firmware, once the lists are in force. */
  void openWindows(Program gateway) throws IOException {
    await("the lists are in force", () -> get(gateway, "/-/ready").contains("\"degraded\":[]"));
    try (Crowd suppliers =
        new Crowd(
            gateway.duisPort(),
            32,
            n -> ByteBuffer.wrap(Mail.post("/api/v1/serviceS", Mail.activation(n, n + 1))))) {
      long refused = suppliers.run((long) meters).refused();
      if (refused > 0 || windows(gateway) != meters) {
        throw new IllegalStateException(
            refused + " refused, " + windows(gateway) + " windows open, log in " + folder);
      }
    }
  }

  /** The number of open windows. */
  int windows(Program gateway) throws IOException {
    Matcher open = OPEN.matcher(get(gateway, "/api/v1/status"));
    return open.find() ? Integer.parseInt(open.group(1)) : 0;
  }

  String dspUrl() throws IOException {
    return dsp.url();
  }

  String distributorUrl() throws IOException {
    return distributor.url();
  }

  /** Tells the body of each message that the distributor is sent from now on. */
  void listen(Consumer<byte[]> to) {
    distributor.listen(to);
  }

  /** The same in a cluster, with those roles. */
  Program serveOnKafka(String roles) throws IOException {
    return Program.serve(configuration, "", "--runtime", "kafka", "--roles", roles);
  }

  long taken() {
    return distributor.taken();
  }

  void awaitTaken(long count) throws IOException {
    await(count + " are delivered", () -> taken() >= count);
  }

  interface Question {
    boolean ask() throws IOException;
  }

  static void await(String what, Question done) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.ask()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("in vain waited until " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(stop);
      }
    }
  }

  String get(Program gateway, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + gateway.adminPort() + path);
    try {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stop);
    }
  }

  @Override
  public void close() throws IOException {
    client.shutdownNow();
    dsp.close();
    distributor.close();
    if (kept) {
      return;
    }
    remove(folder);
  }

  static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
