package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionLogTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  @TempDir Path folder;

  @Test
  void aLineThatACrashCutOffIsLeftByItself() throws IOException {
    Path file = folder.resolve("removed-2030.jsonl");
    Files.writeString(file, "{\"at\":\"2030-01-14T10:0");

    new DeletionLog(folder).segment(TEN, 1, 99);
    new DeletionLog(folder).segment(TEN, 100, 199);

    assertThat(Files.readAllLines(file))
        .containsExactly(
            "{\"at\":\"2030-01-14T10:0",
            "{\"at\":\"2030-01-15T10:00:00Z\",\"what\":\"journal\",\"first\":1,\"last\":99}",
            "{\"at\":\"2030-01-15T10:00:00Z\",\"what\":\"journal\",\"first\":100,\"last\":199}");
  }
}
