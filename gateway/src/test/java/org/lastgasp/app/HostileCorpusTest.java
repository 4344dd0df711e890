package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What hostile senders send: each class is refused or relayed untouched, opens no window, and
 * ordinary messages are served afterwards.
 */
class HostileCorpusTest {
  private static final String SERVICE = "/api/v1/serviceS";
  private static final String SMUGGLED =
      "POST /api/v1/switch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
          + "Content-Length: 28\r\n\r\n{\"to\":\"off\",\"reason\":\"none\"}";

  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private int windows() {
    return operator.get("windows").path("windows").size();
  }

  private String switchPosition() {
    return operator.get("status").path("switch").asText();
  }

  @Test
  void noHostileDocumentOpensAWindow() {
    Map<String, byte[]> corpus = HostileDocuments.all();
    assertThat(corpus).hasSizeGreaterThan(40);
    corpus.forEach(
        (name, document) -> {
          int relayed = operator.town.atDsp.size();
          int status =
              operator.town.post(operator.gateway().duisPort(), SERVICE, document).statusCode();
          if (operator.town.atDsp.size() > relayed) {
            assertThat(operator.town.atDsp.getLast()).as("%s is untouched", name)
                .isEqualTo(document);
          } else {
            assertThat(status).as("%s is refused", name).isBetween(400, 499);
          }
          assertThat(windows()).as("%s opens no window", name).isZero();
        });
    operator.activated(50);
    assertThat(windows()).as("a good one does").isEqualTo(1);
  }

  @Test
  void noHostileDocumentIsTakenForAnAlertThatIsSuppressed() {
    operator.activated(4);
    operator.at("10:04:00");
    HostileDocuments.all()
        .forEach(
            (name, document) ->
                assertThat(
                        operator.town
                            .post(operator.gateway().duisPort(), "/api/v1/receive", document)
                            .statusCode())
                    .as(name)
                    .isIn(204, 400));
    assertThat(operator.get("status").path("ad1").path("suppressed").asLong()).isZero();
    assertThat(operator.alerted()).isEqualTo("in-window");
  }

