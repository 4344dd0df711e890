package org.lastgasp.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.DocumentedCommands;
import org.lastgasp.cli.Verb;

/** Every command that a document shows is one that the program understands. */
class DocumentedCommandsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md", "docs/operations.md", "docs/audit.md", "docs/interface.md",
        "docs/acceptance.md", "docs/whatif.md", "docs/check-meter.md"
      })
  void everyCommandIsUnderstood(String document) throws IOException {
    Set<List<String>> commands = DocumentedCommands.of(document);
    assertThat(commands).isNotEmpty();
    for (List<String> each : commands) {
      assertThat(Verb.fault(each)).as(String.join(" ", each)).isEmpty();
    }
  }
}
