package org.lastgasp.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.log.LogHead;

class ManifestTest {
  private static final Manifest MANIFEST =
      new Manifest(
          "lastgasp 0.1.0",
          Instant.parse("2030-01-15T10:00:00Z"),
          Instant.parse("2030-01-15T10:00:07.25Z"),
          "1a2b3c4d",
          5,
          99,
          new LogHead(41, "ab".repeat(32)),
          Map.of("log", 98L, "story", 97L),
          "cd".repeat(32),
          "switch: \"observe\"\n",
          List.of(
              new Manifest.Copied("journal/cursors.db", "database", 4_096, "01".repeat(32)),
              new Manifest.Copied("log/a.jsonl", "log", 904, "02".repeat(32))),
          List.of("/data/socket: no regular file"));

  private static String text() {
    return new String(MANIFEST.bytesOfJson(), UTF_8);
  }

  private static Manifest read(String text) {
    return Manifest.read(text.getBytes(UTF_8));
  }

  @Test
  void aManifestIsReadAsItWasWritten() {
    assertThat(read(text())).isEqualTo(MANIFEST);
  }

  @Test
  void itsSizeIsThatOfAllItsFiles() {
    assertThat(MANIFEST.bytes()).isEqualTo(5_000);
  }

  @Test
  void aManifestOfALaterFormatNamesTheProgramThatWroteIt() {
    String later = text().replace("\"format\" : 1", "\"format\" : 2");
    assertThat(later).isNotEqualTo(text());
    assertThatThrownBy(() -> read(later))
        .isInstanceOf(BackupFailed.class)
        .hasMessageContaining("format 2")
        .hasMessageContaining("lastgasp 0.1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{}", "no json"})
  void whatIsNoManifestIsRefused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(BackupFailed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2030-01-15T10:00:00Z", "abababab"})
  void aManifestThatIsDamagedIsRefused(String part) {
    String damaged = text().replaceFirst(part, "soon");
    assertThat(damaged).isNotEqualTo(text());
    assertThatThrownBy(() -> read(damaged)).hasMessageContaining("manifest.json");
  }
}
