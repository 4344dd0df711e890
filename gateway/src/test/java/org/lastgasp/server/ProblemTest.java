package org.lastgasp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static String text(Problem problem) {
    return new String(problem.bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aProblemHasTitleStatusAndDetail() {
    assertThat(text(Problem.of(404, "Not found", "nothing is at /x")))
        .isEqualTo(
            "{\"title\":\"Not found\",\"status\":404,\"detail\":\"nothing is at /x\"}");
  }

  @Test
  void aProblemMayListFaultsAndCarryAnObject() {
    Problem problem =
        Problem.of(400, "Wrong", "two faults")
            .with("faults", List.of("one", "two"))
            .with("counts", Map.of("rows", 7));
    assertThat(text(problem))
        .contains("\"faults\":[\"one\",\"two\"]", "\"counts\":{\"rows\":7}");
  }

  @Test
  void aFailureOfNoStoreIsNoStoreProblem() {
    assertThat(StoreProblem.of(new IllegalStateException("a mistake of ours"))).isEmpty();
  }

  @Test
  void aFailureOfADiskNamesFileAndCause() {
    UncheckedIOException full =
        new UncheckedIOException("writing /data/x", new IOException("No space left on device"));
    Optional<Problem> problem = StoreProblem.of(new IllegalStateException("listing", full));
    assertThat(text(problem.orElseThrow()))
        .contains("\"status\":503", "writing /data/x", "No space left on device", "look at");
  }
}
