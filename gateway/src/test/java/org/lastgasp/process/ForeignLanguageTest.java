package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host whose digits are not these: files are found again after a restart. */
class ForeignLanguageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Duser.language=ar -Duser.country=EG -Duser.extensions=u-nu-arab",
        "-Duser.language=fa -Duser.country=IR -Duser.extensions=u-nu-arabext",
        "-Duser.language=tr -Duser.country=TR"
      })
  void theJournalIsFoundAgain(String language) throws IOException {
    List<String> starter = List.of("env", "JAVA_TOOL_OPTIONS=" + language);
    try (Neighbours neighbours = new Neighbours(folder, 2)) {
      Path configuration = neighbours.configure();
      try (Program gateway = neighbours.ready(Program.serve(starter, configuration))) {
        assertThat(neighbours.request(gateway, Mail.activation(0, 1, Optional.empty())))
            .isEqualTo(200);
      }
      try (Program again = neighbours.ready(Program.serve(starter, configuration))) {
        assertThat(neighbours.get(again, "windows").path("windows")).hasSize(1);
      }
      try (var files = Files.walk(folder)) {
        assertThat(files.map(Path::toString)).allMatch(name -> name.matches("\\p{ASCII}+"));
      }
    }
  }
}
