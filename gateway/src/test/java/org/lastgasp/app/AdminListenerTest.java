package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.api.AdminServices;
import org.lastgasp.delivery.DeliverySettings;

/** What browsers, strangers and slow senders meet at the admin listener of a whole gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminListenerTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final String OFF = "{\"to\":\"off\",\"reason\":\"a test\",\"by\":\"me\"}";
  private static final String JSON = "Content-Type: application/json";
  private static final Duration AT_ONCE = Duration.ofSeconds(3); // on a crowded machine

  private Path folder;
  private Town town;
  private Gateway gateway;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    this.folder = folder;
    town = new Town(folder);
    String bare = "admin: \"127.0.0.1:0\"";
    Files.writeString(
        folder.resolve("lastgasp.yaml"),
        town.yaml("enforce").replace(bare, bare + ", names: [gateway.example]"));
    gateway =
        Gateway.start(
            town.config(),
            () -> TEN,
            new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
    await("lists are in force", () -> !status().contains("-missing"));
  }

  @BeforeEach
  void enforce() {
    assertThat(order(OFF.replace("off", "enforce"), JSON)).startsWith("HTTP/1.1 200");
  }

  @AfterAll
  void stop() {
    gateway.close();
    town.close();
  }

  private String status() {
    return town.text(town.get(gateway.adminPort(), "/api/v1/status"));
  }

  private String answer(String request) {
    try (RawLine line = new RawLine(gateway.adminPort())) {
      return line.say(request.getBytes(UTF_8)).answer();
    }
  }

  private String get(String host, String... fields) {
    return answer(
        "GET /api/v1/switch HTTP/1.1\r\nHost: " + host + "\r\n" + lines(fields) + "\r\n");
  }

  private String order(String body, String... fields) {
    return answer(
        "POST /api/v1/switch HTTP/1.1\r\nHost: localhost:8080\r\n" + lines(fields)
            + lines(proof())
            + "Content-Length: " + body.length() + "\r\n\r\n" + body);
  }

  /** What shows that it comes from whoever administers the gateway. */
  private String proof() {
    return "Authorization: Bearer " + town.token().orElseThrow();
  }

  private static String lines(String... fields) {
    return String.join("", List.of(fields).stream().map(field -> field + "\r\n").toList());
  }

  @ParameterizedTest
  @CsvSource({
    "localhost,200", "LOCALHOST:8080,200", "127.0.0.1,200", "10.1.2.3:80,200", "[::1],200",
    "[2001:db8::1]:8080,200", "gateway.example,200", "Gateway.Example:99,200",
    "evil.example,421", "evil.example:8080,421", "localhost.evil.example,421",
    "127.0.0.1.evil.example,421", "gateway.example.evil.example,421", "xgateway.example,421",
    "2130706433,421", "0x7f.1,421", "localhost.,421"
  })
  void onlyNamesOfThisGatewayAreAnsweredTo(String host, int status) {
    assertThat(get(host)).startsWith("HTTP/1.1 " + status);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin: http://localhost:8080,200",
    "Origin: https://gateway.example,200",
    "Sec-Fetch-Site: same-origin,200",
    "Sec-Fetch-Site: none,200",
    "X-Nothing: at all,200",
    "Origin: http://evil.example,403",
    "Origin: http://localhost:3000,403",
    "Origin: http://localhost,403",
    "Origin: null,403",
    "Origin: http://localhost:8080.evil.example,403",
    "Origin: http://localhost:8080@evil.example,403",
    "Origin: file://,403",
    "Sec-Fetch-Site: cross-site,403",
    "Sec-Fetch-Site: same-site,403"
  })
  void aChangeComesFromAPageOfThisGatewayOrFromNone(String field, int status) {
    assertThat(order(OFF, JSON, field)).startsWith("HTTP/1.1 " + status);
    assertThat(status()).contains("\"switch\":\"" + (status == 200 ? "off" : "enforce"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Type: multipart/form-data; boundary=a",
        "Content-Type: application/jsonp",
        "Content-Type: text/plain; application/json",
        "X-Content-Type: application/json"
      })
  void anOrderThatIsNotCalledJsonIsNone(String type) {
    assertThat(order(OFF, type)).startsWith("HTTP/1.1 415").contains("application/json");
    assertThat(status()).contains("\"switch\":\"enforce\"");
  }

  @Test
  void aListIsNoForm() {
    String form =
        "POST /api/v1/guids?force=true HTTP/1.1\r\nHost: localhost\r\n"
            + lines(proof())
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1\r\n\r\n#";
    assertThat(answer(form)).startsWith("HTTP/1.1 415").contains("text/csv");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OFF + OFF,
        OFF + "{}",
        OFF + " x",
        "[" + OFF + "]",
        "{\"to\":\"off\",\"to\":\"observe\",\"reason\":\"a\"}",
        "{\"to\":\"off\",\"reason\":\"a\",\"t\\u006f\":\"observe\"}",
        "{\"to\":[\"off\"],\"reason\":\"a\"}",
        "{\"to\":\"off\",\"reason\":1}",
        "{\"to\":\"off\",\"reason\":\"a\"",
        "\"off\"",
        ""
      })
  void whatIsNotExactlyOneOrderIsNone(String body) {
    assertThat(order(body, JSON)).startsWith("HTTP/1.1 400");
    assertThat(status()).contains("\"switch\":\"enforce\"");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/nothing,404,", "GET,/api/v1/nothing,404,", "GET,/favicon.ico,204,",
    "GET,//api/v1/switch,400,", "GET,/api/v1/../v1/switch,200,", "GET,/api/v1/switch/,404,",
    "DELETE,/api/v1/switch,405,'GET, HEAD, POST'", "PUT,/api/v1/guids,405,POST",
    "POST,/metrics,405,'GET, HEAD'", "OPTIONS,/api/v1/switch,405,'GET, HEAD, POST'",
    "TRACE,/,405,'GET, HEAD'", "BREW,/,405,'GET, HEAD'", "get,/,405,'GET, HEAD'",
    "GET,/api/v1/explain/%2e%2e%2f,400,", "GET,/%00,400,", "GET,/%,400,", "GET,/%ff,400,",
    "GET,/api/v1/status?limit=%,400,", "GET,/api/v1/windows?limit=1&limit=2,400,"
  })
  void whatNobodyAnswersIsSaidPlainly(String method, String path, int status, String allow) {
    String answer = answer(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotContain("fault of Lastgasp");
    if (allow != null) {
      assertThat(answer).contains("Allow: " + allow + "\r\n");
    }
  }

  @Test
  void aHeadIsTheHeadOfWhatGetWouldGive() {
    for (String path : List.of("/", "/metrics", "/-/ready", "/-/healthy", "/api/v1/status")) {
      try (RawLine line = new RawLine(gateway.adminPort())) {
        String head = "HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        line.say(head.getBytes(ISO_8859_1));
        String all = line.hears();
        assertThat(all)
            .startsWith("HTTP/1.1 200")
            .contains("Content-Length: ")
            .endsWith("\r\n\r\n");
      }
    }
  }

  @Test
  void ordersAreTakenWhileManySendAHeadAndNoBody() {
    List<RawLine> slow = new ArrayList<>();
    try {
      for (String path : List.of("/api/v1/switch", "/api/v1/storm", "/api/v1/reload")) {
        for (int i = 0; i < 20; i++) {
          slow.add(
              new RawLine(gateway.adminPort())
                  .head(path, proof(), JSON, "Content-Length: 100")
                  .say("{".getBytes(UTF_8)));
        }
      }
      for (int i = 0; i < 20; i++) {
        slow.add(
            new RawLine(gateway.adminPort())
                .head(
                    "/api/v1/guids",
                    proof(),
                    "Content-Type: text/csv",
                    "Transfer-Encoding: chunked")
                .say("5\r\n00-DB\r\n".getBytes(UTF_8)));
      }
      long began = System.nanoTime();
      assertThat(order(OFF, JSON)).startsWith("HTTP/1.1 200");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    } finally {
      slow.forEach(RawLine::close);
    }
  }

  @Test
  void aListThatDoesNotComeHoldsUpNoOther() throws IOException {
    byte[] guids = Files.readAllBytes(folder.resolve("guids.txt"));
    try (RawLine stalled = new RawLine(gateway.adminPort())) {
      stalled
          .head("/api/v1/guids", proof(), "Content-Type: text/csv", "Content-Length: 100000")
          .say(guids);
      assertThat(town.post(gateway.adminPort(), "/api/v1/guids", guids).statusCode())
          .isEqualTo(200);
      Files.writeString(folder.resolve("guids.txt"), new String(guids, UTF_8) + "# new\n");
      assertThat(gateway.reload()).isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
      assertThat(status()).contains("\"degraded\":[]");
    }
    assertThat(status()).contains("\"degraded\":[]");
  }

  @Test
  void aBodyThatEndsEarlyIsNoListAndNoOrder() throws IOException {
    byte[] guids = Files.readAllBytes(folder.resolve("guids.txt"));
    try (RawLine line = new RawLine(gateway.adminPort())) {
      line.head("/api/v1/guids?force=true", "Content-Type: text/csv", "Content-Length: 9999");
      assertThat(line.say(guids).falterAndListen().status()).isIn(0, 400);
    }
    try (RawLine line = new RawLine(gateway.adminPort())) {
      line.head("/api/v1/switch", proof(), JSON, "Content-Length: 999").say(OFF.getBytes(UTF_8));
      assertThat(line.falterAndListen().status()).isIn(0, 400);
    }
    assertThat(status()).contains("\"switch\":\"enforce\"").contains("\"degraded\":[]");
    try (var left = Files.walk(folder.resolve("data/inventory"))) {
      assertThat(left.filter(path -> path.toString().contains("received"))).isEmpty();
    }
  }
}
