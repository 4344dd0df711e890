package org.lastgasp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What long work tells on its way. */
class ProgressTest {
  @TempDir Path folder;

  @Test
  void aLineHasTheCountTheRateAndTheTimeLeft() {
    assertThat(Progress.line("sending a.csv", "lines", 250_000, Duration.ofSeconds(50), 0.25))
        .isEqualTo("sending a.csv: 250,000 lines, 5,000/s, 25 %, about 2 min 30 s left");
    assertThat(Progress.line("simulating", "feeders", 10, Duration.ofHours(1), 0.1))
        .endsWith("10 %, about 9 h 0 min left");
  }

  @Test
  void withoutAWholeNothingIsSaidOfTheTimeLeft() {
    assertThat(Progress.line("replaying", "documents", 90, Duration.ofSeconds(3), 0))
        .isEqualTo("replaying: 90 documents, 30/s");
  }

  @Test
  void workThatIsSoonDoneIsNotToldOf() {
    StringWriter err = new StringWriter();
    Console console =
        new Console(new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of());
    try (Progress progress = Progress.started(console, "replaying", "documents", 1)) {
      progress.done(1, 1);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void onATerminalOneLineIsRewrittenAndWipedInTheEnd() {
    StringWriter err = new StringWriter();
    Console console =
        new Console(
            new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of(),
            question -> Optional.of(""));
    try (Progress progress = Progress.started(console, "simulating", "feeders", 4)) {
      progress.done(1, 1);
      long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!err.toString().contains("25 %") && System.nanoTime() < until) {
        LockSupport.parkNanos(10_000_000);
      }
    }
    assertThat(err.toString()).startsWith("\rsimulating: 1 feeders").endsWith(" \r");
    assertThat(err.toString()).doesNotContain("\n");
  }

  @Test
  void theLinesOfAFileAreCountedAsItIsSent() throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("a.csv"), "a\nb\nc\n");
    Console console =
        new Console(
            new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Map.of());
    try (Progress progress = Progress.started(console, "sending", "lines", 6)) {
      assertThat(CountedFile.of(file, progress).contentLength()).isEqualTo(6);
    }
  }
}
