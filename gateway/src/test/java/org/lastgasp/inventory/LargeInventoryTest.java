package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;

/** A million rows and more in a process that could not hold them. */
@Tag("long")
class LargeInventoryTest {
  private static final int ROWS = 1_000_000;

  @TempDir Path folder;

  @Test
  void aMillionDevicesAndGuidsNeedNoMoreMemoryThanAFewRunsOfTheSort() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx80m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeInventoryTest.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said;
    try (BufferedReader output = process.inputReader(UTF_8)) {
      said = output.lines().collect(Collectors.joining("\n"));
    }
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said)
        .contains("added=1000000, updated=0, unchanged=0, removed=0, total=1000000]")
        .contains("added=0, updated=1000000, unchanged=0, removed=0, total=1000000]");
  }

  /** Imports twice, then the list, and prints the counts. */
  public static void main(String[] args) {
    try (Inventory inventory = Inventory.open(Path.of(args[0]), InstantSource.system())) {
      for (String feeder : List.of("F1", "F2")) {
        Generated rows = new Generated(Given.HEADER, ",ESME,SMETS2,1063,E470,,,,," + feeder);
        decide(inventory.prepareDevices("large.csv", rows, ImportMode.ADD_AND_UPDATE));
      }
      decide(inventory.prepareGuids("large.txt", new Generated("", ""), ShrinkPolicy.GUARDED));
    }
  }

  private static void decide(PrepareResult preparation) {
    switch (preparation) {
      case Prepared p -> {
        try (p) {
          p.commit();
          System.out.println(p.counts());
        }
      }
      case PrepareResult.Refused r -> System.out.println(r);
    }
  }

  /** Lines made as they are read, ids in no order. */
  private static final class Generated extends InputStream {
    private final String rest;
    private byte[] line;
    private int position;
    private long made;

    Generated(String header, String rest) {
      this.line = header.getBytes(UTF_8);
      this.rest = rest;
    }

    @Override
    public int read() {
      while (position == line.length) {
        if (made == ROWS) {
          return -1;
        }
        Eui64 id = new Eui64(++made * 0x9E3779B97F4A7C15L);
        line = (id + rest + "\n").getBytes(UTF_8);
        position = 0;
      }
      return line[position++];
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int first = read();
      if (first < 0) {
        return -1;
      }
      into[offset] = (byte) first;
      int more = Math.min(length - 1, line.length - position);
      System.arraycopy(line, position, into, offset + 1, more);
      position += more;
      return more + 1;
    }
  }
}
