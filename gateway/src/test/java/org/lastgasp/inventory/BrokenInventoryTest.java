package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.inventory.Given.HEADER;
import static org.lastgasp.inventory.Given.HUB;
import static org.lastgasp.inventory.Given.METER;
import static org.lastgasp.inventory.Given.ROW;

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
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.Received;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;

/** Folders, files and streams that are not what they should be. */
class BrokenInventoryTest {
  @TempDir Path folder;

  private Inventory open() {
    return Given.inventory(folder.resolve("inventory"));
  }

  private Path file(String name) {
    return folder.resolve("inventory").resolve(name);
  }

  private void imported() {
    try (Inventory inventory = open()) {
      Given.commit(Given.devices(inventory, HEADER + ROW));
      Given.commit(Given.guids(inventory, METER + "\n"));
    }
  }

  private void execute(String name, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file(name));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  private static String why(DatasetStatus status) {
    assertThat(status).isInstanceOf(DatasetStatus.Unusable.class);
    return ((DatasetStatus.Unusable) status).why();
  }

  @Test
  void anotherImportIsTakenAfterOneThatCouldNotBeClosed() {
    try (Inventory inventory = open()) {
      Prepared unused = Given.accepted(Given.devices(inventory, HEADER + ROW));
      Path staged = folder.resolve("none/none");
      assertThatThrownBy(() -> inventory.discard(Dataset.DEVICES, new Unclosable(), staged))
          .hasMessageContaining("the disk broke");
      assertThat(Given.devices(inventory, HEADER + ROW)).isInstanceOf(Prepared.class);
    }
  }

  @Test
  void aFileInThePlaceOfTheFolderIsSetAside() throws IOException {
    Files.writeString(folder.resolve("inventory"), "not a folder");
    try (Inventory inventory = open()) {
      assertThat(inventory.status().devices()).isEqualTo(new DatasetStatus.Missing());
    }
    assertThat(names()).hasSize(2).anyMatch(name -> name.startsWith("inventory.broken-"));
  }

  @Test
  void aFolderInThePlaceOfTheLockIsSetAside() throws IOException {
    Files.createDirectories(file("lock"));
    try (Inventory inventory = open()) {
      assertThat(inventory.isWhole()).isFalse();
    }
    assertThat(file("lock")).isRegularFile();
  }

  @Test
  void aFolderInThePlaceOfAListIsUnusableAndMakesWayForAnImport() throws IOException {
    Files.createDirectories(file("guids.sqlite").resolve("something"));
    try (Inventory inventory = open()) {
      assertThat(why(inventory.status().guids())).startsWith("guids.sqlite: ");
      Given.commit(Given.guids(inventory, METER + "\n"));
      assertThat(inventory.isListed(METER)).isTrue();
    }
  }

  @Test
  void whatAnInterruptedImportLeftIsRemovedAtTheNextStart() throws IOException {
    imported();
    Path left = Files.createDirectories(file("staging").resolve("devices1"));
    Files.writeString(left.resolve("devices.sqlite"), "half");
    try (Inventory inventory = open()) {
      assertThat(file("staging")).doesNotExist();
      assertThat(inventory.device(METER)).isPresent();
    }
  }

