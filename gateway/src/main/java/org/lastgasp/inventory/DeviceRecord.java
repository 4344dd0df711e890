package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Device;

/**
 * A device as it is kept: the columns behind the device_id, in the order of the file format, as one
 * record of RFC 4180 in UTF-8. Equal devices have equal bytes.
 */
final class DeviceRecord {
  private static final int FIELDS = 9;

  private DeviceRecord() {}

  static byte[] encode(Device device) {
    StringBuilder text = new StringBuilder(128);
    append(text, device.type()).append(',');
    append(text, device.smetsVersion()).append(',');
    append(text, device.manufacturer()).append(',');
    append(text, device.model()).append(',');
    device.hub().ifPresent(text::append);
    text.append(',');
    device.mpan().ifPresent(text::append);
    text.append(',');
    append(text, device.region()).append(',');
    append(text, device.postcode()).append(',');
    append(text, device.feeder());
    return text.toString().getBytes(UTF_8);
  }

  private static StringBuilder append(StringBuilder text, String value) {
    boolean plain = true;
    for (int i = 0; i < value.length() && plain; i++) {
      char c = value.charAt(i);
      plain = c != ',' && c != '"' && c != '\n' && c != '\r';
    }
    return plain
        ? text.append(value)
        : text.append('"').append(value.replace("\"", "\"\"")).append('"');
  }

  /** The device of a record that {@link #encode} made; empty if it is none: the file is damaged. */
  static Optional<Device> decode(long id, byte[] record) {
    try {
      return CsvReader.record(record).next().flatMap(parsed -> device(id, parsed));
    } catch (IOException impossible) {
      throw new IllegalStateException("reading " + record.length + " bytes in memory", impossible);
    }
  }

  private static Optional<Device> device(long id, CsvReader.Parsed parsed) {
    return switch (parsed) {
      case CsvReader.Parsed.Broken b -> Optional.empty();
      case CsvReader.Parsed.Fields f when f.values().size() != FIELDS -> Optional.empty();
      case CsvReader.Parsed.Fields f -> Optional.of(device(id, f.values()));
    };
  }

  private static Device device(long id, List<String> values) {
    return new Device(
        new Eui64(id),
        values.get(0),
        values.get(1),
        values.get(2),
        values.get(3),
        Eui64.parse(values.get(4)),
        Mpan.parse(values.get(5)),
        values.get(6),
        values.get(7),
        values.get(8));
  }
}
