package org.lastgasp.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.lastgasp.inventory.Given.HEADER;
import static org.lastgasp.inventory.Given.HUB;
import static org.lastgasp.inventory.Given.METER;
import static org.lastgasp.inventory.Given.NOW;
import static org.lastgasp.inventory.Given.OTHER;
import static org.lastgasp.inventory.Given.ROW;
import static org.lastgasp.inventory.Given.accepted;
import static org.lastgasp.inventory.Given.commit;
import static org.lastgasp.inventory.Given.devices;
import static org.lastgasp.inventory.Given.guids;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Mpan;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.Status;
import org.lastgasp.policy.Area;
import org.lastgasp.policy.Device;
import org.lastgasp.sqlite.StoreUnavailable;

/** What is imported is there, and what is not committed is not. */
class InventoryTest {
  private static final OptionalInt THIRTEEN = OptionalInt.of(13);
  private static final String SHA_OF_BOTH = // sha256sum of METER, a newline and OTHER
      "38f4e4f8fee92de38bc7416259025b5301224e1da472a964ba526eb9f1aeeafc";

  @TempDir Path temp;
  private Path folder;
  private Inventory inventory;

  @BeforeEach
  void open() {
    folder = temp.resolve("a folder, 100% ours?");
    inventory = Given.inventory(folder);
  }

  @AfterEach
  void close() {
    inventory.close();
  }

  private void reopen() {
    inventory.close();
    inventory = Given.inventory(folder);
  }

  @Test
  void knowsWhatWasImported() {
    commit(devices(inventory, HEADER + ROW));
    Device expected =
        new Device(
            METER,
            "ESME",
            "SMETS2 V4.2",
            "1063",
            "E470",
            Optional.of(HUB),
            Optional.of(new Mpan("1312345678907")),
            "North",
            "IV1 1AA",
            "F-12");
    assertThat(inventory.device(METER)).contains(expected);
    assertThat(inventory.device(OTHER)).isEmpty();
    reopen();
    assertThat(inventory.device(METER)).contains(expected);
  }

  /** By feeder, else by the postcode's sector; what was merged before counts too. */
  @Test
  void countsTheHubsOfAnArea() {
    Area feeder = new Area(Area.Kind.FEEDER, "F-12");
    assertThat(inventory.hubs(feeder, THIRTEEN)).isEmpty(); // nothing was imported
    commit(devices(inventory, HEADER + ROW));
    String others =
        OTHER + ",ESME,SMETS2 V4.2,1063,E470," + HUB + ",,North,IV1 1AA, f-12 \n"
            + "00-DB-12-34-56-78-90-A2,GSME,SMETS2 V4.2,1063,E470," + HUB + ",,North,,F-12\n"
            + "00-DB-12-34-56-78-90-A3,ESME,SMETS2 V4.2,1063,E470,,,North,,F-12\n"
            + "00-DB-12-34-56-78-90-A4,ESME,SMETS1,1063,E470," + HUB + ",,North,IV1 1AB,\n";
    commit(devices(inventory, HEADER + others));
    reopen();
    assertThat(inventory.hubs(feeder, THIRTEEN)).hasValue(2);
    assertThat(inventory.hubs(new Area(Area.Kind.POSTCODE_SECTOR, "IV1 1"), THIRTEEN)).hasValue(1);
    assertThat(inventory.hubs(new Area(Area.Kind.FEEDER, "F-13"), THIRTEEN)).isEmpty();
  }

  /** A meter without an MPAN may be of any network. */
  @Test
  void countsTheHubsOfOneNetworksFeeder() {
    String others =
        OTHER + ",ESME,SMETS2 V4.2,1063,E470," + HUB + ",2012345678906,South,,F-12\n"
            + "00-DB-12-34-56-78-90-A3,ESME,SMETS2 V4.2,1063,E470," + HUB + ",,South,,F-12\n";
    commit(devices(inventory, HEADER + ROW + others));
    Area feeder = new Area(Area.Kind.FEEDER, "F-12");
    assertThat(inventory.hubs(feeder, THIRTEEN)).hasValue(2);
    assertThat(inventory.hubs(feeder, OptionalInt.of(20))).hasValue(2);
    assertThat(inventory.hubs(feeder, OptionalInt.of(17))).hasValue(1);
    assertThat(inventory.hubs(feeder, OptionalInt.empty())).hasValue(1);
  }

