package org.lastgasp.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.files.Sha256;
import org.lastgasp.log.LogHead;

class RestoreTest {
  private static final String CURSORS = "journal/cursors.db";

  @TempDir Path folder;

  private Path backup() throws IOException {
    Path backup = folder.resolve("backup");
    byte[] bytes = "cursors".getBytes(StandardCharsets.UTF_8);
    Files.createDirectories(backup.resolve("journal"));
    Files.write(backup.resolve(CURSORS), bytes);
    Manifest manifest =
        new Manifest(
            "lastgasp 0.1.0", Instant.EPOCH, Instant.EPOCH, "1a2b3c4d", 1, 9,
            new LogHead(4, "ab".repeat(32)), Map.of(), "cd".repeat(32), "",
            List.of(new Manifest.Copied(CURSORS, "database", bytes.length, Sha256.of(bytes))),
            List.of());
    Files.write(backup.resolve(Manifest.FILE), manifest.bytesOfJson());
    Files.writeString(
        backup.resolve(Backup.SUMS),
        Sha256.of(manifest.bytesOfJson()) + "  " + Manifest.FILE + "\n");
    return backup;
  }

  @Test
  void theLogMayLieInTheDataFolderItself() throws IOException {
    Path data = folder.resolve("data");
    Places places = new Places(data, data.resolve("journal"), data);
    Restore restore = Restore.prepare(backup(), places, Optional.empty());
    restore.copy();
    restore.done();
    assertThat(data.resolve(CURSORS)).hasContent("cursors");
    Restore.refuseUnfinished(data);
  }
}
