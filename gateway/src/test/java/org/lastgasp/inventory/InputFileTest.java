package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {
  @TempDir Path folder;

  private static InputFile of(byte[] bytes) {
    return InputFile.of("list.txt", new ByteArrayInputStream(bytes));
  }

  private static String read(byte[] bytes) throws IOException {
    try (InputFile file = of(bytes)) {
      return new String(file.unpacked().readAllBytes(), UTF_8);
    }
  }

  @Test
  void aFileIsUnpackedByItsFirstBytesWhateverItsName() throws IOException {
    assertThat(read(Given.packed("a list"))).isEqualTo("a list");
    assertThat(read("a list".getBytes(UTF_8))).isEqualTo("a list");
  }

  @Test
  void aFileOfLessThanTwoBytesIsNotPacked() throws IOException {
    assertThat(read(new byte[0])).isEmpty();
    assertThat(read(new byte[] {0x1F})).hasSize(1);
  }

  @Test
  void theDigestIsOfTheBytesAsTheyCame() throws IOException, NoSuchAlgorithmException {
    byte[] packed = Given.packed("a list");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(packed);
    try (InputFile file = of(packed)) {
      file.unpacked().readAllBytes();
      assertThat(file.leftOver()).isZero();
      assertThat(file.sha256AtEnd()).isEqualTo(HexFormat.of().formatHex(digest));
    }
  }

  @Test
  void aFileOnTheDiskHasItsNameAndItsTime() throws IOException {
    Instant changed = Instant.parse("2026-02-01T03:00:00Z");
    Path path = Files.writeString(folder.resolve("guids.txt"), "a list");
    Files.setLastModifiedTime(path, FileTime.from(changed));
    try (InputFile file = InputFile.of(path)) {
      assertThat(file.name()).isEqualTo("guids.txt");
      assertThat(file.fileTime()).contains(changed);
    }
  }

  @Test
  void bytesThatWereHandedInHaveNoTime() {
    try (InputFile file = of(new byte[0])) {
      assertThat(file.fileTime()).isEmpty();
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path nowhere = folder.resolve("nowhere.txt");
    assertThatThrownBy(() -> InputFile.of(nowhere)).hasMessageContaining(nowhere.toString());
  }
}