  @Test
  void saysWhatIsInForce() {
    assertThat(inventory.status())
        .isEqualTo(new Status(new DatasetStatus.Missing(), new DatasetStatus.Missing()));
    assertThat(inventory.status().isUsable()).isFalse();
    commit(devices(inventory, HEADER));
    commit(guids(inventory, METER + "\n" + OTHER));
    reopen();
    assertThat(inventory.status().guids())
        .isEqualTo(
            new DatasetStatus.InForce(2, "guids.txt", SHA_OF_BOTH, NOW, Optional.empty(), 1));
    assertThat(inventory.status().isUsable()).isTrue();
  }

  @Test
  void addsAndUpdatesAndKeepsTheRest() {
    commit(devices(inventory, HEADER + ROW + HUB + ",CHF,,,,,,,,\n"));
    Prepared next =
        accepted(
            devices(inventory, HEADER + OTHER + ",GSME,,,,,,,,\n" + HUB + ",CHF,,GEO,,,,,,\n"));
    assertThat(next.counts()).isEqualTo(new Prepared.Counts(2, 1, 1, 0, 0, 3));
    next.commit();
    assertThat(inventory.device(HUB).map(Device::manufacturer)).contains("GEO");
    assertThat(inventory.device(METER)).isPresent();
    assertThat(inventory.device(OTHER).map(Device::type)).contains("GSME");
  }

  @Test
  void replacesWhatIsMissing() {
    commit(devices(inventory, HEADER + ROW + HUB + ",CHF,,,,,,,,\n"));
    Prepared next = accepted(devices(inventory, HEADER + ROW, ImportMode.REPLACE));
    assertThat(next.counts()).isEqualTo(new Prepared.Counts(1, 0, 0, 1, 1, 1));
    next.commit();
    assertThat(inventory.device(HUB)).isEmpty();
    assertThat(inventory.device(METER)).isPresent();
  }

  @Test
  void seesThatTheSameFileChangesNothing() {
    commit(devices(inventory, HEADER + ROW));
    assertThat(accepted(devices(inventory, HEADER + ROW)).counts().changesNothing()).isTrue();
  }

  @Test
  void showsBeforeTheCommitWhatWillBeInForce() {
    commit(devices(inventory, HEADER + ROW));
    commit(guids(inventory, METER + "\n"));
    String exchanged = METER + ",ESME,SMETS2,1063,," + OTHER + ",,,,\n";
    try (Prepared next = accepted(devices(inventory, HEADER + exchanged))) {
      assertThat(next.device(METER).flatMap(Device::hub)).contains(OTHER);
      assertThat(next.isListed(METER)).isTrue();
      assertThat(inventory.device(METER).flatMap(Device::hub)).contains(HUB);
      next.commit();
      assertThat(next.device(METER).flatMap(Device::hub)).contains(OTHER);
    }
    assertThat(inventory.device(METER).flatMap(Device::hub)).contains(OTHER);
  }

  @Test
  void listsTheChangesOfAnImport() {
    commit(devices(inventory, HEADER + ROW + HUB + ",CHF,,,,,,,,\n"));
    String rows = METER + ",ESME,,,,,,,,\n" + OTHER + ",PPMID,,,,,,,,\n";
    List<Prepared.Change> changes = new ArrayList<>();
    accepted(devices(inventory, HEADER + rows, ImportMode.REPLACE)).changes(changes::add);
    assertThat(changes)
        .containsExactlyInAnyOrder(
            new Prepared.Change(METER, Prepared.Change.Kind.UPDATED),
            new Prepared.Change(HUB, Prepared.Change.Kind.REMOVED),
            new Prepared.Change(OTHER, Prepared.Change.Kind.ADDED));
  }

