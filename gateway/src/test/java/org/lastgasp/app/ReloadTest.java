package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        .contains("config-refused", "max-blindnes", "correct the configuration, then reload");
    operator.configure("window: 20m\n");
    assertThat(operator.post("reload", "").status()).isEqualTo(200);
    assertThat(operator.degraded()).doesNotContain("config-refused");
    assertThat(hash()).isNotEqualTo(before);
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