  /** Heads that are read in two ways by two programs; none of what they hide may be carried out. */
  private static Map<String, String> smuggling(String path) {
    String body = "0\r\n\r\n" + SMUGGLED;
    String post = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    Map<String, String> all = new LinkedHashMap<>();
    all.put("length and chunks",
        post + "Content-Length: " + body.length() + "\r\nTransfer-Encoding: chunked\r\n\r\n"
            + body);
    all.put("chunks and length",
        post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + body);
    all.put("two lengths",
        post + "Content-Length: 5\r\nContent-Length: 500\r\n\r\nhello" + SMUGGLED);
    all.put("two lengths in one", post + "Content-Length: 5, 500\r\n\r\nhello" + SMUGGLED);
    all.put("a length with a sign", post + "Content-Length: +5\r\n\r\nhello" + SMUGGLED);
    all.put("a length below zero", post + "Content-Length: -1\r\n\r\n" + SMUGGLED);
    all.put("a length of 2^64", post + "Content-Length: 18446744073709551616\r\n\r\n" + SMUGGLED);
    all.put("an unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n" + body);
    all.put("chunked twice", post + "Transfer-Encoding: chunked, chunked\r\n\r\n" + body);
    all.put("a space before the colon", post + "Transfer-Encoding : chunked\r\n\r\n" + body);
    all.put("a folded line", post + "Transfer-Encoding:\r\n chunked\r\n\r\n" + body);
    all.put("a vertical tab", post + "Transfer-Encoding:\u000bchunked\r\n\r\n" + body);
    all.put("NUL in a field", post + "X-A: a\u0000b\r\nContent-Length: 0\r\n\r\n");
    all.put("a chunk of 2^64",
        post + "Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n" + SMUGGLED);
    all.put("a chunk with a sign",
        post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" + SMUGGLED);
    all.put("a chunk without its end",
        post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX" + SMUGGLED);
    all.put("no host", "POST " + path + " HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
    all.put("two hosts",
        "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nHost: evil\r\nContent-Length: 0\r\n\r\n");
    all.put("HTTP/0.9", "GET " + path + "\r\n\r\n");
    all.put("an unknown version", "POST " + path + " HTTP/3.7\r\nHost: localhost\r\n\r\n");
    all.put("a line break in the path",
        "POST " + path + "%0d%0aX: y HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
    all.put("a head of a megabyte", post + "X-A: " + "a".repeat(1 << 20) + "\r\n\r\n");
    all.put("a thousand fields", post + "X-A: a\r\n".repeat(20_000) + "\r\n");
    return all;
  }

  @Test
  void nothingThatIsHiddenInARequestIsCarriedOut() {
    for (boolean admin : new boolean[] {false, true}) {
      int port = admin ? operator.gateway().adminPort() : operator.gateway().duisPort();
      smuggling(admin ? "/api/v1/switch" : SERVICE)
          .forEach(
              (name, text) -> {
                try (RawLine line = new RawLine(port)) {
                  line.say(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
                  line.falterAndListen();
                }
                assertThat(switchPosition()).as(name).isEqualTo("enforce");
              });
    }
    assertThat(windows()).isZero();
    operator.activated(5);
    assertThat(windows()).isEqualTo(1);
  }

  @Test
  void noPathLeadsAroundTheTable() throws IOException {
    for (String path :
        new String[] {
          "/api/v1/../v1/switch", "//api/v1/switch", "/api//v1/switch", "/api/v1/switch/",
          "/api/v1/switch;a=b", "/api/v1/%73witch", "/API/V1/SWITCH", "/api/v1/./switch",
          "/api/v1/x/%2e%2e/switch", "/api/v1/switch%00", "/api/v1/switch%2f", "/%2e%2e/%2e%2e/etc",
          "/api/v1/switch?x=/-/healthy", "/-/healthy/../../api/v1/switch", "\\api\\v1\\switch",
          "http://localhost/api/v1/switch", "/api/v1/%u0073witch", "/api/v1/%c0%aeswitch"
        }) {
      String order = "{\"to\":\"off\",\"reason\":\"none\"}";
      try (RawLine line = new RawLine(operator.gateway().adminPort())) {
        line.say(
            ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "X-HTTP-Method-Override: GET\r\nX-Original-URL: /-/healthy\r\n"
                    + "Content-Length: " + order.length() + "\r\n\r\n" + order)
                .getBytes(UTF_8));
        line.falterAndListen();
      }
      assertThat(switchPosition()).as(path).isEqualTo("enforce");
    }
  }

  @Test
  void noListIsTakenThatIsNoList() {
    Map<String, byte[]> lists = new LinkedHashMap<>();
    String head = "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan\n";
    lists.put("open quotes", (head + "\"00-DB-00-00-00-00-00-09,ESME\n").getBytes(UTF_8));
    lists.put("NUL", (head + "00-DB-00-00-00-00-00-09\u0000,ESME\n").getBytes(UTF_8));
    lists.put("two heads", (head + head).getBytes(UTF_8));
    lists.put("a column twice", (head.replace("model", "mpan")).getBytes(UTF_8));
    lists.put("a field of ten megabytes", (head + "a".repeat(10 << 20)).getBytes(UTF_8));
    lists.put("a device twice",
        (head + "00-DB-00-00-00-00-00-09,CHF,,,,,\n".repeat(2)).getBytes(UTF_8));
    lists.put("overlong UTF-8", new byte[] {'d', (byte) 0xc0, (byte) 0xaf, '\n'});
    lists.put("gzip that is none", new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
    lists.put("nothing", new byte[0]);
    lists.put("a page", "<html></html>".getBytes(UTF_8));
    String before = operator.get("status").path("inventory").toString();
    lists.forEach(
        (name, list) ->
            assertThat(
                    operator.town
                        .post(
                            operator.gateway().adminPort(),
                            "/api/v1/inventory?replace=true&force=true&name=../../etc/passwd", list)
                        .statusCode())
                .as(name)
                .isBetween(400, 499));
    assertThat(operator.get("status").path("inventory").toString()).isEqualTo(before);
  }

  @Test
  void anOrderThatCanBeReadInTwoWaysIsRefused() {
    for (String order :
        new String[] {
          "{\"to\":\"enforce\",\"to\":\"off\",\"reason\":\"none\"}", "[".repeat(50_000),
          "{\"to\":\"off\",\"reason\":\"none\"}{\"to\":\"off\"}",
          "{\"to\":\"OFF\",\"reason\":\"x\"}", "{\"to\":[\"off\"],\"reason\":\"x\"}",
          "{\"to\":\"off\",\"reason\":\"\"}", "{to:off}", "\ufeff{}"
        }) {
      assertThat(operator.town.post(
                  operator.gateway().adminPort(), "/api/v1/switch", order.getBytes(UTF_8))
              .statusCode())
          .as(order.substring(0, Math.min(40, order.length())))
          .isEqualTo(400);
    }
    assertThat(switchPosition()).isEqualTo("enforce");
    assertThat(Optional.of(windows())).contains(0);
  }
}
