package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.DISTRIBUTOR;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Shell;
import org.lastgasp.cli.Verb;

/** What an operator does about messages that their receivers refuse, by command and over HTTP. */
class DeadLettersTest {
  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
    operator.town.distributorAnswers.set(
        body -> new Town.Answer(400, "no such hub".getBytes(StandardCharsets.UTF_8)));
    operator.at("10:50:00");
    operator.alerted();
    operator.alerted();
    await("two dead letters", () -> letters().size() == 2);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private JsonNode letters() {
    return operator.get("dead-letters").path("dead_letters");
  }

  private long first() {
    return letters().get(0).path("number").asLong();
  }

  private String said(Object... words) {
    List<Object> all = new ArrayList<>(List.of("dead-letters"));
    all.addAll(Arrays.asList(words));
    all.addAll(List.of("--url", "http://127.0.0.1:" + operator.gateway().adminPort()));
    return Verb.said(operator.town.token(), all.toArray());
  }

  private void taken() {
    operator.town.distributorAnswers.set(body -> new Town.Answer(204, new byte[0]));
  }

  @Test
  void eachIsListedWithWhatItsReceiverSaid() {
    assertThat(said())
        .contains(HUB.toString(), "refused", "no such hub", "alerts")
        .contains("NUMBER  AT");
    JsonNode one = letters().get(0);
    assertThat(one.path("user").asText()).isEqualTo(DISTRIBUTOR.toString());
    assertThat(one.path("status").asInt()).isEqualTo(400);
    assertThat(one.path("recorded_at").asText()).startsWith("2030-01-15T10:50:00");
  }

  @Test
  void pagesAndFiltersLimitTheList() {
    JsonNode page = operator.get("dead-letters?limit=1");
    assertThat(page.path("dead_letters")).hasSize(1);
    String next = page.path("next").asText();
    assertThat(operator.get("dead-letters?limit=1&after=" + next).path("dead_letters")).hasSize(1);
    assertThat(operator.get("dead-letters?since=2030-01-15T10:51:00Z").path("dead_letters"))
        .isEmpty();
    assertThat(operator.get("dead-letters?user=00-00-00-00-00-00-00-01").path("dead_letters"))
        .isEmpty();
    assertThat(said("--last", 1).lines()).hasSize(2);
  }

  @Test
  void oneThatIsSentAgainArrivesAndIsListedNoLonger() {
    taken();
    long number = first();
    assertThat(said("resend", number, "--reason", "repaired")).isEqualTo("resent " + number + "\n");
    await("it arrives", () -> operator.town.atDistributor.size() == 1);
    assertThat(letters()).hasSize(1);
    assertThat(operator.text("/api/v1/changes"))
        .contains("\"what\":\"dead-letter\"", "repaired", "admin.token", "sent again to");
  }

  @Test
  void allAreSentAgainWithOneCommand() {
    taken();
    assertThat(said("resend", "--all", "--of", DISTRIBUTOR, "--reason", "repaired").lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("resent "));
    await("they arrive", () -> operator.town.atDistributor.size() == 2);
    assertThat(said()).contains("no dead letter");
  }

  @Test
  void oneThatCannotBeSentAgainKeepsNoOtherFromIt() {
    taken();
    List<Long> numbers =
        List.of(
            letters().get(0).path("number").asLong(), letters().get(1).path("number").asLong());
    Shell.Heard heard =
        Verb.heard(
            operator.town.token(),
            "dead-letters", "resend", numbers.get(0), 987_654, numbers.get(1),
            "--reason", "repaired", "--url",
            "http://127.0.0.1:" + operator.gateway().adminPort());
    assertThat(heard.exit()).isEqualTo(1);
    assertThat(heard.out())
        .isEqualTo("resent " + numbers.get(0) + "\nresent " + numbers.get(1) + "\n");
    assertThat(heard.err()).contains("987654 was refused: ");
    await("both arrive", () -> operator.town.atDistributor.size() == 2);
  }

  @Test
  void oneThatIsDroppedIsRecordedWithWhoAndWhyAndCountedApart() {
    long number = first();
    assertThat(said("drop", number, "--reason", "a test")).isEqualTo("dropped " + number + "\n");
    assertThat(letters()).hasSize(1);
    assertThat(operator.text("/api/v1/changes"))
        .contains("message " + number + " dropped", "a test", "admin.token");
    assertThat(operator.text("/api/v1/explain/" + HUB)).contains("\"dropped\"");
    JsonNode books =
        operator.get("reconcile?from=2030-01-15T10:00:00Z&to=2030-01-15T12:00:00Z");
    assertThat(books.at("/total/dropped").asLong()).isEqualTo(1);
    assertThat(books.at("/total/set_aside").asLong()).isEqualTo(1);
    assertThat(books.path("balances").asBoolean()).isTrue();
  }

  @Test
  void oneThatWasDroppedStaysSoOverARestart() {
    said("drop", first(), "--reason", "a test");
    operator.restart();
    assertThat(letters()).hasSize(1);
  }

  @Test
  void anOrderWithoutAReasonIsRefusedAndChangesNothing() {
    Operator.Answer answer = operator.post("dead-letters/" + first() + "/drop", "{}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().toString()).contains("post {\\\"reason\\\":\\\"why\\\"}");
    assertThat(said("drop", first())).contains("--reason");
    assertThat(letters()).hasSize(2);
  }

  @Test
  void whatIsNoDeadLetterIsNamed() {
    assertThat(operator.post("dead-letters/999/drop", "{\"reason\":\"x\"}").status())
        .isEqualTo(404);
    assertThat(said("resend", 999, "--reason", "x")).contains("message 999 is not a dead letter");
    assertThat(said("drop", "--reason", "x")).contains("name the dead letters, or --all");
    assertThat(said("drop", "five", "--reason", "x")).contains("expected a number", "'five'");
  }

  @Test
  void oneForAUserWhoIsNotConfiguredIsKept() {
    Operator.Answer answer =
        operator.post(
            "dead-letters/" + first() + "/resend",
            "{\"reason\":\"x\",\"user\":\"00-00-00-00-00-00-00-01\"}");
    assertThat(answer.status()).isEqualTo(409);
    assertThat(letters()).hasSize(2);
    assertThat(operator.text("/api/v1/changes")).doesNotContain("dead-letter");
  }

  @Test
  void withoutAGatewayTheDataFolderIsRead() {
    operator.end();
    assertThat(Verb.said("dead-letters", "--config", folder.resolve("lastgasp.yaml")))
        .contains("reading its data folder", HUB.toString(), "no such hub");
  }
}
