package org.lastgasp.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aFileIsReplacedAndNothingIsLeftBesideIt() throws IOException {
    Path file = folder.resolve("report.csv");
    Files.writeString(folder.resolve("report.csv.part"), "of a crash, and longer than what comes");
    DurableFiles.replace(file, bytes("one"));
    DurableFiles.replace(file, bytes("another"));
    assertThat(file).hasContent("another");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatIsThereIsNotCreated() throws IOException {
    Path file = folder.resolve("sums");
    DurableFiles.create(file, bytes("one"));
    assertThatIOException().isThrownBy(() -> DurableFiles.create(file, bytes("another")));
    assertThat(file).hasContent("one");
  }

  @Test
  void whatIsBehindAPlaceIsCopiedInPlaceOfWhatWasThere() throws IOException {
    Path from = Files.writeString(folder.resolve("log"), "onetwothree");
    Path to = Files.writeString(folder.resolve("copy"), "something much longer than that");
    DurableFiles.copy(from, 3, to);
    assertThat(to).hasContent("twothree");
    DurableFiles.sync(to);
  }

  @Test
  void aFolderThatIsNotThereCannotBeSynced() throws IOException {
    DurableFiles.syncFolder(folder);
    assertThatIOException().isThrownBy(() -> DurableFiles.syncFolder(folder.resolve("none")));
  }
}
