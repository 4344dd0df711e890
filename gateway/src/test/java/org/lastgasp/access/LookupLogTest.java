package org.lastgasp.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the record of look-ups keeps, and what it does when it cannot. */
class LookupLogTest {
  @TempDir Path folder;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-15T23:59:59Z"));

  private LookupLog log() {
    LookupLog log = new LookupLog(folder.resolve("lookups"), now::get);
    log.start();
    return log;
  }

  private static void look(LookupLog log, String about) {
    log.add("anna", Role.OPERATOR, "127.0.0.1", "/api/v1/explain/{id}", about, 200);
  }

  private List<String> lines(String day) throws IOException {
    return Files.readAllLines(folder.resolve("lookups/lookups-" + day + ".jsonl"));
  }

  @Test
  void aDayHasItsFile() throws IOException {
    try (LookupLog log = log()) {
      look(log, "one");
      now.set(Instant.parse("2030-01-16T00:00:00Z"));
      look(log, "two");
    }
    assertThat(lines("2030-01-15"))
        .containsExactly(
            "{\"at\":\"2030-01-15T23:59:59Z\",\"who\":\"anna\",\"role\":\"operator\","
                + "\"from\":\"127.0.0.1\",\"asked\":\"/api/v1/explain/{id}\","
                + "\"about\":\"one\",\"status\":200}");
    assertThat(lines("2030-01-16")).hasSize(1);
  }

  @Test
  void whatIsAskedCannotEndALine() throws IOException {
    try (LookupLog log = log()) {
      look(log, "a\"}\n{\"who\":\"eve\"");
    }
    assertThat(lines("2030-01-15")).hasSize(1);
  }

  @Test
  void aLineThatACrashLeftIsNotGoneOnIn() throws IOException {
    Files.createDirectories(folder.resolve("lookups"));
    Files.writeString(folder.resolve("lookups/lookups-2030-01-15.jsonl"), "{\"at\":\"20");
    try (LookupLog log = log()) {
      look(log, "one");
    }
    assertThat(lines("2030-01-15")).hasSize(2);
  }

  /** Whoever puts a folder back that was moved away must find no other in its place. */
  @Test
  void theFolderAboveItIsNotMadeAgain() throws IOException {
    Path data = folder.resolve("data");
    try (LookupLog log = new LookupLog(data.resolve("lookups"), now::get)) {
      log.start();
      look(log, "one");
      while (log.issues().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(log.issues().getFirst().detail())
          .isEqualTo(
              "questions are answered, and who asked is recorded later; writing to "
                  + data.resolve("lookups") + ": it is not there");
      assertThat(data).doesNotExist();
      Files.createDirectory(data);
      while (!log.issues().isEmpty()) {
        Thread.onSpinWait();
      }
    }
    assertThat(data.resolve("lookups/lookups-2030-01-15.jsonl")).isNotEmptyFile();
  }

  @Test
  void whatDoesNotFitIntoMemoryIsCounted() throws IOException {
    Files.writeString(folder.resolve("lookups"), "in the way");
    try (LookupLog log = log()) {
      for (int i = 0; i < LookupLog.MOST + 3; i++) {
        look(log, "each");
      }
      while (log.issues().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(log.issues().getFirst().reason()).isEqualTo("lookups-not-written");
      Files.delete(folder.resolve("lookups"));
      while (!log.issues().isEmpty()) {
        Thread.onSpinWait();
      }
    }
    List<String> lines = lines("2030-01-15");
    assertThat(lines).hasSize(LookupLog.MOST + 1);
    assertThat(lines.getLast())
        .isEqualTo("{\"at\":\"2030-01-15T23:59:59Z\",\"lost\":3}");
  }

  @Test
  void whatIsOlderThanItsRetentionGoes() throws IOException {
    try (LookupLog log = log()) {
      look(log, "one");
      now.set(Instant.parse("2030-01-16T00:00:00Z"));
      look(log, "two");
    }
    Path other = folder.resolve("lookups/lookups-of-mine.jsonl");
    Files.writeString(other, "", StandardOpenOption.CREATE);
    try (LookupLog log = log()) {
      assertThat(log.expire(Instant.parse("2030-01-16T12:00:00Z"))).isEqualTo(1);
    }
    assertThat(folder.resolve("lookups/lookups-2030-01-15.jsonl")).doesNotExist();
    assertThat(folder.resolve("lookups/lookups-2030-01-16.jsonl")).exists();
    assertThat(other).exists();
  }
}
