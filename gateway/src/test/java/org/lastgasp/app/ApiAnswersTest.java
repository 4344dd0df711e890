package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.OTHER_HUB;
import static org.lastgasp.app.Town.SUPPLIER;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Verb;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * What the admin listener answers and what the commands print, byte for byte, beside what is kept
 * in {@code src/test/resources/api}. {@code -Drecord.answers=true} keeps what there is now.
 */
class ApiAnswersTest {
  private static final Path KEPT = Path.of("src/test/resources/api").toAbsolutePath();

  @TempDir Path folder;
  private final List<String> heard = new ArrayList<>();
  private Operator operator;

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void everyRouteAnswersAsItDid() throws IOException {
    seed();
    for (String path :
        List.of(
            "status",
            "windows",
            "windows?limit=1",
            "windows?state=open&hub=" + HUB,
            "blind",
            "blind?distributor=17",
            "switch",
            "storm",
            "breaker",
            "clock",
            "alerts",
            "alerts?verdict=suppressed",
            "alerts?limit=2&after=3",
            "alerts?reason=in-window&distributor=20&model=E470&assessment=suspect&limit=1",
            "alerts?distributor=17",
            "alerts?reason=x&assessment=y",
            "audit",
            "audit?limit=1&user=" + SUPPLIER,
            "campaigns",
            "explain/" + HUB,
            "explain/" + OTHER_HUB,
            "explain/" + METER + "?limit=1",
            "explain/nobody",
            "changes",
            "changes?last=2",
            "reports",
            "reports?limit=1",
            "reconcile?from=2030-01-15T09:00:00Z&to=2030-01-15T12:00:00Z",
            "worklist",
            "worklist?distributor=unknown",
            "dead-letters",
            "inventory/" + METER,
            "inventory/" + OTHER_HUB,
            "inventory/x",
            "nothing",
            "windows?limit=x&state=y")) {
      hear("GET /api/v1/" + path, operator.text("/api/v1/" + path));
    }
    hear("GET /-/ready", operator.text("/-/ready"));
    compare("questions.txt");
  }

  @Test
  void everyOrderIsAnsweredAsItWas() throws IOException {
    seed();
    String list = METER + "\n00-DB-12-34-56-78-90-A1\n";
    post("guids?dry-run=true&force=true", list);
    post("guids", list);
    post("guids", "nonsense\n");
    post("guids?force=true&by=Ann", list);
    String devices =
        Files.readString(folder.resolve("inventory.csv")) + OTHER_HUB + ",CHF,,,,,,South,,F1\n";
    post("inventory?dry-run=true", devices);
    post("inventory?by=Ann", devices);
    post("inventory?replace=true&force=true&dry-run=true", Files.readString(inventory()));
    post("storm", "{\"to\":\"on\",\"distributor\":20,\"for\":\"6h\",\"reason\":\"gale\"}");
    post("storm", "{\"to\":\"on\",\"region\":\"South\",\"reason\":\"gale\",\"by\":\"Ann\"}");
    hear("alerted", operator.alerted());
    hear("GET explain", operator.text("/api/v1/explain/" + HUB));
    post("storm", "{\"to\":\"off\",\"distributor\":21,\"reason\":\"over\"}");
    post("storm", "{\"to\":\"off\",\"distributor\":20,\"reason\":\"over\",\"by\":\"Ann\"}");
    post("storm", "{}");
    post("breaker", "{\"to\":\"closed\",\"reason\":\"why\"}");
    post("breaker", "{}");
    post("clock", "{\"to\":\"trusted\",\"reason\":\"why\"}");
    post("clock", "{}");
    post("reload", "");
    post("worklist/" + suspect() + "/resolve", "{\"by\":\"Ann\",\"reason\":\"called\"}");
    post("worklist/1/resolve", "{\"by\":\"Ann\",\"reason\":\"called\"}");
    post("reports/build", "");
    post("reports/pass", "{\"reason\":\"why\"}");
    post("reports/send?target=none", "");
    post("dead-letters/999/resend", "{\"reason\":\"why\"}");
    post("dead-letters/999/drop", "{\"reason\":\"why\"}");
    post("dead-letters/x/drop", "");
    post("switch", "{}");
    post("switch", "{\"to\":\"observe\",\"reason\":\"why\"}");
    post("switch", "{\"to\":\"off\",\"reason\":\"why\",\"by\":\"Ann\"}");
    compare("orders.txt");
  }