  @Test
  void aRecordThatIsDamagedIsAFaultOfTheFileAndNotAnUnknownDevice() throws SQLException {
    imported();
    execute("devices.sqlite", "UPDATE devices SET record = 'ESME'");
    try (Inventory inventory = open()) {
      assertThatThrownBy(() -> inventory.device(METER))
          .hasMessageContaining(METER.toString())
          .hasMessageContaining("damaged");
      assertThat(inventory.device(HUB)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows", "source", "sha256", "imported", "revision"})
  void aFileThatSaysTooLittleOfItselfIsUnusable(String what) throws SQLException {
    imported();
    execute("guids.sqlite", "DELETE FROM about WHERE name = '" + what + "'");
    try (Inventory inventory = open()) {
      assertThat(why(inventory.status().guids())).contains("says no " + what);
      assertThat(inventory.isListed(METER)).isFalse();
      assertThat(inventory.isWhole()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows", "imported", "file_time", "revision"})
  void aFileThatSaysNonsenseOfItselfIsUnusable(String what) throws SQLException {
    imported();
    execute("guids.sqlite", "REPLACE INTO about VALUES ('" + what + "', 'soon')");
    try (Inventory inventory = open()) {
      assertThat(why(inventory.status().guids())).contains("soon");
    }
  }

  @Test
  void nothingIsAddedToWhatCannotBeUsed() throws SQLException {
    imported();
    execute("devices.sqlite", "PRAGMA user_version = 9");
    try (Inventory inventory = open()) {
      assertThat(Given.faults(Given.devices(inventory, HEADER + ROW)))
          .contains("cannot add to what cannot be used", "format 9", "replace the whole");
      Given.commit(Given.devices(inventory, HEADER + ROW, ImportMode.REPLACE));
      assertThat(inventory.device(METER)).isPresent();
    }
  }

  @Test
  void aPackedFileThatIsCutAnywhereIsRefused() {
    byte[] whole = Given.packed(HEADER + ROW);
    try (Inventory inventory = open()) {
      for (int length = 2; length < whole.length; length++) {
        InputStream cut = new ByteArrayInputStream(whole, 0, length);
        String faults =
            Given.faults(inventory.prepareDevices("cut.gz", cut, ImportMode.REPLACE));
        assertThat(faults).as(length + " bytes").contains("damaged or cut");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 18, 40, 100_000})
  void bytesBehindThePackedFileAreRefused(int more) {
    byte[] behind = new byte[more];
    Arrays.fill(behind, (byte) 'x');
    try (Inventory inventory = open()) {
      assertThat(Given.faults(packed(inventory, Given.packed(HEADER + ROW), behind)))
          .contains("bytes behind the end of the packed file");
    }
  }

  @Test
  void aFilePackedInTwoPartsIsReadAsOne() {
    try (Inventory inventory = open()) {
      Given.commit(packed(inventory, Given.packed(HEADER), Given.packed(ROW)));
      assertThat(inventory.device(METER)).isPresent();
    }
  }

  @Test
  void aSecondPartThatIsDamagedIsNotLeftOutInSilence() {
    byte[] second = Given.packed(ROW);
    second[0] = 0;
    try (Inventory inventory = open()) {
      assertThat(Given.faults(packed(inventory, Given.packed(HEADER), second)))
          .contains("bytes behind the end of the packed file");
    }
  }

  private static PrepareResult packed(Inventory inventory, byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    InputStream bytes = new ByteArrayInputStream(both);
    return inventory.prepareDevices("x.gz", bytes, ImportMode.ADD_AND_UPDATE);
  }

  @Test
  void aPackedFileWithADamagedByteIsNeverTakenForAnother() {
    byte[] whole = Given.packed(HEADER + ROW);
    try (Inventory inventory = open()) {
      for (int at = 10; at < whole.length; at++) { // behind the head, which has free bytes
        byte[] damaged = whole.clone();
        damaged[at] ^= 0x40;
        InputStream bytes = new ByteArrayInputStream(damaged);
        PrepareResult result = inventory.prepareDevices("x.gz", bytes, ImportMode.REPLACE);
        assertThat(result).as("byte " + at).isInstanceOf(PrepareResult.Refused.class);
      }
    }
  }

  @Test
  void aSenderWhoBreaksOffLeavesNothingOnTheDisk() throws IOException {
    InputStream breaking =
        new SequenceInputStream(
            Given.bytes(METER + "\n"),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }
            });
    try (Inventory inventory = open()) {
      assertThatThrownBy(() -> inventory.receive(breaking)).hasMessageContaining("handed in");
      assertThat(file("staging")).isEmptyDirectory();
    }
  }

  @Test
  void aFolderThatWasMovedAwayIsNotMadeAgain() throws IOException {
    try (Inventory inventory = open()) {
      Path home = file("staging").resolveSibling("");
      Path away = home.resolveSibling("away");
      Files.move(home, away);
      assertThatThrownBy(() -> inventory.receive(Given.bytes(METER + "\n")))
          .hasMessageContaining("it is not there");
      assertThat(home).doesNotExist();
      Files.move(away, home);
      inventory.receive(Given.bytes(METER + "\n")).close();
    }
  }

  @Test
  void whatWasHandedInIsImportedAndRemoved() {
    try (Inventory inventory = open()) {
      try (Received received = inventory.receive(Given.bytes(METER + "\n"))) {
        Given.commit(inventory.prepareGuids("guids.txt", received, ShrinkPolicy.GUARDED));
      }
      assertThat(inventory.isListed(METER)).isTrue();
      assertThat(file("staging")).isEmptyDirectory();
    }
  }

  @Test
  void whatIsDiscardedCannotBeCommittedOrAsked() {
    try (Inventory inventory = open();
        Prepared prepared = Given.accepted(Given.guids(inventory, METER + "\n"))) {
      prepared.discard();
      assertThatThrownBy(prepared::commit).hasMessageContaining("discarded");
      assertThatThrownBy(() -> prepared.isListed(METER)).hasMessageContaining("discarded");
    }
  }

  @Test
  void whatIsReadOnlyPutsNothingInPlace() {
    imported();
    try (Inventory readOnly =
            Inventory.readOnly(folder.resolve("inventory"), InstantSource.system());
        Prepared prepared = Given.accepted(Given.guids(readOnly, METER + "\n"))) {
      assertThatThrownBy(prepared::commit).hasMessageContaining("read-only");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "not a folder");
    Path inside = inTheWay.resolve("inventory");
    assertThatThrownBy(() -> Given.inventory(inside)).hasMessageContaining(inside.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "device_id\n", "device_id,device_type,device_id\n"})
  void aFileWithoutAProperHeaderIsRefused(String file) {
    try (Inventory inventory = open()) {
      assertThat(Given.faults(Given.devices(inventory, file)))
          .containsAnyOf("not even a header", "in the header");
    }
  }

  @Test
  void aLineOfBytesThatAreNoTextIsShownWithoutThem() {
    byte[] bytes = "00-DB\u0001\u007f\n".getBytes(UTF_8);
    try (Inventory inventory = open()) {
      PrepareResult result =
          inventory.prepareGuids(
              "guids.txt", new ByteArrayInputStream(bytes), ShrinkPolicy.GUARDED);
      assertThat(Given.faults(result)).isEqualTo("line 1: '00-DB??' is not an EUI-64");
    }
  }

  @Test
  void aLineLongerThanAnyIdIsRefusedHoweverItBegins() {
    try (Inventory inventory = open()) {
      String line = METER + " ".repeat(200) + "x\n";
      assertThat(Given.faults(Given.guids(inventory, line))).startsWith("line 1: ");
      Given.commit(Given.guids(inventory, METER + " ".repeat(200) + "\n"));
      assertThat(inventory.isListed(METER)).isTrue();
    }
  }

  private static final class Unclosable implements StoredTable {
    @Override
    public DatasetStatus holding() {
      return new DatasetStatus.Missing();
    }

    @Override
    public Optional<byte[]> find(long id) {
      return Optional.empty();
    }

    @Override
    public OptionalLong hubs(String place) {
      return OptionalLong.empty();
    }

    @Override
    public Rows rows() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      throw Inventory.STORE.unavailable("closing it: the disk broke");
    }
  }
}
