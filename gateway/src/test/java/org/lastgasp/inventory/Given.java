package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.Inventory.ImportMode;
import org.lastgasp.inventory.Inventory.PrepareResult;
import org.lastgasp.inventory.Inventory.ShrinkPolicy;

/** What the tests of the room begin with. */
final class Given {
  static final String HEADER =
      "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,feeder\n";
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final Eui64 METER = Eui64.of("00-DB-12-34-56-78-90-A0");
  static final Eui64 OTHER = Eui64.of("FF-DB-12-34-56-78-90-A1");
  static final Eui64 HUB = Eui64.of("00-DB-12-34-56-78-90-B0");
  static final String ROW =
      METER + ",ESME,SMETS2 V4.2,1063,E470," + HUB + ",1312345678907,North,IV1 1AA,F-12\n";

  private Given() {}

  static Inventory inventory(Path folder) {
    return Inventory.open(folder, InstantSource.fixed(NOW));
  }

  static PrepareResult devices(Inventory inventory, String csv, ImportMode mode) {
    return inventory.prepareDevices("inventory.csv", bytes(csv), mode);
  }

  static PrepareResult devices(Inventory inventory, String csv) {
    return devices(inventory, csv, ImportMode.ADD_AND_UPDATE);
  }

  static PrepareResult guids(Inventory inventory, String list) {
    return inventory.prepareGuids("guids.txt", bytes(list), ShrinkPolicy.GUARDED);
  }

  /** A list of this many GUIDs, counted from 1. */
  static String list(int count) {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= count; i++) {
      list.append(new Eui64(i)).append('\n');
    }
    return list.toString();
  }

  static Prepared accepted(PrepareResult preparation) {
    assertThat(preparation).isInstanceOf(Prepared.class);
    return (Prepared) preparation;
  }

  static void commit(PrepareResult preparation) {
    try (Prepared prepared = accepted(preparation)) {
      prepared.commit();
    }
  }

  static String faults(PrepareResult preparation) {
    assertThat(preparation).isInstanceOf(PrepareResult.Refused.class);
    return text(((PrepareResult.Refused) preparation).faults());
  }

  static String text(Findings findings) {
    List<Findings.Fault> first = findings.first();
    return first.stream().map(Findings.Fault::toString).collect(Collectors.joining("\n"));
  }

  static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  static byte[] packed(String text) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException("packing in memory", impossible);
    }
    return packed.toByteArray();
  }
}
