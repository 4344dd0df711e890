package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Device;

/** What is imported is there, what is not committed is not, and what is refused changes nothing. */
class InventoryTest {
  static final String HEADER =
      "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder\n";
  private static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  private static final Eui64 OTHER = Eui64.of("FF-DB-12-34-56-78-90-A1");
  private static final Eui64 HUB = Eui64.of("00-DB-12-34-56-78-90-B0");
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String ROW =
      METER + ",ESME,SMETS2 V4.2,1063,E470," + HUB + ",1312345678907,North,IV1 1AA,F-12\n";

  @TempDir Path folder;
  private Inventory inventory;

  @BeforeEach
  void open() {
    inventory = open(folder.resolve("a folder, 100% ours"));
  }

  @AfterEach
  void close() {
    inventory.close();
  }

  private static Inventory open(Path path) {
    return Inventory.open(path, InstantSource.fixed(NOW));
  }

  private void reopen() {
    inventory.close();
    open();
  }

  private Preparation devices(String csv, ImportMode mode) {
    return inventory.prepareDevices("inventory.csv", bytes(csv), mode);
  }

  private Prepared accepted(Preparation preparation) {
    assertThat(preparation).isInstanceOf(Prepared.class);
    return (Prepared) preparation;
  }

  private void commit(Preparation preparation) {
    accepted(preparation).commit();
  }

  private Preparation guids(String list) {
    return inventory.prepareGuids("guids.txt", bytes(list), Shrinking.GUARDED);
  }

  private static ByteArrayInputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static String faults(Preparation preparation) {
    assertThat(preparation).isInstanceOf(Preparation.Refused.class);
    return ((Preparation.Refused) preparation)
        .faults().first().stream().map(Fault::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void knowsWhatWasImported() {
    commit(devices(HEADER + ROW, ImportMode.ADD_AND_UPDATE));
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

  @Test
  void knowsWhoIsListed() {
    commit(guids("# the list\n" + METER + "\r\nffdb1234567890a1 # no dashes\n\n"));
    assertThat(inventory.isListed(METER)).isTrue();
    assertThat(inventory.isListed(HUB)).isFalse();
  }

  @Test
  void saysWhatIsInForce() {
    assertThat(inventory.status())
        .isEqualTo(new Status(new Holding.Missing(), new Holding.Missing()));
    commit(devices(HEADER, ImportMode.ADD_AND_UPDATE));
    commit(guids(METER + "\n" + OTHER));
    reopen();
    assertThat(inventory.status().guids())
        .isEqualTo(
            new Holding.InForce(
                2,
                "guids.txt",
                "38f4e4f8fee92de38bc7416259025b5301224e1da472a964ba526eb9f1aeeafc",
                NOW,
                1));
  }
}
