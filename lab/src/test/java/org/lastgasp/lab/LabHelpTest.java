package org.lastgasp.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.cli.Verb;

/** The help of every verb of the program, those of the lab among them. */
class LabHelpTest {
  @ParameterizedTest
  @ValueSource(ints = {60, 80})
  void noLineIsWiderThanTheScreen(int width) {
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
}
