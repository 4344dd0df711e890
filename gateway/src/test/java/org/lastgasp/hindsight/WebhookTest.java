package org.lastgasp.hindsight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.hindsight.Timeline.HUB;
import static org.lastgasp.hindsight.Timeline.METER;
import static org.lastgasp.hindsight.Timeline.SETTINGS;
import static org.lastgasp.hindsight.Timeline.SUPPLIER;
import static org.lastgasp.hindsight.Timeline.clock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.client.JsonPost;
import org.lastgasp.hindsight.WebhookSender.Webhook;
import org.lastgasp.id.RequestId;
import org.lastgasp.journal.MemoryJournal;
import org.lastgasp.journal.Position;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.worker.Backoff;

/** A suspect is told to a receiver that fails, comes back, and checks who calls. */
class WebhookTest {
  private static final Backoff IMPATIENT =
      Backoff.of(Duration.ofMillis(4), Duration.ofMillis(40));
  private static final RequestId REQUEST = new RequestId(SUPPLIER, METER, 1);
  private static final long CLUSTER_ID = 380_000_000_000_000L; // of the year 2026
  private static final String TOO_GREAT = "900000000000000000"; // for that, by far
  private static final long LARGE_ID = 2_500_000_000_000_000L; // of a cluster in the year 2034
  private static final InstantSource NOW = () -> clock("11:00");

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private HttpServer server;

