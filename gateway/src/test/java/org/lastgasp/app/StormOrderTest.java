package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storm orders come to an end, or somebody is reminded of them. */
class StormOrderTest {
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

  private int order(String more) {
    String order = "{\"to\":\"on\",\"reason\":\"gale\"" + more + "}";
    return operator.post("storm", order).status();
  }

  private JsonNode storms() {
    return operator.get("storm").path("storms");
  }

  @Test
  void anOrderEndsByItselfAtTheInstantThatWasSet() {
    operator.activated(1);
    assertThat(order(",\"for\":\"10m\"")).isEqualTo(200);
    assertThat(storms().get(0).path("until").asText()).isEqualTo("2030-01-15T10:10:00Z");
    operator.at("10:09:59");
    assertThat(operator.alerted()).isEqualTo("storm");
    operator.at("10:10:00");
    assertThat(operator.alerted()).isEqualTo("in-window");
    operator.gateway().sweep();
    assertThat(storms()).isEmpty();
    JsonNode held = operator.get("explain/" + Town.HUB).path("alerts").get(1);
    assertThat(held.path("timeline").toString())
        .contains("storm on, everywhere, until 10:10:00, by admin.token: gale");
  }

  @Test
  void anOrderWhoseEndPassedWhileTheGatewayWasDownEndsAtItsInstant() {
    assertThat(order(",\"region\":\"North\",\"until\":\"2030-01-15T12:00:00Z\"")).isEqualTo(200);
    assertThat(order(",\"for\":\"3h\"")).isEqualTo(200);
    operator.restart();
    assertThat(storms()).hasSize(2);
    operator.end();
    operator.at("12:30:00");
    operator.begin();
    assertThat(storms()).singleElement().satisfies(
        storm -> assertThat(storm.path("until").asText()).isEqualTo("2030-01-15T13:00:00Z"));
  }

  @Test
  void anHourBeforeItsEndItWarns() {
    assertThat(order(",\"for\":\"6h\"")).isEqualTo(200);
    operator.at("14:59:59");
    assertThat(operator.degraded()).doesNotContain("storm-");
    operator.at("15:00:00");
    assertThat(operator.degraded())
        .contains("storm-ending", "the storm order for ", "2030-01-15T16:00:00Z");
    assertThat(order(",\"for\":\"6h\"")).as("ordered anew").isEqualTo(200);
    assertThat(operator.degraded()).doesNotContain("storm-");
    assertThat(storms()).hasSize(1);
  }

  @Test
  void anOrderWithoutAnEndIsDegradedOnceItHasStoodForHalfADay() {
    assertThat(order("")).isEqualTo(200);
    operator.at("22:00:00");
    assertThat(operator.degraded()).doesNotContain("storm-");
    operator.at("23:30:00");
    assertThat(operator.degraded()).contains("storm-standing").contains("stood for 13 h");
    assertThat(operator.post("storm", "{\"to\":\"off\",\"reason\":\"over\"}").status())
        .isEqualTo(200);
    assertThat(operator.degraded()).doesNotContain("storm-");
  }

  @Test
  void anOrderForAPlaceWithoutAnyMeterIsDegraded() {
    Town.await("the lists are in force", () -> !operator.degraded().contains("-missing"));
    assertThat(order(",\"region\":\"  soUth\"")).isEqualTo(200);
    assertThat(order(",\"distributor\":20,\"region\":\"South\"")).isEqualTo(200);
    assertThat(order(",\"distributor\":20")).isEqualTo(200);
    assertThat(operator.degraded()).doesNotContain("storm-of-no-meter");
    for (String place :
        List.of(
            "\"region\":\"Suoth\"", "\"distributor\":14",
            "\"distributor\":14,\"region\":\"South\"")) {
      assertThat(order("," + place)).isEqualTo(200);
      assertThat(operator.degraded())
          .contains("storm-of-no-meter", "has no meter, so it forwards only alerts from");
      String off = "{\"to\":\"off\",\"reason\":\"misspelled\"," + place + "}";
      assertThat(operator.post("storm", off).status()).isEqualTo(200);
      assertThat(operator.degraded()).doesNotContain("storm-of-no-meter");
    }
  }

  @Test
  void anOrderWithAMemberThatThereIsNotIsNotOneForEverywhereOrForEver() {
    assertThat(order(",\"distributer\":20")).isEqualTo(400);
    assertThat(order(",\"distributor\":20,\"untill\":\"2030-01-15T12:00:00Z\"")).isEqualTo(400);
    assertThat(storms()).isEmpty();
    assertThat(order("")).isEqualTo(200);
    String back = "{\"to\":\"off\",\"reason\":\"over\",\"regoin\":\"North\"}";
    assertThat(operator.post("storm", back).status()).isEqualTo(400);
    assertThat(storms()).hasSize(1);
  }

  @Test
  void anEndThatMakesNoSenseIsRefused() {
    assertThat(order(",\"for\":\"soon\"")).isEqualTo(400);
    assertThat(order(",\"for\":\"0s\"")).isEqualTo(400);
    assertThat(order(",\"for\":\"32d\"")).isEqualTo(400);
    assertThat(order(",\"until\":\"2030-01-15T09:59:59Z\"")).isEqualTo(400);
    assertThat(order(",\"until\":\"tonight\"")).isEqualTo(400);
    assertThat(order(",\"for\":\"1h\",\"until\":\"2030-01-15T12:00:00Z\"")).isEqualTo(400);
    String off = "{\"to\":\"off\",\"for\":\"1h\",\"reason\":\"over\"}";
    assertThat(operator.post("storm", off).status()).isEqualTo(400);
    assertThat(storms()).isEmpty();
  }
}