  @Test
  void everyCommandPrintsWhatItDid() throws IOException {
    seed();
    String url = "http://127.0.0.1:" + operator.gateway().adminPort();
    commands("--url", url);
    said("inventory", "import", inventory(), "--dry-run", "--url", url);
    said("guids", "diff", folder.resolve("guids.txt"), "--url", url);
    said("guids", "import", folder.resolve("guids.txt"), "--url", url, "-o", "json");
    said("storm", "on", "--distributor", 20, "--reason", "gale", "--url", url);
    said("storm", "--url", url, "-o", "json");
    said("switch", "observe", "--reason", "why", "--url", url, "-o", "json");
    said("breaker", "close", "--reason", "why", "--url", url);
    said("clock", "trust", "--reason", "why", "--url", url);
    said("clock", "--url", url);
    said("worklist", "--resolve", suspect(), "--reason", "called", "--url", url);
    said("report", "build", "--url", url);
    said("report", "build", "--url", url, "-o", "json");
    said("report", "send", "--url", url);
    compare("commands.txt");
  }

  @Test
  void everyCommandReadsADataFolderAsItDid() throws IOException {
    seed();
    operator.end();
    commands("--url", "http://127.0.0.1:1", "--config", folder.resolve("lastgasp.yaml").toString());
    Object[] there = {"--url", "http://127.0.0.1:1", "--config", folder.resolve("lastgasp.yaml")};
    said("inventory", "import", inventory(), "--dry-run", there[0], there[1], there[2], there[3]);
    said("guids", "diff", folder.resolve("guids.txt"), there[0], there[1], there[2], there[3]);
    compare("folder.txt");
  }

  private void commands(String... where) {
    List<List<String>> asked =
        List.of(
            List.of("status"), List.of("windows"), List.of("windows", "--state", "open"),
            List.of("switch"), List.of("storm"), List.of("breaker"), List.of("audit"),
            List.of("audit", "--user", SUPPLIER.toString()), List.of("campaign"),
            List.of("explain", HUB.toString()), List.of("explain", "nobody"),
            List.of("changes"), List.of("changes", "--last", "2"), List.of("report", "list"),
            List.of("reconcile", "--from", "2030-01-15T09:00:00Z", "--to", "2030-01-15T12:00:00Z"),
            List.of("worklist"), List.of("worklist", "--distributor", "21"),
            List.of("alerts", "--since", "2030-01-15T00:00:00Z"), List.of("blind"),
            List.of("alerts", "--since", "2030-01-15T00:00:00Z", "--verdict", "copy"),
            List.of("alerts", "--reason", "sunshine"), List.of("blind", "--distributor", "17"),
            List.of("inventory", "show", METER.toString()),
            List.of("inventory", "show", OTHER_HUB.toString()));
    for (List<String> each : asked) {
      for (String format : List.of("table", "json")) {
        List<Object> words = new ArrayList<>(each);
        words.addAll(List.of("-o", format));
        words.addAll(List.of(where));
        said(words.toArray());
      }
    }
  }

