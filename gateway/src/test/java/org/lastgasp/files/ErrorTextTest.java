package org.lastgasp.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
  private static FileSystemException disk(String reason) {
    return new FileSystemException("/data/report.csv", null, reason);
  }

  @Test
  void saysWhatHelps() {
    assertThat(ErrorText.of(new NoSuchFileException("/data"))).isEqualTo("it is not there");
    assertThat(ErrorText.of(new AccessDeniedException("/data"))).startsWith("no right to it");
    assertThat(ErrorText.of(disk("No space left on device"))).endsWith("make room on that disk");
    assertThat(ErrorText.of(disk("Read-only file system"))).endsWith("mount it writable");
    assertThat(ErrorText.of(disk("Not a directory"))).contains("a file is in the way");
    assertThat(ErrorText.of(new FileAlreadyExistsException("/data")))
        .startsWith("a file or a broken link is in the way");
    assertThat(ErrorText.of(new IOException("cut off"))).isEqualTo("cut off");
  }

  @Test
  void saysTheCauseOnce() {
    UncheckedIOException tried = new UncheckedIOException("reading x", new IOException("cut off"));
    assertThat(ErrorText.of(tried)).isEqualTo("reading x: cut off");
    assertThat(ErrorText.of(new IllegalStateException(tried.getMessage() + ": cut off",
        new IOException("cut off")))).isEqualTo("reading x: cut off");
    assertThat(ErrorText.of(new IllegalStateException("alone"))).isEqualTo("alone");
  }
}
