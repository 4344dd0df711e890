package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Verb;

/** Who changed what can be listed: who, when, why, before and after. */
class ChangesTest {
  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    operator.start(
        "guards: {breaker: on}\n"
            + "guard-settings: {breaker: {suppressions: 1, percent: 0, quiet: 1h}}\n");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private void order(String path, String order) {
    assertThat(operator.post(path, order).status()).isEqualTo(200);
  }

  private List<String> told(String query) {
    List<String> all = new ArrayList<>();
    for (JsonNode each : operator.get("changes" + query).path("changes")) {
      all.add(
          each.path("at").asText().substring(11, 19) + " " + each.path("what").asText() + " by "
              + each.path("by").asText() + ": " + each.path("before").asText() + " -> "
              + each.path("after").asText() + " (" + each.path("reason").asText() + ")");
    }
    return all;
  }

  @Test
  void everyActIsThereWithWhoWhyBeforeAndAfter() {
    operator.at("10:01:00");
    order("switch", "{\"to\":\"observe\",\"reason\":\"trial\"}");
    order("switch", "{\"to\":\"enforce\",\"reason\":\"well\"}");
    operator.at("10:02:00");
    order("storm", "{\"to\":\"on\",\"for\":\"1h\",\"reason\":\"gale\"}");
    operator.at("11:02:30");
    operator.gateway().sweep();
    operator.at("11:03:00");
    order("guids?by=eve&name=more.txt&force=true", Town.METER + "\n" + Town.HUB + "\n");
    operator.at("11:04:00");
    operator.activated(1);
    operator.alerted();
    operator.alerted();
    order("breaker", "{\"to\":\"closed\",\"reason\":\"a campaign\"}");
    operator.at("11:05:00");
    operator.configure("window: 20m\n");
    order("reload", "");
    operator.at("11:40:00");
    String number = operator.get("worklist").path("worklist").get(0).path("number").asText();
    order("worklist/" + number + "/resolve", "{\"reason\":\"supply is on\"}");
    assertThat(told("?since=2030-01-15T10:00:30Z"))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("10:01:00 switch by admin.token: enforce -> observe (trial)"),
            line ->
                assertThat(line)
                    .isEqualTo("10:01:00 switch by admin.token: observe -> enforce (well)"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "10:02:00 storm by admin.token: no order ->"
                            + " everywhere: on until 2030-01-15T11:02:00Z (gale)"),
            line ->
                assertThat(line)
                    .startsWith(
                        "11:02:00 storm by gateway:"
                            + " on until 2030-01-15T11:02:00Z -> everywhere: over"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "11:03:00 guids by admin.token: 1 row -> 2 rows of" + " more.txt ()"),
            line -> assertThat(line).startsWith("11:04:00 breaker by breaker: closed -> open"),
            line ->
                assertThat(line)
                    .isEqualTo("11:04:00 breaker by admin.token: open -> closed (a campaign)"),
            line ->
                assertThat(line)
                    .startsWith("11:05:00 configuration by reload:")
                    .contains("30m")
                    .contains("20m"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "11:40:00 worklist by admin.token: open -> alert "
                            + number
                            + " settled (supply is on)"));
    assertThat(told("?last=2")).hasSize(2).last().asString().contains("worklist");
    assertThat(told("?limit=3")).hasSize(3);
    assertThat(told("?last=1000")).containsAll(told("?since=2030-01-15T10:00:30Z"));
    assertThat(operator.get("changes?last=0").path("title").asText()).contains("parameters");
  }

  @Test
  void pagesFollowEachOtherAndTheVerbPrintsAllOfThem() {
    for (int i = 0; i < 6; i++) {
      String to = i % 2 == 0 ? "observe" : "enforce";
      order("switch", "{\"to\":\"" + to + "\",\"reason\":\"" + i + "\"}");
    }
    List<String> all = told("?since=2030-01-15T00:00:00Z");
    JsonNode first = operator.get("changes?since=2030-01-15T00:00:00Z&limit=2");
    assertThat(first.path("changes")).hasSize(2);
    assertThat(told("?since=2030-01-15T00:00:00Z&after=" + first.path("next").asText()))
        .isEqualTo(all.subList(2, all.size()));
    String url = "http://127.0.0.1:" + operator.gateway().adminPort();
    String printed = Verb.said("changes", "--since", "2030-01-15T00:00:00Z", "--url", url);
    assertThat(printed.lines()).allMatch(line -> line.length() <= 80);
    assertThat(printed)
        .contains(
            "2030-01-15 10:00:00Z  switch, by admin.token", "    observe → enforce", "    why: 5");
    assertThat(Verb.said("changes", "--last", "1", "--url", url).lines()).hasSize(3);
    operator.end();
    String offline =
        Verb.said(
            "changes", "--last", "2", "--url", "http://127.0.0.1:1", "--config",
            folder.resolve("lastgasp.yaml"));
    assertThat(offline).contains("why: 4", "why: 5", "reading its data folder");
  }

  @Test
  void aStartWithTheSameConfigurationIsNoChange() {
    operator.restart();
    operator.restart();
    assertThat(told("?last=100")).filteredOn(line -> line.contains(" configuration by")).hasSize(1);
  }
}
