package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every disk that is written to is watched, and each once. */
class DisksTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  @TempDir Path folder;
  private Path small;

  @BeforeEach
  void mount() throws IOException {
    small = Files.createDirectories(folder.resolve("small"));
    boolean mounted =
        isDone("mount", "-t", "tmpfs", "-o", "size=1m", "none", small.toString());
    assumeTrue(mounted, "skipped: no disk may be mounted here");
  }

  @AfterEach
  void unmount() {
    boolean unused = isDone("umount", small.toString());
  }

  private static boolean isDone(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException | InterruptedException failed) {
      return false;
    }
  }

  private Disks looked(Map<String, Path> folders) {
    Disks disks = Disks.of(folders, folder, () -> TEN);
    disks.look();
    return disks;
  }

  @Test
  void aFullDiskOfAnotherFolderThanTheDataIsToldByItsName() throws IOException {
    Files.write(small.resolve("ballast"), new byte[1_040_000]);
    Map<String, Path> folders = new LinkedHashMap<>();
    folders.put("the data folder", folder);
    folders.put("the suppression log", small.resolve("not/made/yet"));
    folders.put("the recordings", small);
    assertThat(looked(folders).issues())
        .filteredOn(low -> low.detail().startsWith("the disk of the suppression log has 0 MiB"))
        .singleElement()
        .satisfies(low -> assertThat(low.reason()).isEqualTo("disk-low"));
    assertThat(looked(folders).issues())
        .noneMatch(low -> low.detail().contains("the recordings"));
  }
}
