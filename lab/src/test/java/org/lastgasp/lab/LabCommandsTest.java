package org.lastgasp.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.cli.Shell;

class LabCommandsTest {
  private final Shell shell = new Shell();

  @Test
  void theProgramFindsTheVerbsOnTheClassPathTheDemoFirst() {
    List<String> help = shell.run("--help").out().lines().map(String::strip).toList();
    List<String> verbs = help.subList(help.indexOf("Verbs:") + 1, help.indexOf("Example:"));
    assertThat(verbs.getFirst()).startsWith("demo ");
    assertThat(verbs)
        .extracting(line -> line.split(" ")[0])
        .contains("serve", "replay", "simulate", "check-meter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "replay", "simulate", "check-meter"})
  void everyVerbHasHelpWithAnExampleThatFitsAScreen(String verb) {
    Shell.Heard heard = shell.run(verb, "--help");
    assertThat(heard.exit()).isZero();
    assertThat(heard.err()).isEmpty();
    assertThat(heard.out()).contains("Example:", "lastgasp " + verb, "--output");
    assertThat(heard.out().lines())
        .hasSizeLessThan(40)
        .allMatch(line -> line.length() <= 100);
  }
}
