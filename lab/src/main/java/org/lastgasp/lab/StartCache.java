package org.lastgasp.lab;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;
import org.lastgasp.id.ResponseId;
import org.lastgasp.sim.LoopbackServer;

/**
 * The run that records the start-up cache: a gateway in a process of its own starts, takes a short
 * burst of every kind of message and ends in good order. Java writes down which classes it loaded
 * and which methods were worth the slow compiler, so that a later start need not find out again.
 *
 * <p>Takes the command that starts a gateway, without its configuration, and runs it in the current
 * folder, where it writes lists and configuration. Everything is on loopback. Exit code 1 if a
 * message was refused or the gateway did not end.
 */
final class StartCache {
  private static final Pattern LISTENING =
      Pattern.compile("messages (http://[^\\s,/]+)\\S*, admin (http://[^\\s,/]+)");
  private static final Eui64 SUPPLIER = Eui64.of("90-B3-D5-1F-30-01-00-01");
  private static final Eui64 OPERATOR = Eui64.of("90-B3-D5-1F-30-02-00-01");
  private static final long FIRST_METER = 0x00DB_1234_5600_0000L;
  private static final long FIRST_HUB = 0x00DB_0000_0000_0000L;
  private static final int METERS = 500;
  private static final String MPAN = "2012345678903";
  private static final int SENDERS = 16;
  private static final long MESSAGES = 40_000; // each frequent method runs often enough to compile
  private static final Duration AT_MOST = Duration.ofSeconds(25); // on a slow or busy machine
  private static final Duration TO_END = Duration.ofMinutes(5); // it writes the cache meanwhile

  private final Path folder;
  private final AtomicLong number = new AtomicLong();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private StartCache(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] command) throws Exception {
    StartCache run = new StartCache(Path.of("").toAbsolutePath());
    try (LoopbackServer world = new LoopbackServer("127.0.0.1", 0, StartCache::answer)) {
      run.record(List.of(command), world.uri());
    }
  }

  /** The DSP accepts every request, the network operator takes every message. */
  private static LoopbackServer.Reply answer(String path, byte[] body) {
    if (path.endsWith("/duis")) {
      return LoopbackServer.Reply.empty(204);
    }
    RequestId any = new RequestId(SUPPLIER, new Eui64(FIRST_METER), 1);
    byte[] accepted = MessageBuilder.acknowledgement(any, "11.3", "I99", Instant.now());
    return new LoopbackServer.Reply(200, "application/xml", accepted);
  }

  private void record(List<String> command, URI world) throws Exception {
    configure(world);
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("serve", "--config", "lastgasp.yaml"));
    Process gateway =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      Matcher listening = listening(gateway);
      exercise(listening.group(1), listening.group(2));
      gateway.destroy();
      if (!gateway.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the gateway did not end within " + TO_END);
      }
    } finally {
      gateway.descendants().forEach(ProcessHandle::destroyForcibly); // one of them writes it
      gateway.destroyForcibly();
      client.shutdownNow();
    }
  }

  private void configure(URI world) throws IOException {
    String configuration =
        """
        listen: {duis: "127.0.0.1:0", admin: "127.0.0.1:0"}
        dsp: {url: "%s"}
        guids: guids.txt
        inventory: inventory.csv
        users:
          - {id: %s, name: Supplier, receive: "%s/duis"}
          - {id: %s, name: Operator, distributors: [20], receive: "%s/duis"}
        """
            .formatted(world, SUPPLIER, world, OPERATOR, world);
    StringBuilder guids = new StringBuilder();
    StringBuilder inventory =
        new StringBuilder("device_id,device_type,smets_version,manufacturer,chf_id,mpan\n");
    for (int i = 0; i < METERS; i++) {
      guids.append(meter(i)).append('\n');
      inventory.append("%s,ESME,SMETS2 V4.2,Nobody,%s,%s\n".formatted(meter(i), hub(i), MPAN));
    }
    Files.writeString(folder.resolve("lastgasp.yaml"), configuration);
    Files.writeString(folder.resolve("guids.txt"), guids);
    Files.writeString(folder.resolve("inventory.csv"), inventory);
  }

  private static Matcher listening(Process gateway) throws IOException {
    var out = gateway.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher where = LISTENING.matcher(line);
      if (where.find()) {
        return where;
      }
    }
    throw new IllegalStateException("the gateway ended before it listened");
  }

  private void exercise(String messages, String admin) throws Exception {
    awaitLists(admin);
    long end = System.nanoTime() + AT_MOST.toNanos();
    List<Future<?>> senders = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < SENDERS; i++) {
        senders.add(
            threads.submit(
                () -> {
                  long next = number.getAndIncrement();
                  while (next < MESSAGES && System.nanoTime() < end) {
                    send(messages, next);
                    next = number.getAndIncrement();
                  }
                  return null;
                }));
      }
    }
    for (Future<?> sender : senders) {
      sender.get(); // says what was refused
    }
    get(admin + "/metrics");
    get(admin + "/api/v1/status");
  }

  private void awaitLists(String admin) throws Exception {
    long end = System.nanoTime() + AT_MOST.toNanos();
    while (!get(admin + "/-/ready").contains("\"degraded\":[]") && System.nanoTime() < end) {
      Thread.sleep(50);
    }
  }

  /** Most requests and alerts have nothing to do with firmware; every kind comes in turn. */
  private void send(String gateway, long n) throws IOException, InterruptedException {
    int meter = (int) (n / 10 % METERS);
    Instant now = Instant.now();
    switch ((int) (n % 10)) {
      case 0 -> post(gateway, "/api/v1/serviceS", activation(meter, n));
      case 1, 2, 3, 4, 5 -> post(gateway, "/api/v1/serviceS", reading(meter, n));
      case 6 ->
          post(
              gateway,
              "/api/v1/receive",
              MessageBuilder.deviceAlert(responseId(meter, n), "8F36", new byte[48], now));
      case 7 -> post(gateway, "/api/v1/receive", alert(meter, n, now)); // of a blind hub
      default -> post(gateway, "/api/v1/receive", alert(METERS + meter, n, now));
    }
  }

  private static byte[] activation(int meter, long n) {
    RequestId id = new RequestId(SUPPLIER, meter(meter), n + 1);
    byte[] command =
        PayloadBuilder.activateFirmware(
            SUPPLIER, id.target(), id.counter(), "AB".repeat(32), Optional.empty());
    return MessageBuilder.signedActivation(id, 5, PayloadBuilder.signed(command, new byte[64]));
  }

  private static byte[] reading(int meter, long n) {
    String body = MessageBuilder.inside("ReadInstantaneousImportRegisters", "");
    return MessageBuilder.request(new RequestId(SUPPLIER, meter(meter), n + 1), 1, "4.1.1", body);
  }

  private static byte[] alert(int hub, long n, Instant now) {
    ResponseId id = responseId(hub, n);
    return MessageBuilder.ad1(id, hub(hub), now, MPAN, OptionalLong.empty(), now);
  }

  private static ResponseId responseId(int hub, long n) {
    return new ResponseId(hub(hub), OPERATOR, n + 1);
  }

  private static Eui64 meter(int number) {
    return new Eui64(FIRST_METER + number);
  }

  private static Eui64 hub(int number) {
    return new Eui64(FIRST_HUB + number);
  }

  private void post(String gateway, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway + path))
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
    if (status / 100 != 2) {
      throw new IllegalStateException(path + " was answered with " + status);
    }
  }

  private String get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
