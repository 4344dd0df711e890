package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.ResponseId;

/** Figures can be read while much is wrong at once. */
class MetricsTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");
  private static final String TWIN = "90-B3-D5-1F-30-02-00-77";

  @TempDir Path folder;

  @Test
  void figuresCanBeReadWhileTwoUsersOfOneNameHaveDeadLettersAndMore() throws Exception {
    HttpServer refuser =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    refuser.createContext("/", exchange -> exchange.sendResponseHeaders(400, -1));
    refuser.start();
    try (Town town = new Town(folder)) {
      Files.delete(folder.resolve("inventory.csv"));
      Files.writeString(folder.resolve("guids.txt"), "nonsense\n");
      String refusing = "http://127.0.0.1:" + refuser.getAddress().getPort() + "/no";
      String yaml = town.yaml("enforce");
      String receive = yaml.lines().filter(l -> l.contains("SSEN")).findFirst().orElseThrow();
      String twin =
          "  - {id: " + TWIN + ", name: SSEN, distributors: [17], receive: \"" + refusing + "\"}";
      String first = receive.replaceFirst("receive: \"[^\"]*\"", "receive: \"" + refusing + "\"");
      Files.writeString(
          folder.resolve("lastgasp.yaml"),
          yaml.replace(receive, first + "\n" + twin)
              + "report: {every: 1h, to: [{directory: /proc/a}, {directory: /proc/b}]}\n");
      try (Gateway gateway =
          Gateway.start(
              town.config(),
              () -> TEN,
              new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL))) {
        take(town, gateway, Town.ad1(Town.OTHER_HUB, 1, TEN));
        Eui64 other = Eui64.parse(TWIN).orElseThrow();
        take(
            town,
            gateway,
            MessageBuilder.dccAlert(
                new ResponseId(Town.METER, other, 5), "N16", "<sr:Nothing/>", TEN));
        take(town, gateway, "<tea:Pot xmlns:tea='urn:tea'/>".getBytes(UTF_8));
        town.post(
            gateway.adminPort(),
            "/api/v1/storm",
            "{\"to\":\"on\",\"reason\":\"a test\",\"by\":\"me\"}".getBytes(UTF_8));
        Town.await(
            "all are dead letters",
            () -> figures(town, gateway).contains("set_aside{user=\"SSEN " + TWIN + "\"} 1.0"));
        Town.await(
            "all is degraded",
            () -> {
              String all = figures(town, gateway);
              return all.contains("lastgasp_degraded{reason=\"set-aside\"} 1.0")
                  && all.contains("lastgasp_degraded{reason=\"no-recipient\"} 1.0")
                  && all.contains("lastgasp_degraded{reason=\"guids-refused\"} 1.0")
                  && all.contains("lastgasp_degraded{reason=\"inventory-missing\"} 1.0")
                  && all.contains("lastgasp_storm_orders 1.0");
            });
      }
    } finally {
      refuser.stop(0);
    }
  }

  private static void take(Town town, Gateway gateway, byte[] document) {
    HttpResponse<byte[]> answer = town.post(gateway.duisPort(), "/api/v1/receive", document);
    assertThat(answer.statusCode()).isEqualTo(204);
  }

  private static String figures(Town town, Gateway gateway) {
    HttpResponse<byte[]> answer = town.get(gateway.adminPort(), "/metrics");
    assertThat(answer.statusCode()).as(town.text(answer)).isEqualTo(200);
    return town.text(answer);
  }
}
