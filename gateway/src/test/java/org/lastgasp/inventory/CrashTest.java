package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.inventory.Given.HEADER;
import static org.lastgasp.inventory.Given.METER;
import static org.lastgasp.inventory.Given.OTHER;
import static org.lastgasp.inventory.Given.ROW;
import static org.lastgasp.inventory.Given.accepted;
import static org.lastgasp.inventory.Given.commit;
import static org.lastgasp.inventory.Given.devices;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.sqlite.StoreUnavailable;

/** Whatever fails at whatever moment, what is in force is the old or the new, whole. */
class CrashTest {
  private static final String NEXT = HEADER + OTHER + ",ESME,,,,,,,,\n";

  @TempDir Path temp;
  private Path folder;
  private Inventory inventory;

  @BeforeEach
  void open() {
    folder = temp.resolve("inventory");
    inventory = Given.inventory(folder);
    commit(devices(inventory, HEADER + ROW));
  }

  @AfterEach
  void close() {
    inventory.close();
  }

  /** What a crash at this moment would leave. */
  private Path crashed() throws IOException {
    Path copy = temp.resolve("crashed");
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.toList();
    }
    for (Path each : all) {
      Files.copy(each, copy.resolve(folder.relativize(each).toString()));
    }
    return copy;
  }

  @Test
  void aCrashWhilePreparingLeavesTheOld() throws IOException {
    InputStream crashing =
        new SequenceInputStream(
            Given.bytes(NEXT),
            new InputStream() {
              @Override
              public int read() throws IOException {
                crashed();
                return -1;
              }
            });
    accepted(inventory.prepareDevices("next.csv", crashing, ImportMode.REPLACE)).discard();
    try (Inventory after = Given.inventory(temp.resolve("crashed"))) {
      assertThat(after.device(METER)).isPresent();
      assertThat(after.device(OTHER)).isEmpty();
      assertThat(temp.resolve("crashed/staging")).doesNotExist();
    }
  }

  @Test
  void aCrashBeforeTheCommitLeavesTheOld() throws IOException {
    try (Prepared next = accepted(devices(inventory, NEXT, ImportMode.REPLACE));
        Inventory after = Given.inventory(crashed())) {
      assertThat(after.device(METER)).isPresent();
      assertThat(after.device(OTHER)).isEmpty();
      assertThat(after.status().devices()).isNotEqualTo(next.about());
      assertThat(temp.resolve("crashed/staging")).doesNotExist();
      commit(devices(after, NEXT));
    }
  }

  @Test
  void aCrashAfterTheCommitLeavesTheNewWhichTellsItsDigest() throws IOException {
    Prepared next = accepted(devices(inventory, NEXT, ImportMode.REPLACE));
    next.commit();
    try (Inventory after = Given.inventory(crashed())) {
      assertThat(after.device(METER)).isEmpty();
      assertThat(after.device(OTHER)).isPresent();
      assertThat(after.status().devices()).isEqualTo(next.about());
    }
  }

  @Test
  void aCommitThatFailsLeavesTheOldAndCanBeDiscarded() throws IOException {
    Prepared next = accepted(devices(inventory, NEXT, ImportMode.REPLACE));
    try (Stream<Path> staged = Files.walk(folder.resolve("staging"))) {
      Files.delete(staged.filter(f -> f.endsWith("devices.sqlite")).findFirst().orElseThrow());
    }
    assertThatThrownBy(next::commit).isInstanceOf(StoreUnavailable.class);
    assertThat(inventory.device(METER)).isPresent();
    next.discard();
    commit(devices(inventory, NEXT));
  }

  @Test
  void aSourceThatBreaksOffLeavesTheOldAndFreesTheWay() {
    InputStream breaking =
        new SequenceInputStream(
            Given.bytes(NEXT),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }
            });
    assertThatThrownBy(
            () -> inventory.prepareDevices("next.csv", breaking, ImportMode.ADD_AND_UPDATE))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("next.csv")
        .hasMessageContaining("connection reset");
    assertThat(inventory.device(OTHER)).isEmpty();
    assertThat(folder.resolve("staging")).isEmptyDirectory();
    commit(devices(inventory, NEXT));
  }

  @Test
  void closingStopsAnImportUnderWay() {
    InputStream endless =
        new InputStream() {
          private long rows;
          private InputStream row = Given.bytes(HEADER);

          @Override
          public int read() throws IOException {
            int b = row.read();
            if (b < 0) {
              if (++rows == 20_000) {
                inventory.close();
              }
              String text = String.format("%016X,ESME,,,,,,,,%n", rows);
              row = new ByteArrayInputStream(text.getBytes(UTF_8));
              b = row.read();
            }
            return b;
          }
        };
    assertThatThrownBy(
            () -> inventory.prepareDevices("endless", endless, ImportMode.ADD_AND_UPDATE))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aFileOfAnUnknownFormatIsUnusableUntilItIsReplaced() throws SQLException {
    damage("PRAGMA user_version = 99");
    assertThat(inventory.status().devices())
        .isEqualTo(
            new DatasetStatus.Unusable(
                "devices.sqlite: format 99 is unknown, this program reads 1"));
    assertThat(inventory.device(METER)).isEmpty();
    assertThat(Given.faults(devices(inventory, NEXT))).contains("replace the whole");
    commit(devices(inventory, NEXT, ImportMode.REPLACE));
    assertThat(inventory.device(OTHER)).isPresent();
    assertThat(inventory.status().devices()).isInstanceOf(DatasetStatus.InForce.class);
  }

  @Test
  void aForeignOrHalfFileIsUnusable() throws SQLException, IOException {
    damage("DELETE FROM about WHERE name = 'sha256'");
    assertThat(inventory.status().devices().toString()).contains("says no sha256 of itself");
    damage("UPDATE about SET name = 'sha256', value = '' WHERE name = 'source'");
    assertThat(inventory.status().devices().toString()).contains("says no source of itself");
    damage("PRAGMA application_id = 7");
    assertThat(inventory.status().devices().toString()).contains("not a file of the inventory");
    damage("DROP TABLE devices");
    assertThat(inventory.status().devices()).isInstanceOf(DatasetStatus.Unusable.class);
    inventory.close();
    Files.writeString(folder.resolve("devices.sqlite"), "BANANA".repeat(1000));
    inventory = Given.inventory(folder);
    assertThat(inventory.status().devices()).isInstanceOf(DatasetStatus.Unusable.class);
  }

  private void damage(String statement) throws SQLException {
    inventory.close();
    Path file = folder.resolve("devices.sqlite");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement change = connection.createStatement()) {
      change.execute(statement);
    }
    inventory = Given.inventory(folder);
  }
}
