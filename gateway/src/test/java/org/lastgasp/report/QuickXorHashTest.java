package org.lastgasp.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;

class QuickXorHashTest {
  @TempDir Path folder;

  @Test
  void givesWhatIsPublished() {
    assertThat(hash(new byte[0])).isEqualTo("AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    assertThat(hash(new byte[] {0x4A})).isEqualTo("SgAAAAAAAAAAAAAAAQAAAAAAAAA=");
    assertThat(hash(new byte[] {(byte) 0xB5, (byte) 0xB4}))
        .isEqualTo("taAFAAAAAAAAAAAAAgAAAAAAAAA=");
  }

  @Test
  void isTheRingOfBitsThatMicrosoftDescribes() {
    Seeds.each(300, seed -> compare(new SplittableRandom(seed)));
  }

  private static void compare(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(500)];
    random.nextBytes(bytes);
    assertThat(hash(bytes)).isEqualTo(reference(bytes));
  }

  /** Bit by bit, in one large number. */
  private static String reference(byte[] bytes) {
    BigInteger ring = BigInteger.ZERO;
    for (int i = 0; i < bytes.length * 8; i++) {
      if ((bytes[i / 8] >> (i % 8) & 1) == 1) {
        ring = ring.flipBit((i / 8 * 11 + i % 8) % 160);
      }
    }
    ring = ring.xor(BigInteger.valueOf(bytes.length).shiftLeft(96));
    ByteBuffer little = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 20; i++) {
      little.put(ring.shiftRight(8 * i).byteValue());
    }
    return Base64.getEncoder().encodeToString(little.array());
  }

  @Test
  void aFileIsReadInPieces() throws Exception {
    byte[] bytes = Transfers.bytes(200_001);
    Path file = Files.write(folder.resolve("f"), bytes);
    assertThat(QuickXorHash.of(file)).isEqualTo(hash(bytes)).isEqualTo(reference(bytes));
  }

  private static String hash(byte[] bytes) {
    QuickXorHash hash = new QuickXorHash();
    hash.add(bytes, bytes.length);
    return hash.base64();
  }
}
