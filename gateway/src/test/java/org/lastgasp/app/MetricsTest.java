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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
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

  @Test
  void everySeriesIsThereBeforeItsFirstEvent() throws Exception {
    try (Town town = new Town(folder);
        Gateway gateway = gateway(town)) {
      Town.await("the lists are in force", () -> ready(town, gateway));
      Set<String> before = series(figures(town, gateway));
      take(town, gateway, Town.ad1(Town.OTHER_HUB, 1, TEN));
      ask(town, gateway, 1);
      take(town, gateway, Town.ad1(Town.HUB, 2, TEN));
      take(town, gateway, "<tea:Pot xmlns:tea='urn:tea'/>".getBytes(UTF_8));
      town.dspAnswers.set(body -> new Town.Answer(503, new byte[0]));
      ask(town, gateway, 2);
      town.dspAnswers.set(body -> new Town.Answer(0, new byte[0]));
      ask(town, gateway, 3);
      String after = figures(town, gateway);
      assertThat(after)
          .contains("lastgasp_ad1_suppressed_total{distributor=\"20\"} 1.0")
          .contains("lastgasp_dsp_answers_total{status=\"2xx\"} 1.0")
          .contains("lastgasp_dsp_answers_total{status=\"5xx\"} 1.0")
          .contains("lastgasp_dsp_silent_total{why=\"unreachable\"} 1.0")
          .contains("lastgasp_dsp_seconds_count 2")
          .contains("lastgasp_activation_answers_total{answer=\"accepted\"} 1.0")
          .contains("lastgasp_activation_answers_total{answer=\"unconfirmed\"} 2.0");
      assertThat(series(after)).isEqualTo(before);
    }
  }

  @Test
  void theGatewaysVersionDiskAndProcessAreAmongTheFigures() throws Exception {
    try (Town town = new Town(folder);
        Gateway gateway = gateway(town)) {
      assertThat(figures(town, gateway))
          .contains("lastgasp_build_info{java=\"25")
          .containsPattern("lastgasp_start_timestamp_seconds 1\\.8947016E9")
          .containsPattern("lastgasp_disk_free_bytes [1-9]")
          .containsPattern("lastgasp_disk_size_bytes [1-9]")
          .contains("process_start_time_seconds", "process_open_fds", "process_max_fds")
          .contains("process_resident_memory_bytes", "process_cpu_seconds_total")
          .contains("jvm_memory_used_bytes{area=\"heap\"}", "jvm_gc_collection_seconds_sum{gc=")
          .contains("jvm_threads_deadlocked 0.0");
    }
  }

  @Test
  void aRefusedReloadIsAFigureUntilOneIsTaken() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(TEN);
    try (Town town = new Town(folder);
        Gateway gateway =
            Gateway.start(
                town.config(),
                now::get,
                new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL))) {
      String yaml = town.yaml("enforce");
      Files.writeString(folder.resolve("lastgasp.yaml"), yaml + "windows: 30m\n");
      now.set(TEN.plusSeconds(5));
      gateway.reload();
      assertThat(figures(town, gateway))
          .contains("lastgasp_config_last_reload_successful 0.0")
          .contains("lastgasp_config_last_reload_success_timestamp_seconds 1.8947016E9");
      Files.writeString(folder.resolve("lastgasp.yaml"), yaml);
      gateway.reload();
      assertThat(figures(town, gateway))
          .contains("lastgasp_config_last_reload_successful 1.0")
          .contains("lastgasp_config_last_reload_success_timestamp_seconds 1.894701605E9");
    }
  }

  private static Gateway gateway(Town town) {
    return Gateway.start(
        town.config(),
        () -> TEN,
        new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL));
  }

  private static boolean ready(Town town, Gateway gateway) {
    return town.get(gateway.adminPort(), "/-/ready").statusCode() == 200;
  }

  private static void ask(Town town, Gateway gateway, long counter) {
    HttpResponse<byte[]> unused =
        town.post(
            gateway.duisPort(), "/api/v1/serviceS", Town.activation(counter, Optional.empty()));
  }

  /** Name and labels of each figure, but for the gateway's own machine. */
  private static Set<String> series(String figures) {
    return figures
        .lines()
        .filter(line -> line.startsWith("lastgasp_"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
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
