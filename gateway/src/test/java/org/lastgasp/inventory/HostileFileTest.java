package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.Seeds;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;

/** Whatever the bytes, the answer is something to commit or a list of faults, never an accident. */
class HostileFileTest {
  private static final byte[] SPICE = "\",\r\n#-\0\t 0F\u00FF\u20AC\uFEFF".getBytes(UTF_8);

  @TempDir Path folder;

  @Test
  void mutatedFilesAreTakenOrRefused() {
    try (Inventory inventory = Given.inventory(folder)) {
      Seeds.each(300, seed -> takeOrRefuse(inventory, new Random(seed)));
    }
  }

  private static void takeOrRefuse(Inventory inventory, Random random) {
    String csv =
        Given.HEADER + Given.ROW + Given.HUB + ",CHF,,\"G\"\"EO\",\"a\nb\",,,,,\n" + "\r\n";
    String list = "# list\n" + Given.METER + "\r\n" + Given.OTHER + " # a\n";
    byte[] devices = mutated(file(csv, random), random);
    byte[] guids = mutated(file(list, random), random);
    decide(
        inventory.prepareDevices("d", new ByteArrayInputStream(devices), ImportMode.REPLACE));
    decide(inventory.prepareGuids("g", new ByteArrayInputStream(guids), ShrinkPolicy.FORCED));
  }

  private static byte[] file(String text, Random random) {
    return random.nextBoolean() ? text.getBytes(UTF_8) : Given.packed(text);
  }

  private static void decide(PrepareResult preparation) {
    switch (preparation) {
      case Prepared p -> {
        assertThat(p.counts().total()).isEqualTo(p.about().rows());
        p.commit();
      }
      case PrepareResult.Refused r -> {
        assertThat(r.faults().total()).isPositive();
        assertThat(r.faults().first()).allSatisfy(f -> assertThat(f.text()).isNotBlank());
      }
    }
  }

  private static byte[] mutated(byte[] original, Random random) {
    byte[] bytes = original;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length + 1);
      byte[] head = Arrays.copyOf(bytes, at);
      int gone = Math.min(random.nextInt(3), bytes.length - at);
      byte[] tail = Arrays.copyOfRange(bytes, at + gone, bytes.length);
      byte[] middle = new byte[random.nextInt(3)];
      for (int j = 0; j < middle.length; j++) {
        boolean spicy = random.nextInt(4) > 0;
        middle[j] = spicy ? SPICE[random.nextInt(SPICE.length)] : (byte) random.nextInt(256);
      }
      bytes = Arrays.copyOf(head, head.length + middle.length + tail.length);
      System.arraycopy(middle, 0, bytes, head.length, middle.length);
      System.arraycopy(tail, 0, bytes, head.length + middle.length, tail.length);
      if (bytes.length == 0) {
        return bytes;
      }
    }
    return bytes;
  }
}
