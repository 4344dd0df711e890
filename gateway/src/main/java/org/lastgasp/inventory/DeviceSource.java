package org.lastgasp.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lastgasp.files.CountText;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.policy.Device;

/** The file of devices: its header, and what each row must have. */
final class DeviceSource implements RowParser {
  private static final List<String> COLUMNS =
      List.of(
          "device_id",
          "device_type",
          "smets_version",
          "manufacturer",
          "model",
          "chf_id",
          "mpan",
          "region",
          "postcode",
          "feeder");
  private static final List<String> REQUIRED = List.of("device_id", "device_type");
  private static final int ABSENT = -1;

  @Override
  public void read(InputStream unpacked, Report report) throws IOException {
    CsvReader csv = CsvReader.file(unpacked);
    Optional<CsvReader.Parsed> header = csv.next();
    if (header.isEmpty()) {
      report.fault(0, "the file is empty: not even a header");
      return;
    }
    switch (header.get()) {
      case CsvReader.Parsed.Broken b -> report.fault(b.line(), b.fault());
      case CsvReader.Parsed.Fields f -> {
        if (accepts(f, report)) {
          rows(csv, new Reading(positions(f.values()), f.values().size(), report));
        }
      }
    }
  }

  private static boolean accepts(CsvReader.Parsed.Fields header, Report report) {
    List<String> names = header.values().stream().map(String::strip).toList();
    boolean accepted = true;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!COLUMNS.contains(name)) {
        report.fault(header.line(), "unknown column '" + shown(name) + "' in the header");
        accepted = false;
      } else if (names.indexOf(name) < i) {
        report.fault(header.line(), "column '" + name + "' twice in the header");
        accepted = false;
      }
    }
    for (String name : REQUIRED) {
      if (!names.contains(name)) {
        report.fault(header.line(), "no column '" + name + "' in the header");
        accepted = false;
      }
    }
    return accepted;
  }

  /** For each column of the format, where the file has it. */
  private static int[] positions(List<String> header) {
    List<String> names = header.stream().map(String::strip).toList();
    return COLUMNS.stream().mapToInt(names::indexOf).toArray();
  }

  private static void rows(CsvReader csv, Reading reading) throws IOException {
    Optional<CsvReader.Parsed> next = csv.next();
    while (next.isPresent()) {
      switch (next.get()) {
        case CsvReader.Parsed.Broken b -> reading.report.fault(b.line(), b.fault());
        case CsvReader.Parsed.Fields f -> reading.row(f);
      }
      next = csv.next();
    }
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  /** A reader of rows under one header. */
  private static final class Reading {
    private final int[] positions;
    private final int width;
    private final Report report;

    Reading(int[] positions, int width, Report report) {
      this.positions = Arrays.copyOf(positions, positions.length);
      this.width = width;
      this.report = report;
    }

    void row(CsvReader.Parsed.Fields fields) {
      if (fields.values().size() != width) {
        report.fault(
            fields.line(),
            CountText.of(fields.values().size(), "field") + ", but the header has " + width);
        return;
      }
      Optional<Eui64> id = id(fields);
      boolean typed = typed(fields);
      Optional<Eui64> hub = hub(fields);
      Optional<Mpan> mpan = mpan(fields);
      boolean hubReadable = hub.isPresent() || value(fields, 5).isBlank();
      boolean mpanReadable = mpan.isPresent() || value(fields, 6).isBlank();
      if (id.isPresent() && typed && hubReadable && mpanReadable) {
        Device device = device(id.get(), hub, mpan, fields);
        report.row(new Row(id.get().value(), fields.line(), DeviceRecord.encode(device)));
      }
    }

    private Device device(
        Eui64 id, Optional<Eui64> hub, Optional<Mpan> mpan, CsvReader.Parsed.Fields fields) {
      return new Device(
          id,
          value(fields, 1),
          value(fields, 2),
          value(fields, 3),
          value(fields, 4),
          hub,
          mpan,
          value(fields, 7),
          value(fields, 8),
          value(fields, 9));
    }

    private Optional<Eui64> id(CsvReader.Parsed.Fields fields) {
      String text = value(fields, 0).strip();
      if (text.isEmpty()) {
        report.fault(fields.line(), "no device_id");
        return Optional.empty();
      }
      Optional<Eui64> id = Eui64.parse(text);
      if (id.isEmpty()) {
        report.fault(fields.line(), "device_id '" + shown(text) + "' is not an EUI-64");
      }
      return id;
    }

    private boolean typed(CsvReader.Parsed.Fields fields) {
      boolean typed = !value(fields, 1).isBlank();
      if (!typed) {
        report.fault(fields.line(), "no device_type");
      }
      return typed;
    }

    private Optional<Eui64> hub(CsvReader.Parsed.Fields fields) {
      String text = value(fields, 5).strip();
      Optional<Eui64> hub = Eui64.parse(text);
      if (hub.isEmpty() && !text.isEmpty()) {
        report.fault(fields.line(), "chf_id '" + shown(text) + "' is not an EUI-64");
      }
      return hub;
    }

    private Optional<Mpan> mpan(CsvReader.Parsed.Fields fields) {
      String text = value(fields, 6).strip();
      if (text.isEmpty()) {
        return Optional.empty();
      }
      String type = value(fields, 1).strip();
      if (!type.isEmpty() && !type.equalsIgnoreCase("ESME")) {
        report.fault(fields.line(), "mpan on a device of type '" + shown(type) + "', not ESME");
        return Optional.empty();
      }
      Optional<Mpan> mpan = Mpan.parse(text);
      if (mpan.isEmpty()) {
        report.fault(fields.line(), "mpan '" + shown(text) + "' does not have thirteen digits");
      } else if (!mpan.get().checkDigitHolds()) {
        report.warning(fields.line(), "the check digit of mpan " + text + " is wrong");
      }
      return mpan;
    }

    private String value(CsvReader.Parsed.Fields fields, int column) {
      return positions[column] == ABSENT ? "" : fields.values().get(positions[column]);
    }
  }
}
