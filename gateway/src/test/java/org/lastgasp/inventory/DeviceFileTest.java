package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.inventory.Given.HEADER;
import static org.lastgasp.inventory.Given.HUB;
import static org.lastgasp.inventory.Given.METER;
import static org.lastgasp.inventory.Given.OTHER;
import static org.lastgasp.inventory.Given.ROW;
import static org.lastgasp.inventory.Given.accepted;
import static org.lastgasp.inventory.Given.commit;
import static org.lastgasp.inventory.Given.devices;
import static org.lastgasp.inventory.Given.faults;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.policy.Device;

/** What a file of devices may look like, and what is said of one that is wrong. */
class DeviceFileTest {
  @TempDir Path folder;
  private Inventory inventory;

  @BeforeEach
  void open() {
    inventory = Given.inventory(folder);
  }

  @AfterEach
  void close() {
    inventory.close();
  }

  private String faultsOf(String csv) {
    String faults = faults(devices(inventory, csv));
    assertThat(inventory.status().devices()).isEqualTo(new DatasetStatus.Missing());
    return faults;
  }

  private String faultsOf(byte[] file) {
    ByteArrayInputStream in = new ByteArrayInputStream(file);
    return faults(inventory.prepareDevices("inventory.csv.gz", in, ImportMode.ADD_AND_UPDATE));
  }

  @Test
  void readsARealMess() {
    commit(
        devices(
            inventory,
            "\uFEFFdevice_type,device_id,manufacturer,smets_version,chf_id,mpan,region,model\r\n"
                + "ESME,00db1234567890a0,\"Landis+Gyr \",smets2 v2.0,00db1234567890b0,,,\r\n"
                + "\r\n"
                + "ESME,00-db-12-34-56-78-90-a1,106C,,,2000000000006,"
                + "\"South, and \"\"Central\"\"\",\r\n"
                + "Hot Shoe, 00-DB-12-34-56-78-90-A2 ,GEO,\"\",,,\"a\nb\",Trø\r\n"
                + "CHF,00DB1234567890B0,,,,,,"));
    Device first = inventory.device(METER).orElseThrow();
    assertThat(first.manufacturer()).isEqualTo("Landis+Gyr ");
    assertThat(first.isSmets2Esme()).isTrue();
    assertThat(first.hub()).contains(HUB);
    assertThat(first.mpan()).isEmpty();
    assertThat(first.postcode()).isEmpty();
    Device second = inventory.device(Eui64.of("00DB1234567890A1")).orElseThrow();
    assertThat(second.manufacturer()).isEqualTo("106C");
    assertThat(second.region()).isEqualTo("South, and \"Central\"");
    assertThat(second.hub()).isEmpty();
    Device third = inventory.device(Eui64.of("00DB1234567890A2")).orElseThrow();
    assertThat(third.type()).isEqualTo("Hot Shoe");
    assertThat(third.region()).isEqualTo("a\nb");
    assertThat(third.model()).isEqualTo("Trø");
    assertThat(inventory.device(HUB).map(Device::type)).contains("CHF");
  }

  @Test
  void readsAPackedFileWhateverItsName() {
    byte[] packed = Given.packed(HEADER + ROW);
    commit(
        inventory.prepareDevices(
            "inventory", new ByteArrayInputStream(packed), ImportMode.REPLACE));
    assertThat(inventory.device(METER)).isPresent();
  }

  @Test
  void refusesAPackedFileThatIsCut() {
    byte[] packed = Given.packed(HEADER + ROW);
    for (int missing : new int[] {1, 6, 9}) {
      assertThat(faultsOf(Arrays.copyOf(packed, packed.length - missing)))
          .isEqualTo("the packed file is damaged or cut: it ends too early");
    }
    packed[packed.length - 6] ^= 1;
    assertThat(faultsOf(packed)).contains("damaged or cut");
    assertThat(faultsOf(new byte[] {0x1F, (byte) 0x8B})).contains("damaged or cut");
  }

