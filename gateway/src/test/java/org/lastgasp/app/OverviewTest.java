package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Verb;
import org.lastgasp.id.Eui64;

/** The numbers a person sees first outlive a restart, and tell what there is to do. */
class OverviewTest {
  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    operator.start("");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private JsonNode status() {
    return operator.get("status");
  }

  private void stranger(long counter) {
    byte[] alert = Town.ad1(new Eui64(0xDB99), counter, operator.now.get());
    operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert);
  }

  @Test
  void whatCameInTheLastHourAndDayIsKnownAfterARestart() {
    operator.activated(1);
    operator.alerted();
    stranger(900);
    operator.at("10:05:00");
    operator.alerted();
    operator.end();
    operator.begin();
    Town.await("counted", () -> status().path("last_hour").path("received").asLong() == 3);
    assertThat(status().path("last_hour").path("suppressed").asLong()).isEqualTo(2);
    JsonNode distributor = status().path("distributors").get(0);
    assertThat(distributor.path("distributor").asText()).isEqualTo("20");
    assertThat(distributor.path("received").asLong()).isEqualTo(3);
    assertThat(distributor.path("suppressed").asLong()).isEqualTo(2);
    assertThat(distributor.path("blind").asLong()).isEqualTo(1);
    assertThat(distributor.path("until").asText()).isEqualTo("2030-01-15T10:30:00Z");

    operator.at("11:04:00");
    assertThat(status().path("last_hour").path("received").asLong()).isEqualTo(1);
    assertThat(status().path("last_day").path("received").asLong()).isEqualTo(3);
    operator.at("2030-01-16T10:06:00Z");
    assertThat(status().path("last_day").path("received").asLong()).isZero();
  }

  @Test
  void whatThereIsToLookAtIsOnThePageAndInTheTitle() {
    operator.activated(1);
    operator.alerted();
    operator.at("10:31:00");
    Town.await("on the list", () -> status().path("to_look_at").path("count").asLong() == 1);
    assertThat(status().path("to_look_at").path("oldest").asText())
        .isEqualTo("2030-01-15T10:00:00Z");
    assertThat(status().path("distributors").get(0).path("to_look_at").asLong()).isEqualTo(1);
    assertThat(operator.text("/").replaceAll("</?a( [^>]*)?>", ""))
        .contains("<title>(1) Suppressing · Lastgasp</title>")
        .contains("<span>Suppressed, last hour</span><strong>1 <small>of 1</small></strong>")
        .contains("<span>To look at</span><strong>1</strong>")
        .contains("/icon/suppressing-alert.svg");
    String url = "http://127.0.0.1:" + operator.gateway().adminPort();
    assertThat(Verb.said("status", "--url", url))
        .contains("To look at             1, the oldest of 2030-01-15T10:00:00Z")
        .contains("Suppressed, last hour  1 of 1 received");
  }

  @Test
  void whatAStoppedGatewayLeftBehindIsToldToo() {
    operator.activated(1);
    operator.alerted();
    operator.end();
    String said =
        Verb.said(
            "status", "--url", "http://127.0.0.1:1", "--config",
            folder.resolve("lastgasp.yaml"));
    assertThat(said)
        .contains("No gateway runs on this folder.", "reading its data folder", "To look at");
  }
}
