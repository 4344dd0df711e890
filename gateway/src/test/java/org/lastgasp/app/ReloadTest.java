package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.cli.Shell;
import org.lastgasp.cli.Verb;

/** A configuration that is refused changes nothing, and is told until a good one is read. */
class ReloadTest {
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

  private String hash() {
    return operator.get("status").path("config_hash").asText();
  }

  @Test
  void oneWithFaultsIsDegradedUntilAGoodOneIsRead() {
    String before = hash();
    operator.configure("window: 20m\nmax-blindnes: 2h\n");
    assertThat(operator.post("reload", "").status()).isEqualTo(400);
    assertThat(hash()).isEqualTo(before);
    assertThat(operator.degraded())
        .contains("config-refused", "max-blindnes", "put right what it names, then reload");
    operator.configure("window: 20m\n");
    assertThat(operator.post("reload", "").status()).isEqualTo(200);
    assertThat(operator.degraded()).doesNotContain("config-refused");
    assertThat(hash()).isNotEqualTo(before);
  }

  @Test
  void oneThatCannotBeRecordedIsNoFaultOfTheConfiguration() throws SQLException, IOException {
    String before = hash();
    operator.configure("window: 20m\n");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + operator.segment());
        Statement lock = other.createStatement()) {
      lock.execute("BEGIN IMMEDIATE");
      assertThat(operator.post("reload", "").status()).isEqualTo(503);
      lock.execute("ROLLBACK");
    }
    assertThat(hash()).isEqualTo(before);
    Town.await("written again", () -> operator.text("/-/ready").contains("\"ready\":true"));
    assertThat(operator.degraded())
        .contains("config-refused", "could not be recorded", "once that is over, reload again")
        .doesNotContain("was refused", "correct the configuration");
    Town.await("it is taken", () -> operator.post("reload", "").status() == 200);
    assertThat(operator.degraded()).doesNotContain("config-refused");
    assertThat(hash()).isNotEqualTo(before);
  }

  @Test
  void aListThatIsRefusedKeepsNothingElseFromBeingTaken() {
    String before = hash();
    operator.configure("window: 20m\n");
    operator.write("guids.txt", "nonsense\n");
    Operator.Answer answer = operator.post("reload", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("config_hash").asText()).isEqualTo(hash()).isNotEqualTo(before);
    assertThat(answer.body().path("kept_lists")).singleElement().asString()
        .contains("guids.txt was refused: ");
    assertThat(operator.degraded()).contains("guids-refused").doesNotContain("config-refused");
    Shell.Heard heard =
        Verb.heard(
            operator.town.token(), "reload", "--url",
            "http://127.0.0.1:" + operator.gateway().adminPort());
    assertThat(heard.exit()).as("the list is refused again").isEqualTo(1);
    assertThat(heard.out()).isEqualTo("reloaded; config hash " + hash() + "\n");
    assertThat(heard.err()).contains("the list before was kept: ", "guids.txt was refused: ");
  }

  @Test
  void everyFileThatCannotBeUsedIsNamed() {
    String before = hash();
    operator.write("people.yaml", "identities: [{name: x, role: operatr}]\n");
    operator.configure(
        """
        window: 20m
        identities: {file: people.yaml}
        tls: {trust: missing.pem}
        """);
    Operator.Answer answer = operator.post("reload", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("faults").toString())
        .contains("people.yaml:1:", "'operatr'", "missing.pem");
    assertThat(hash()).isEqualTo(before);
  }

  @Test
  void whatIsReadAtTheStartAloneCannotChange() {
    operator.configure("delivery: {give-up-after: 1h}\n");
    Operator.Answer answer = operator.post("reload", "");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().toString()).contains("delivery.give-up-after cannot change");
  }

  @Test
  void aShorterRetentionCountsFromTheNextSweepOn() {
    operator.activated(1);
    operator.at("10:05:00");
    operator.alerted();
    Town.await("logged", () -> operator.get("status").at("/log/last_seq").asLong() == 1);
    operator.at("2030-03-20T10:00:00Z");
    operator.gateway().sweep();
    assertThat(operator.get("explain/" + Town.HUB).path("alerts")).hasSize(1);
    operator.configure("retention: {audit: 30d}\n");
    assertThat(operator.post("reload", "").status()).isEqualTo(200);
    Town.await(
        "it is forgotten",
        () -> {
          operator.gateway().sweep();
          return operator.text("/api/v1/explain/" + Town.HUB).contains("Nothing is known");
        });
  }

  @Test
  void oneThatChangesWhatCannotChangeIsRefusedAsAWhole() {
    String before = hash();
    operator.configure("window: 20m\nhindsight: {horizon: 3h}\n");
    assertThat(operator.post("reload", "").status()).isEqualTo(400);
    assertThat(hash()).isEqualTo(before);
    assertThat(operator.degraded()).contains("config-refused", "hindsight cannot change");
    operator.activated(1);
    assertThat(operator.get("windows").path("windows").get(0).path("until").asText())
        .as("a window of 30 minutes").isEqualTo("2030-01-15T10:30:00Z");
  }
}
