package org.lastgasp.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.lastgasp.duis.Message;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.duis.MessageReader;
import org.lastgasp.id.RequestId;

/**
 * Everything around a gateway that is a process of its own: its folder with configuration and
 * lists, a DSP, two distributors, a supplier, and a client. For tests.
 */
final class Neighbours implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final Path folder;
  final AtomicReference<Function<byte[], Mailbox.Answer>> dspAnswers =
      new AtomicReference<>(Neighbours::accepted);
  final Mailbox dsp = new Mailbox(body -> dspAnswers.get().apply(body));
  final Mailbox southern = new Mailbox(body -> Mailbox.Answer.TAKEN);
  final Mailbox hydro = new Mailbox(body -> Mailbox.Answer.TAKEN);
  final Mailbox supplier = new Mailbox(body -> Mailbox.Answer.TAKEN);
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /** Neighbours of a gateway in a folder that knows so many meters. */
  Neighbours(Path folder, int meters) {
    this.folder = folder;
    List<String> inventory = new ArrayList<>();
    inventory.add("device_id,device_type,smets_version,manufacturer,chf_id,mpan");
    List<String> guids = new ArrayList<>();
    for (int n = 0; n < meters; n++) {
      inventory.add(
          Mail.meter(n) + ",ESME,SMETS2 V4.2,Landis+Gyr," + Mail.hub(n) + "," + Mail.MPAN);
      guids.add(Mail.meter(n).toString());
    }
    write("inventory.csv", inventory);
    write("guids.txt", guids);
  }

  private static Mailbox.Answer accepted(byte[] body) {
    RequestId id =
        switch (new MessageReader().read(body)) {
          case Message.Request request -> request.id().orElseThrow();
          case Message other -> throw new AssertionError("no request: " + other);
        };
    byte[] answer = MessageBuilder.acknowledgement(id, "11.3", "I99", Instant.EPOCH);
    return new Mailbox.Answer(200, "application/xml", answer);
  }

  /** Writes a file of the folder. */
  Path write(String name, List<String> lines) {
    try {
      return Files.write(folder.resolve(name), lines);
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + name, failed);
    }
  }

  /** Writes the configuration, with more lines, listening where the system likes. */
  Path configure(String... more) {
    return configure(0, 0, more);
  }

  /** Writes the configuration, with more lines. */
  Path configure(int duisPort, int adminPort, String... more) {
    List<String> lines = new ArrayList<>();
    lines.add("guids: guids.txt");
    lines.add("inventory: inventory.csv");
    lines.add(
        "listen: {duis: \"127.0.0.1:%d\", admin: \"127.0.0.1:%d\"}"
            .formatted(duisPort, adminPort));
    lines.add("dsp: {url: \"" + dsp.url() + "\", timeout: 10s}");
    lines.add("users:");
    lines.add(user(Mail.SOUTHERN.toString(), "Southern, distributors: [20]", southern));
    lines.add(user(Mail.HYDRO.toString(), "Hydro, distributors: [17]", hydro));
    lines.add(user(Mail.SUPPLIER.toString(), "Supplier", supplier));
    lines.add("default-user: " + Mail.SOUTHERN);
    lines.addAll(List.of(more));
    return write("lastgasp.yaml", lines);
  }

  private static String user(String id, String name, Mailbox box) {
    return "  - {id: %s, name: %s, receive: \"%s/duis\"}".formatted(id, name, box.url());
  }

  /** A gateway that listens and has read its lists. */
  Program serve(Path configuration) {
    return ready(Program.serve(configuration));
  }

  /** A receiver that is dead is degraded, too, and may be so at a start. */
  private static boolean isMissingAList(JsonNode status) {
    for (JsonNode issue : status.path("degraded")) {
      if (issue.path("reason").asText().endsWith("-missing")) {
        return true;
      }
    }
    return false;
  }

  /** The same gateway once it has read its lists. */
  Program ready(Program gateway) {
    try {
      Await.until("lists are in force", () -> !isMissingAList(status(gateway)));
      return gateway;
    } catch (AssertionError late) {
      String said = String.join("\n", gateway.log());
      String status = status(gateway).toPrettyString();
      gateway.close(); // nobody else has it yet
      throw new AssertionError(status + "\n" + said, late);
    }
  }

  JsonNode status(Program gateway) {
    return get(gateway, "status");
  }

  /** An answer of the JSON interface. */
  JsonNode get(Program gateway, String what) {
    URI uri = URI.create("http://127.0.0.1:" + gateway.adminPort() + "/api/v1/" + what);
    try {
      var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).GET().build();
      return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    } catch (IOException failed) {
      throw new UncheckedIOException(uri.toString(), failed);
    } catch (InterruptedException stop) {
      throw interrupted(stop);
    }
  }

  /** All items of a paged list of the JSON interface. */
  List<JsonNode> list(Program gateway, String what) {
    List<JsonNode> items = new ArrayList<>();
    String after = "0";
    while (!after.isEmpty()) {
      JsonNode page = get(gateway, what + "?limit=1000&after=" + after);
      page.path(what).forEach(items::add);
      after = page.path("next").asText("");
    }
    return items;
  }

  /**
   * Waits until all that was recorded is delivered or in the log, and says for how long. A receiver
   * that comes back may have to wait a minute for the next try, and for another if that one fails.
   */
  Duration settle(Program gateway) {
    return settle(gateway, 0);
  }

  /** The same, while so many are never taken. */
  Duration settle(Program gateway, long stuck) {
    long began = System.nanoTime();
    try {
      Await.until(
          "all is delivered or in the log",
          Duration.ofMinutes(3),
          () -> settled(status(gateway), stuck));
      return Duration.ofNanos(System.nanoTime() - began);
    } catch (AssertionError late) {
      String said = String.join("\n", gateway.log());
      throw new AssertionError(status(gateway).toPrettyString() + "\n" + said, late);
    }
  }

  private static boolean settled(JsonNode status, long stuck) {
    long waiting = 0;
    long last = status.path("journal").path("last").asLong();
    boolean settled = status.path("log").path("position").asLong() >= last;
    for (JsonNode user : status.path("delivery")) {
      waiting += user.path("backlog").asLong();
      waiting += stuck == 0 ? 0 : user.path("set_aside").asLong();
      settled &= !user.path("more").asBoolean();
    }
    return settled && waiting == stuck;
  }

  int request(Program gateway, byte[] document) {
    return send(gateway, "serviceS", document).statusCode();
  }

  int receive(Program gateway, byte[] document) {
    return send(gateway, "receive", document).statusCode();
  }

  HttpResponse<byte[]> send(Program gateway, String path, byte[] document) {
    try {
      return post(gateway.duisPort(), path, document);
    } catch (IOException failed) {
      throw new UncheckedIOException(path, failed);
    }
  }

  /** Posts a document; an exception where nobody answers. */
  HttpResponse<byte[]> post(int port, String path, byte[] document) throws IOException {
    return post(port, path, document, PATIENCE);
  }

  /** Posts a document; an exception where nobody answers in time. */
  HttpResponse<byte[]> post(int port, String path, byte[] document, Duration patience)
      throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/" + path);
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(patience)
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(document))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException stop) {
      throw interrupted(stop);
    }
  }

  private static IllegalStateException interrupted(InterruptedException stop) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(stop);
  }

  /** Before {@code .jsonl}: what the names sort by, as the date runs back with the clock. */
  private static String sequence(Path logFile) {
    String name = logFile.getFileName().toString();
    return name.substring(name.lastIndexOf('-'));
  }

  /** The files of the suppression log, in order. */
  List<Path> logFiles() {
    try (Stream<Path> files = Files.list(folder.resolve("data/log"))) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .sorted(Comparator.comparing(Neighbours::sequence))
          .toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The whole lines of the suppression log, over all its files. */
  List<String> logLines() {
    List<String> lines = new ArrayList<>();
    for (Path file : logFiles()) {
      try {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        lines.addAll(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
      } catch (IOException failed) {
        throw new UncheckedIOException("reading " + file, failed);
      }
    }
    return lines;
  }

  /** The records of the suppression log. */
  List<JsonNode> logged() {
    return logLines().stream().map(Neighbours::json).toList();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException noJson) {
      throw new UncheckedIOException(text, noJson);
    }
  }

  @Override
  public void close() {
    Stream.of(dsp, southern, hydro, supplier).forEach(Mailbox::close);
    client.shutdownNow();
  }
}
