package org.lastgasp.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAccessTest {
  @TempDir Path folder;

  @Test
  void findsWhatIsThere() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(ReadAccess.toFolder(folder)).isTrue();
    assertThat(ReadAccess.toFolder(file)).isFalse();
    assertThat(ReadAccess.toFolder(folder.resolve("none/below"))).isFalse();
    assertThat(ReadAccess.toFile(file)).isTrue();
    assertThat(ReadAccess.toFile(folder.resolve("none"))).isFalse();
  }

  @Test
  void whatCannotBeLookedForIsNotMissing() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(() -> ReadAccess.toFolder(loop.resolve("journal")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("reading " + loop.resolve("journal"));
    assertThatThrownBy(() -> ReadAccess.toFile(loop)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void whoeverMayNotReadItIsToldWhoMay() {
    Path journal = Path.of("/data/journal");
    UncheckedIOException refusal =
        ReadAccess.refusal(journal, new AccessDeniedException(journal.toString()));
    assertThat(ErrorText.of(refusal))
        .isEqualTo(
            "reading /data/journal: this user may not; run the command as the user of the gateway");
  }
}