  private record Call(String id, String signature, byte[] body) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException broken) {
        throw new AssertionError(broken);
      }
    }
  }

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          String signature = exchange.getRequestHeaders().getFirst("Lastgasp-Signature");
          calls.add(
              new Call(
                  exchange.getRequestHeaders().getFirst("Lastgasp-Id"),
                  signature == null ? "" : signature,
                  body));
          Integer answer = answers.poll();
          exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** One that runs with whoever tells of its suspects. */
  private record Running(Hindsight hindsight) implements AutoCloseable {
    @Override
    public void close() {
      hindsight.webhook().ifPresent(WebhookSender::close);
      hindsight.close();
    }
  }

  private Running open(Optional<String> secret) {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/suspects");
    return started(Optional.of(new Webhook(url, secret, Optional.empty())));
  }

  private Running started(Optional<Webhook> hook) {
    Hindsight hindsight =
        Hindsight.open(journal, folder, SETTINGS, hook, NOW, NOW, IMPATIENT);
    hindsight.start();
    hindsight.webhook().ifPresent(WebhookSender::start);
    return new Running(hindsight);
  }

  private void suspect() {
    suspect(journal);
  }

  private static void suspect(MemoryJournal journal) {
    suspect(journal, journal.lastId() + 1);
  }

  private static void suspect(MemoryJournal journal, long id) {
    var entry =
        Papers.held(clock("10:10"), clock("09:50"), REQUEST, HUB, clock("10:00"));
    journal
        .append(
            pen -> {
              pen.write(id, entry);
              return id;
            })
        .join();
  }

  private Call next() {
    try {
      Call call = calls.poll(30, TimeUnit.SECONDS);
      assertThat(call).isNotNull();
      return call;
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  @Test
  void aSuspectIsToldWithItsEvidenceAndASignature() {
    try (Running running = open(Optional.of("s3cret"))) {
      Hindsight hindsight = running.hindsight();
      suspect();
      assertThat(hindsight.catchUp()).isTrue();
      Call call = next();

      assertThat(call.id()).isEqualTo("1-suspect").isEqualTo(call.json().path("id").asText());
      assertThat(call.json().at("/because/kind").asText()).isEqualTo("started-before-window");
      assertThat(call.json().at("/case/meter").asText()).isEqualTo(METER.toString());
      assertThat(call.json().at("/case/assessment").asText()).isEqualTo("suspect");
      long time = clock("11:00").getEpochSecond();
      assertThat(call.signature()).isEqualTo(JsonPost.signature("s3cret", time, call.body()));
    }
  }

  @Test
  void theSignatureIsWhatAnyToolMakesOfIt() {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

    // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
    assertThat(JsonPost.signature("secret", 1_700_000_000, body))
        .isEqualTo(
            "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2"
                + "b57f3282abd07c37ae5e8e7d79a5f163");
  }

  @Test
  void withoutASecretItIsNotSigned() {
    try (Running running = open(Optional.empty())) {
      Hindsight hindsight = running.hindsight();
      suspect();
      assertThat(next().signature()).isEmpty();
      assertThat(hindsight.suspects()).isEqualTo(1);
    }
  }

  @Test
  void aReceiverThatFailsOrSendsOnIsToldAgainInOrder() {
    answers.add(500);
    answers.add(302);
    suspect();
    suspect();
    try (Running running = open(Optional.empty())) {
      Hindsight hindsight = running.hindsight();
      assertThat(next().id()).isEqualTo("1-suspect");
      assertThat(next().id()).isEqualTo("1-suspect");
      assertThat(next().id()).isEqualTo("1-suspect");
      assertThat(next().id()).isEqualTo("2-suspect");
      assertThat(hindsight.suspects()).isEqualTo(2);
    }
  }

  @Test
  void whatWasToldIsNotToldAgainAfterARestartEvenIfTheCasesAreBuiltAgain() throws IOException {
    suspect();
    try (Running running = open(Optional.empty())) {
      Hindsight hindsight = running.hindsight();
      assertThat(next().id()).isEqualTo("1-suspect");
      suspect();
      assertThat(next().id()).isEqualTo("2-suspect");
      assertThat(hindsight.fault()).isEmpty();
    }
    for (String end : new String[] {"", "-wal", "-shm"}) {
      Files.deleteIfExists(folder.resolve("hindsight.db" + end));
    }
    suspect();
    try (Running running = open(Optional.empty())) {
      Hindsight hindsight = running.hindsight();
      assertThat(next().id()).isEqualTo("3-suspect");
      assertThat(hindsight.catchUp()).isTrue();
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void whatWasToldOfACaseWithALargeIdIsNotToldAgain() {
    suspect(journal, LARGE_ID);
    try (Running running = open(Optional.empty())) {
      assertThat(next().id()).isEqualTo(LARGE_ID + "-suspect");
      assertThat(running.hindsight().fault()).isEmpty();
    }
    suspect(journal, LARGE_ID + 2);
    try (Running running = open(Optional.empty())) {
      assertThat(next().id()).isEqualTo((LARGE_ID + 2) + "-suspect");
      assertThat(running.hindsight().catchUp()).isTrue();
      assertThat(calls).isEmpty();
    }
  }

  @Test
  void aSuspectIsToldThoughAPositionIsNotedThatNoChangeCanHave() {
    journal.cursor("hindsight-webhook").advance(Position.START, TOO_GREAT);
    suspect(journal, CLUSTER_ID);
    try (Running running = open(Optional.empty())) {
      assertThat(running.hindsight().catchUp()).isTrue();
      assertThat(next().id()).isEqualTo(CLUSTER_ID + "-suspect");
    }
  }

  @Test
  void aSuspectIsToldByTheOneThatTakesOverSuchAPosition() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/suspects");
    Optional<Webhook> hook = Optional.of(new Webhook(url, Optional.empty(), Optional.empty()));
    journal.cursor("hindsight-webhook").advance(Position.START, TOO_GREAT);
    Hindsight one = Hindsight.open(journal, folder, SETTINGS, hook, NOW, NOW, IMPATIENT);
    TableReplica.Changes shared = one.webhook().orElseThrow().replica().changes();
    new Running(one).close();

    MemoryJournal mirrored = new MemoryJournal();
    suspect(mirrored, CLUSTER_ID);
    Hindsight other =
        Hindsight.open(mirrored, folder.resolve("other"), SETTINGS, hook, NOW, NOW, IMPATIENT);
    other.webhook().orElseThrow().replica().applyAll(shared.all());
    other.start();
    assertThat(other.catchUp()).isTrue();
    other.webhook().orElseThrow().takeUp();
    other.webhook().orElseThrow().start();
    assertThat(next().id()).isEqualTo(CLUSTER_ID + "-suspect");
    new Running(other).close();
  }

  @Test
  void whatWasFoundWhileNobodyWasToBeToldIsNotToldLater() {
    suspect();
    try (Running running = started(Optional.empty())) {
      Hindsight hindsight = running.hindsight();
      assertThat(hindsight.catchUp()).isTrue();
    }
    suspect();
    try (Running running = open(Optional.empty())) {
      Hindsight hindsight = running.hindsight();
      assertThat(next().id()).isEqualTo("2-suspect");
      assertThat(hindsight.suspects()).isEqualTo(2);
    }
  }

  /** What is heard of it may be among what the journal does not have yet. */
  @Test
  void nothingFollowsFromASilenceAfterWhatIsRecorded() {
    Instant at = clock("10:10");
    journal.append(pen -> pen.write(Papers.held(at, at, REQUEST, HUB, clock("10:00")))).join();
    AtomicReference<Instant> recorded = new AtomicReference<>(clock("10:20"));
    InstantSource later = () -> clock("11:00").plus(Duration.ofDays(2));
    Hindsight hindsight =
        Hindsight.open(
            journal, folder, SETTINGS, Optional.empty(), later, recorded::get, IMPATIENT);
    hindsight.start();
    try (Running running = new Running(hindsight)) {
      assertThat(labelled(running)).isEqualTo(Label.UNRESOLVED);
      recorded.set(later.instant());
      assertThat(labelled(running)).isEqualTo(Label.SUSPECT);
    }
  }

  private static Label labelled(Running running) {
    Hindsight hindsight = running.hindsight();
    assertThat(hindsight.catchUp()).isTrue();
    while (hindsight.caseIndex().takeSome()) {
      continue;
    }
    return hindsight.of(1).orElseThrow().label();
  }

  @Test
  void whatOneMachineHasToldIsNotToldByTheOneThatTakesOver() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/suspects");
    Optional<Webhook> hook = Optional.of(new Webhook(url, Optional.empty(), Optional.empty()));
    MemoryJournal mirrored = new MemoryJournal();
    Hindsight other =
        Hindsight.open(
            mirrored, folder.resolve("other"), SETTINGS, hook, NOW, NOW, IMPATIENT);
    TableReplica theirs = other.webhook().orElseThrow().replica();
    other.start();
    Hindsight one =
        Hindsight.open(journal, folder, SETTINGS, hook, NOW, NOW, IMPATIENT);
    TableReplica ours = one.webhook().orElseThrow().replica();
    one.start();
    one.webhook().orElseThrow().start();
    for (MemoryJournal each : List.of(journal, mirrored)) {
      suspect(each);
    }
    assertThat(next().id()).isEqualTo("1-suspect");
    TableReplica.Changes shared = ours.changes();
    while (shared.all().toString().contains("[1, 0]")) { // until its own loop has noted it
      shared = ours.changes();
    }
    new Running(one).close();

    theirs.applyAll(shared.all());
    suspect(mirrored);
    other.webhook().orElseThrow().takeUp();
    other.webhook().orElseThrow().start();
    assertThat(next().id()).isEqualTo("2-suspect");
    new Running(other).close();
  }
}
