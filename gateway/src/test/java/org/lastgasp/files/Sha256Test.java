package org.lastgasp.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  /** NIST's example of SHA-256 of "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path folder;

  @Test
  void isTheSameOfBytesOfAPartOfThemOfATextAndOfAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "abc");
    assertThat(Sha256.of("abc")).isEqualTo(ABC);
    assertThat(Sha256.of(new byte[] {'a', 'b', 'c'})).isEqualTo(ABC);
    assertThat(Sha256.of(new byte[] {'_', 'a', 'b', 'c', '_'}, 1, 4)).isEqualTo(ABC);
    assertThat(Sha256.of(file)).isEqualTo(ABC);
  }

  @Test
  void aCopyLeavesTheDigestAsItIs() {
    MessageDigest digest = Sha256.digest();
    digest.update(new byte[] {'a', 'b'});
    MessageDigest copy = Sha256.copy(digest);
    copy.update((byte) 'c');
    digest.update((byte) 'c');
    assertThat(Sha256.text(copy)).isEqualTo(ABC).isEqualTo(Sha256.text(digest));
  }
}