  @Test
  void namesColumnsThatAreUnknownMissingOrDouble() {
    assertThat(faultsOf("device_id,colour,mpan,mpan\n"))
        .isEqualTo(
            """
            line 1: unknown column 'colour' in the header
            line 1: column 'mpan' twice in the header
            line 1: no column 'device_type' in the header""");
    assertThat(faultsOf("")).isEqualTo("the file is empty: not even a header");
    assertThat(faultsOf(ROW)).contains("unknown column 'ESME'", "no column 'device_id'");
    assertThat(faultsOf((HEADER + ROW).getBytes(UTF_16))).contains("line 1: ");
  }

  @Test
  void namesEveryFaultWithItsLineAndImportsNothing() {
    assertThat(
            faultsOf(
                HEADER
                    + ROW
                    + ",ESME,,,,,,,,\n"
                    + "BANANA,ESME,,,,,,,,\n"
                    + OTHER
                    + ", ,,,,,,,,\n"
                    + HUB
                    + ",CHF,,,,,1312345678907,,,\n"
                    + "\n"
                    + "00DB1234567890A1,\"E\nS\",,,,X,,,,\n"
                    + "00DB1234567890A2,ESME,,,,,131234567890,,,\n"
                    + "00DB1234567890A3,ESME\n"))
        .isEqualTo(
            """
            line 3: no device_id
            line 4: device_id 'BANANA' is not an EUI-64
            line 5: no device_type
            line 6: mpan on a device of type 'CHF', not ESME
            line 8: chf_id 'X' is not an EUI-64
            line 10: mpan '131234567890' does not have thirteen digits
            line 11: 2 fields, but the header has 10""");
  }

  @Test
  void namesBothLinesOfADeviceThatIsThereTwice() {
    String again = ROW.toLowerCase(Locale.ROOT).replace("-", "");
    assertThat(faultsOf(HEADER + HUB + ",CHF,,,,,,,,\n" + ROW + "\n" + again + ROW))
        .isEqualTo(
            """
            line 5: device 00-DB-12-34-56-78-90-A0 again: it is in line 3 too
            line 6: device 00-DB-12-34-56-78-90-A0 again: it is in line 3 too""");
  }

  @Test
  void warnsOfAWrongCheckDigitAndImportsIt() {
    Prepared next = accepted(devices(inventory, HEADER + ROW.replace("8907,", "8908,")));
    assertThat(Given.text(next.warnings()))
        .isEqualTo("line 2: the check digit of mpan 1312345678908 is wrong");
    next.commit();
    assertThat(inventory.device(METER).orElseThrow().mpan().orElseThrow())
        .hasToString("1312345678908");
  }

  @Test
  void listsAHundredFaultsAndCountsTheRest() {
    PrepareResult refused = devices(inventory, HEADER + "X,ESME,,,,,,,,\n".repeat(250));
    Findings faults = ((PrepareResult.Refused) refused).faults();
    assertThat(faults.total()).isEqualTo(250);
    assertThat(faults.first()).hasSize(100);
    assertThat(faults.first().getLast().line()).isEqualTo(101);
  }

  @Test
  void namesTheLineOfBytesThatAreNotUtf8() {
    byte[] latin = (HEADER + ROW + OTHER + ",ESME,,Trøndelag,,,,,,\n").getBytes(ISO_8859_1);
    assertThat(faultsOf(latin)).isEqualTo("line 3: bytes that are not UTF-8 in field 4");
  }

  @Test
  void replacesTheInventoryByNothingOnlyIfThereWasNothing() {
    commit(devices(inventory, HEADER + ROW));
    assertThat(faults(devices(inventory, HEADER, ImportMode.REPLACE)))
        .isEqualTo("there are no devices in it");
    assertThat(inventory.device(METER)).isPresent();
    assertThat(accepted(devices(inventory, HEADER)).counts().changesNothing()).isTrue();
  }
}