  /** A day with one of everything. */
  private void seed() throws IOException {
    operator = new Operator(folder);
    operator.start(
        "guards: {other-premises: shadow}\nreport: {to: [{directory: data/reports}]}\n");
    operator.activated(1);
    operator.at("10:04:12.5");
    operator.alerted();
    byte[] alert = Town.ad1(HUB, 900, operator.now.get());
    receive(alert);
    receive(alert);
    receive(Town.ad1(OTHER_HUB, 901, operator.now.get()));
    receive(Town.ad1(new Eui64(0xDB99), 902, operator.now.get()));
    operator.at("10:05:00");
    Instant noon = Instant.parse("2030-01-15T12:00:00Z");
    request(Town.activation(2, Optional.of(noon)));
    operator.at("10:06:00");
    request(Town.cancellation(3));
    RequestId read = new RequestId(SUPPLIER, METER, 77);
    request(MessageBuilder.request(read, 1, "4.1.1", "<sr:ReadInstantaneousImportRegisters/>"));
    receive(MessageBuilder.acknowledgement(read, "4.1.1", "I0", operator.now.get()));
    operator.at("10:40:00");
    receive(Town.ad1(HUB, 903, operator.now.get()));
    await("reported", () -> operator.post("reports/build", "").status() == 200);
    await("who set the switch is known", () -> operator.text("/-/ready").contains("Set by "));
    await("delivered", () -> operator.get("status").path("waiting").path("messages").asInt() == 0);
    await("indexed", () -> operator.get("alerts").path("alerts").size() == 6);
    await("up to date", () -> status().contains("\"position\":18,"));
    await("told", () -> status().contains("No hub is blind now"));
    await("sent", () -> operator.text("/api/v1/reports").contains("\"target\""));
  }

  private String status() {
    return operator.text("/api/v1/status");
  }

  private String suspect() {
    JsonNode list = operator.get("worklist").path("worklist");
    return list.path(0).path("number").asText("0");
  }

  private Path inventory() {
    return folder.resolve("inventory.csv");
  }

  private void request(byte[] document) {
    operator.town.post(operator.gateway().duisPort(), "/api/v1/serviceS", document);
  }

  private void receive(byte[] document) {
    operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", document);
  }

  private void post(String path, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    var answer = operator.town.post(operator.gateway().adminPort(), "/api/v1/" + path, bytes);
    hear("POST /api/v1/" + path, answer.statusCode() + " " + operator.town.text(answer));
  }

  private void said(Object... words) {
    hear("lastgasp " + List.of(words), Verb.said(operator.town.token(), words));
  }

  private void hear(String asked, String said) {
    heard.add("### " + asked + "\n" + said.strip() + "\n");
  }

  /** Without what is another in each run: ports, folders, versions, what the clock says. */
  private String usual(String text) {
    return text.replace(folder.toString(), "FOLDER")
        .replaceAll("\\n +FOLDER", " FOLDER") // a long one begins a line of its own
        .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT")
        .replaceAll("(config[_ ]hash\"?[^0-9a-f]{1,40})[0-9a-f]{64}", "$1HASH")
        .replaceAll("(?s)(\"config hash\",\\s*\"value\" ?: ?)\"[0-9a-f]{64}", "$1\"HASH")
        .replaceAll("(\"bytes\"\\s*:\\s*)\\d+(,\\s*\"sha256\"\\s*:\\s*\")[0-9a-f]{64}", "$1N$2HASH")
        .replaceAll("TARGET +WAITING", "TARGET  WAITING")
        .replaceAll("(000001.csv +built .* )\\d{4}( +directory)", "$1N$2")
        .replaceAll("REPORT +STATE", "REPORT  STATE")
        .replaceAll("(last_hash\"\\s*:\\s*\")[0-9a-f]{64}", "$1HASH")
        .replaceAll("hash [0-9a-f]{12}", "hash HASH")
        .replaceAll("\"version\"( ?: ?)\"[^\"]*", "\"version\"$1\"V")
        .replaceAll("version [^,<]+, since", "version V, since")
        .replaceAll("202\\d-\\d\\d-\\d\\dT[0-9:.]+Z", "NOW")
        .replaceAll("(slowest_verdict_seconds\"?( ?: ?))[0-9.E-]+", "$1S")
        .replaceAll("slowest after [0-9.]+ s", "slowest after S s");
  }

  private void compare(String name) throws IOException {
    String now = usual(String.join("\n", heard));
    Path kept = KEPT.resolve(name);
    if (Boolean.getBoolean("record.answers")) {
      Files.createDirectories(KEPT);
      Files.writeString(kept, now);
    }
    assertThat(now).isEqualTo(Files.readString(kept));
  }
}
