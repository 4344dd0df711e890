package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.activation;
import static org.lastgasp.app.Town.ad1;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;

/** Every admin route while the store it needs is broken under a running gateway. */
class BrokenStoresTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final String ORDER =
      "{\"to\":\"observe\",\"reason\":\"why\"}";
  private static final String REASON = "{\"reason\":\"why\"}";
  private static final String STORM = "{\"to\":\"on\",\"reason\":\"why\"}";

  private static final List<String> READ =
      List.of(
          "/", "/-/healthy", "/-/ready", "/metrics", "/api/v1/status", "/api/v1/windows",
          "/api/v1/switch", "/api/v1/dead-letters", "/api/v1/storm", "/api/v1/breaker",
          "/api/v1/alerts", "/api/v1/audit", "/api/v1/campaigns", "/api/v1/explain/" + HUB,
          "/api/v1/reports", "/api/v1/reconcile", "/api/v1/worklist",
          "/api/v1/inventory/" + METER);

  @TempDir Path folder;
  private final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  private Town town;
  private Gateway gateway;
  private String item = "";

  @BeforeEach
  void start() throws IOException {
    town = new Town(folder);
    gateway =
        Gateway.start(
            town.config(),
            now::get,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !text(get("/api/v1/status")).contains("-missing"));
    town.post(gateway.duisPort(), "/api/v1/serviceS", activation(1, Optional.empty()));
    now.set(TEN.plusSeconds(120));
    town.post(gateway.duisPort(), "/api/v1/receive", ad1(HUB, 1, TEN.minusSeconds(600)));
    item = text(get("/api/v1/worklist")).replaceFirst("(?s).*\"number\":([0-9]+).*", "$1");
    assertThat(READ).allSatisfy(path -> assertThat(get(path).statusCode()).isEqualTo(200));
  }

  @AfterEach
  void stop() {
    gateway.close();
    town.close();
  }

  private HttpResponse<byte[]> get(String path) {
    return town.get(gateway.adminPort(), path);
  }

  private HttpResponse<byte[]> post(String path, String body) {
    return town.post(gateway.adminPort(), path, body.getBytes(StandardCharsets.UTF_8));
  }

  private String text(HttpResponse<byte[]> response) {
    return town.text(response);
  }

  private Path find(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      return files.filter(f -> f.getFileName().toString().matches(name)).findFirst().orElseThrow();
    }
  }

  /** What needs the store says so, with 503; all else does what it always does; nothing is 500. */
  private void check(String store, Set<String> reads, List<HttpResponse<byte[]>> orders) {
    for (String path : READ) {
      HttpResponse<byte[]> answer = get(path);
      String what = path + " " + text(answer);
      if (reads.contains(path)) {
        assertThat(answer.statusCode()).as(what).isEqualTo(503);
        saysWhatToDo(store, answer);
      } else {
        assertThat(answer.statusCode()).as(what).isIn(200, 503);
        if (path.startsWith("/api/") && answer.statusCode() == 503) {
          saysWhatToDo(store, answer);
        }
      }
    }
    orders.forEach(answer -> saysWhatToDo(store, answer));
  }

  private void saysWhatToDo(String store, HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(503);
    assertThat(text(answer))
        .contains(store)
        .doesNotContain("fault of Lastgasp")
        .matches("(?s).*(again|look at|make room).*");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void noQuestionWritesAStore() throws IOException {
    for (String file : List.of("delivery.db", "set-aside.db", "story.db", "report.db")) {
      Garbage.fill(find(file));
    }
    town.post(gateway.duisPort(), "/api/v1/receive", ad1(Town.OTHER_HUB, 2, now.get()));
    await("its progress cannot be written", () -> text(get("/-/ready")).contains("delivery.db"));
    for (String path : READ) {
      HttpResponse<byte[]> answer = get(path);
      boolean needsAll = path.equals("/api/v1/reconcile"); // the index has to be up to date
      assertThat(answer.statusCode()).as(text(answer)).isEqualTo(needsAll ? 503 : 200);
    }
  }

  @Test
  void theIndex() throws IOException {
    Garbage.execute(
        find("story.db"), "DROP TABLE happening", "DROP TABLE meta", "DROP TABLE minute");
    check(
        "story.db",
        Set.of(
            "/api/v1/alerts", "/api/v1/audit", "/api/v1/campaigns", "/api/v1/explain/" + HUB,
            "/api/v1/reconcile"),
        List.of());
    await("read again", () -> text(get("/")).contains("The last alerts cannot be told now."));
    assertThat(text(get("/")).replaceAll("</?a( [^>]*)?>", ""))
        .contains("<strong>– <small>of –</small></strong><span class=\"q\">not known")
        .doesNotContain("none recorded", "No alert is remembered yet", "<td>0</td><td>0</td>");
    assertThat(text(get("/todo")))
        .contains("What was done cannot be told now.")
        .doesNotContain("Nothing was settled");
    assertThat(text(get("/alerts"))).contains("story.db").doesNotContain("No alert fits");
    assertThat(text(get("/changes"))).contains("story.db").doesNotContain("Nothing was changed");
    assertThat(text(get("/campaigns")))
        .contains("story.db")
        .doesNotContain("raise no question", "was tracked", "0 pairs");
    assertThat(get("/story?id=" + HUB).statusCode()).isEqualTo(503);
    assertThat(get("/alerts.csv").statusCode()).isEqualTo(503);
  }

  @Test
  void hindsight() throws IOException {
    Garbage.execute(find("hindsight.db"), "DROP TABLE held", "DROP TABLE meta");
    check(
        "hindsight.db",
        Set.of(
            "/api/v1/alerts", "/api/v1/explain/" + HUB, "/api/v1/worklist", "/api/v1/reconcile"),
        List.of(post("/api/v1/worklist/" + item + "/resolve", REASON)));
    assertThat(text(get("/todo")))
        .contains("What looks real cannot be told now.")
        .doesNotContain("No suppressed alert looks like a real outage");
  }

  @Test
  void theLedgerOfReports() throws IOException {
    Garbage.execute(
        find("report.db"), "DROP TABLE sent", "DROP TABLE paper", "DROP TABLE report",
        "DROP TABLE period", "DROP TABLE passed");
    check(
        "report.db",
        Set.of("/api/v1/reports", "/api/v1/reconcile"),
        List.of(
            post("/api/v1/reports/build", ""),
            post("/api/v1/reports/pass", REASON),
            post("/api/v1/reports/send", "")));
    assertThat(text(get("/evidence")))
        .contains("report.db")
        .doesNotContain("No report was built yet");
  }

  @Test
  void theInventory() throws IOException {
    byte[] garbage = new byte[(int) Files.size(find("devices.sqlite"))];
    java.util.Arrays.fill(garbage, 100, garbage.length, (byte) 0x5A);
    try (var file = new java.io.RandomAccessFile(find("devices.sqlite").toFile(), "rw")) {
      file.seek(4096);
      file.write(garbage, 4096, garbage.length - 4096);
    }
    check(
        "devices.sqlite",
        Set.of(), // what a connection has seen once it may know for good
        List.of());
    assertThat(post("/api/v1/inventory", Files.readString(folder.resolve("inventory.csv"))))
        .satisfies(answer -> assertThat(answer.statusCode()).isIn(200, 503));
  }

  @Test
  void theJournal() throws IOException {
    Garbage.execute(find("journal-[0-9]+\\.db"), "DROP TABLE entry");
    for (HttpResponse<byte[]> answer :
        List.of(
            post("/api/v1/switch", ORDER),
            post("/api/v1/storm", STORM),
            post("/api/v1/worklist/" + item + "/resolve", REASON),
            post("/api/v1/reload", ""),
            post("/api/v1/guids?force=true", METER + "\n"))) {
      assertThat(answer.statusCode()).as(text(answer)).isEqualTo(503);
      assertThat(text(answer)).doesNotContain("fault of Lastgasp").contains("again");
    }
    for (String path : READ) {
      assertThat(get(path).statusCode()).as(path).isIn(200, 503);
    }
  }
}
