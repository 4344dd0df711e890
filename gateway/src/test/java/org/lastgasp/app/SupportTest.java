package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.DISTRIBUTOR;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;
import static org.lastgasp.app.Town.MPAN;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Verb;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.ResponseId;

/** A support call: one page about one hub, meter or MPAN. */
class SupportTest {
  private static final String OTHER_MPAN = "1798765432101";

  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("guards: {other-premises: shadow}\n");
    operator.activated(1);
    operator.at("10:04:12");
    assertThat(operator.alerted()).isEqualTo("in-window");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  @Test
  void anMpanIsFoundInGroupsAsABillShowsIt() {
    String groups = "20%201234%205678%20903";
    assertThat(operator.get("explain/" + groups)).isEqualTo(operator.get("explain/" + MPAN));
    assertThat(operator.get("support/" + groups).path("windows")).hasSize(1);
    String url = "http://127.0.0.1:" + operator.gateway().adminPort();
    assertThat(Verb.said("explain", "20 1234 5678 903", "--url", url)).contains("in-window");
  }

  @Test
  void hubMeterAndMpanLeadToTheSameAlertWindowAndRow() {
    for (Object id : List.of(HUB, METER, MPAN)) {
      JsonNode told = operator.get("support/" + id);
      assertThat(told.at("/explanation/alerts/0/reason").asText()).as("%s", id)
          .isEqualTo("in-window");
      assertThat(told.at("/explanation/alerts/0/mpxn").asText()).as("%s", id).isEqualTo(MPAN);
      assertThat(told.at("/windows/0/meter").asText()).as("%s", id).isEqualTo(METER.toString());
      assertThat(told.at("/devices/0/device_id").asText()).as("%s", id)
          .isEqualTo(METER.toString());
      assertThat(told.at("/devices/0/on_guid_list").asBoolean()).as("%s", id).isTrue();
    }
  }

  @Test
  void theSettingsThatVerdictsDependOnAreThere() {
    JsonNode set = operator.get("support/" + HUB).path("configuration");
    assertThat(set.path("window_seconds").asLong()).isEqualTo(1800);
    assertThat(set.at("/guards/other-premises").asText()).isEqualTo("shadow");
    assertThat(set.path("position").asText()).isEqualTo("enforce");
    assertThat(set.at("/guids/count").asLong()).isEqualTo(1);
    assertThat(set.path("config_hash")).isEqualTo(operator.get("status").path("config_hash"));
  }

  @Test
  void whatIsDegradedNowIsToldWithWhatToDo() {
    refuse();
    assertThat(said("support", HUB))
        .contains("set-aside: ", "To do: lastgasp dead-letters, then resend");
  }

  @Test
  void anAlertThatItsReceiverRefusedIsToldWithTheAnswer() {
    refuse();
    JsonNode letter = operator.get("support/" + HUB).at("/dead_letters/0");
    assertThat(letter.path("user").asText()).isEqualTo(DISTRIBUTOR.toString());
    assertThat(letter.path("answer").asText()).isEqualTo("not <today>");
  }

  @Test
  void theSupplyPointOfOtherPremisesIsMaskedUnlessTheCallIsAboutTheirHub() {
    receive(OTHER_MPAN);
    String ofMeter = operator.text("/api/v1/support/" + METER);
    assertThat(ofMeter).contains("17xxxxxxxxxxx").doesNotContain(OTHER_MPAN);
    assertThat(operator.text("/api/v1/support/" + HUB)).contains(OTHER_MPAN);
  }

  @Test
  void aPageNamesTheNextAndTheCommandJoinsThem() {
    receive(MPAN);
    JsonNode first = operator.get("support/" + HUB + "?limit=1");
    assertThat(first.at("/explanation/alerts")).hasSize(1);
    String next = first.at("/explanation/next").asText();
    assertThat(operator.get("support/" + HUB + "?limit=1&after=" + next)
            .at("/explanation/alerts")).hasSize(1);
    assertThat(said("support", HUB)).contains("Alerts and why: 2");
  }

  @Test
  void theHtmlPageHasNoScriptAndEscapesWhatCameInMessages() throws IOException {
    refuse();
    Path page = folder.resolve("call.html");
    assertThat(said("support", MPAN, "--out", page)).isEqualTo(page + "\n");
    assertThat(Files.readString(page))
        .contains("not &lt;today&gt;", "SUPPRESSED, in-window", "Settings now")
        .doesNotContain("<script", "<today", "http://", "https://");
    assertThat(said("support", MPAN, "--out", page)).contains("is there already");
  }

  @Test
  void theDataFolderTellsTheSameWithoutAGateway() {
    String running = said("support", METER);
    operator.end();
    String stopped =
        Verb.said(
            "support", METER, "--url", "http://127.0.0.1:1",
            "--config", folder.resolve("lastgasp.yaml"));
    assertThat(stopped).contains("No gateway runs on this folder", "reading its data folder");
    assertThat(from(stopped, "Settings now").lines())
        .containsAll(from(running, "Settings now").lines()
            .filter(line -> !line.contains("is a dead letter")) // only a gateway knows
            .toList());
  }

  @Test
  void whatNothingIsKnownOfIsSaidWithWhatToName() {
    assertThat(said("support", "BANANA"))
        .contains("nothing is known of 'BANANA'", "name a hub or meter by its EUI-64");
  }

  @Test
  void whatIsToldBeforeTheFirstTableFitsAScreen() {
    assertThat(said("support", HUB).lines().takeWhile(line -> !line.equals("Settings now")))
        .isNotEmpty()
        .allMatch(line -> line.length() <= 100);
  }

  private static String from(String text, String heading) {
    return text.substring(text.indexOf(heading));
  }

  /** An alert outside of any window, which its distributor refuses. */
  private void refuse() {
    operator.town.distributorAnswers.set(
        body -> new Town.Answer(400, "not <today>".getBytes(StandardCharsets.UTF_8)));
    operator.at("10:50:00");
    operator.alerted();
    await("a dead letter", () -> operator.get("dead-letters").path("dead_letters").size() == 1);
    await("degraded", () -> operator.degraded().contains("set-aside"));
  }

  private void receive(String mpxn) {
    byte[] alert =
        MessageBuilder.ad1(
            new ResponseId(HUB, DISTRIBUTOR, 700), HUB, operator.now.get(), mpxn,
            OptionalLong.empty(), operator.now.get());
    operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert);
  }

  private String said(Object... words) {
    List<Object> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(List.of("--url", "http://127.0.0.1:" + operator.gateway().adminPort()));
    return Verb.said(operator.town.token(), all.toArray());
  }
}