  @Test
  void changesNothingWhenAnImportIsDiscarded() throws IOException {
    commit(devices(inventory, HEADER + ROW));
    final long version = inventory.version();
    Prepared next = accepted(devices(inventory, HEADER + OTHER + ",ESME,,,,,,,,\n"));
    next.discard();
    assertThat(inventory.device(OTHER)).isEmpty();
    assertThat(inventory.version()).isEqualTo(version);
    assertThat(folder.resolve("staging")).isEmptyDirectory();
    assertThatThrownBy(next::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void takesASecondCommitAsTheFirst() {
    Prepared next = accepted(devices(inventory, HEADER + ROW));
    next.commit();
    next.commit();
    next.discard();
    assertThat(inventory.device(METER)).isPresent();
    assertThat(((DatasetStatus.InForce) inventory.status().devices()).revision()).isEqualTo(1);
  }

  @Test
  void countsEachCommitInItsVersion() {
    final long before = inventory.version();
    commit(devices(inventory, HEADER + ROW));
    final long between = inventory.version();
    commit(guids(inventory, METER + "\n"));
    assertThat(between).isGreaterThan(before);
    assertThat(inventory.standing(METER))
        .isEqualTo(new DeviceSnapshot(inventory.version(), inventory.device(METER), true));
    assertThat(inventory.version()).isGreaterThan(between);
  }

  @Test
  void takesOneImportOfAKindAtATime() {
    try (Prepared first = accepted(devices(inventory, HEADER + ROW))) {
      assertThat(Given.faults(devices(inventory, HEADER + ROW)))
          .isEqualTo("another import of devices is under way: try again after it");
      accepted(guids(inventory, METER + "\n")).discard();
      assertThat(first.device(METER)).isPresent();
    }
    commit(devices(inventory, HEADER + ROW));
  }

  @Test
  void removesTheOldFileOnceItIsReplaced() throws IOException {
    commit(devices(inventory, HEADER + ROW));
    commit(devices(inventory, HEADER + ROW));
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("devices.sqlite", "lock", "staging");
    }
    assertThat(folder.resolve("staging")).isEmptyDirectory();
  }

  @Test
  void isOpenedByOneProcessAtATime() {
    assertThatThrownBy(() -> Given.inventory(folder))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("in use");
  }

  @Test
  void readsBesideAGatewayThatRuns() {
    commit(devices(inventory, HEADER + ROW));
    try (Inventory reading = Inventory.readOnly(folder, InstantSource.fixed(NOW))) {
      commit(devices(inventory, HEADER + OTHER + ",ESME,,,,,,,,\n", ImportMode.REPLACE));
      assertThat(reading.device(METER)).isPresent();
      Prepared dry = accepted(guids(reading, METER + "\n"));
      assertThat(dry.counts().added()).isEqualTo(1);
      assertThatThrownBy(dry::commit).isInstanceOf(IllegalStateException.class);
      dry.discard();
    }
  }

  @Test
  void readsAFolderThatIsNotThere() {
    try (Inventory reading =
        Inventory.readOnly(temp.resolve("nowhere"), InstantSource.fixed(NOW))) {
      assertThat(reading.status().isUsable()).isFalse();
      assertThat(reading.device(METER)).isEmpty();
      assertThat(reading.isListed(METER)).isFalse();
    }
  }

  @Test
  void commitsNothingOnceItIsClosed() {
    Prepared next = accepted(devices(inventory, HEADER + ROW));
    inventory.close();
    assertThatThrownBy(next::commit).isInstanceOf(StoreUnavailable.class);
    next.discard();
    reopen();
    assertThat(inventory.device(METER)).isEmpty();
  }

  @Test
  void saysThatAFileCannotBeRead() {
    assertThatThrownBy(
            () -> inventory.prepareDevices(temp.resolve("no.csv"), ImportMode.ADD_AND_UPDATE))
        .isInstanceOf(StoreUnavailable.class)
        .hasMessageContaining("no.csv");
    commit(devices(inventory, HEADER + ROW));
  }
}
