package org.lastgasp.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.cli.Verb;

/** The help of the verbs for Kafka, and what is made from it where this module is installed. */
class KafkaHelpTest {
  @ParameterizedTest
  @ValueSource(ints = {60, 80})
  void noLineIsWiderThanTheScreen(int width) {
    assertThat(Verb.said("--help")).contains("kafka");
    assertThat(Verb.helpWiderThan(width)).isEmpty();
  }

  @Test
  void everyVerbPrintsItsResultForPeopleOrForPrograms() {
    assertThat(Verb.withoutOutput()).isEmpty();
  }

  @Test
  void noWordIsCutAtTheEndOfALine() {
    assertThat(Verb.cutWords()).isEmpty();
  }

  @Test
  void theTopicsAreListedForPrograms(@TempDir Path folder) throws IOException {
    Path config = Files.writeString(folder.resolve("c.yaml"), "kafka: {bootstrap: 'x:9092'}\n");
    assertThat(Verb.said("kafka", "topics", "--config", config, "-o", "json"))
        .contains("\"topics\" : [ {", "\"name\" : \"lastgasp.input\"", "\"partitions\" : 12");
  }

  @Test
  void everyVerbHasAManualPage(@TempDir Path folder) {
    Verb.said("completion", "--man", folder);
    for (String verb : new String[] {"kafka", "kafka-up", "kafka-topics"}) {
      assertThat(folder.resolve("lastgasp-" + verb + ".1")).exists();
    }
    assertThat(folder.resolve("lastgasp-kafka-up.1")).content().contains("\\-\\-partitions N");
  }

  @Test
  void completionKnowsTheVerbsAndTheRuntime(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("words"), Verb.said("completion"));
    assertThat(Verb.completed(script, "lastgasp kaf")).contains("kafka");
    assertThat(Verb.completed(script, "lastgasp kafka to")).contains("topics");
    assertThat(Verb.completed(script, "lastgasp kafka up --par")).contains("--partitions");
    assertThat(Verb.completed(script, "lastgasp serve --runtime ka")).contains("kafka");
  }
}
