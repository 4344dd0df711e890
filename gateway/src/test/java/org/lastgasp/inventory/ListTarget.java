package org.lastgasp.inventory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Device;

/**
 * The readers of lists as targets of a fuzzer: what they take from any bytes can be stored, and is
 * the same when it is read back.
 */
public final class ListTarget {
  private ListTarget() {}

  /** The inventory, packed or not. */
  public static void devices(byte[] bytes) {
    read(new DeviceSource(), bytes, ListTarget::sameWhenReadBack);
  }

  /** The list of GUIDs, packed or not. */
  public static void guids(byte[] bytes) {
    read(
        new GuidSource(),
        bytes,
        row -> {
          if (row.line() < 1 || row.record().length > 0) {
            throw new AssertionError("a GUID with something behind it: " + row);
          }
        });
  }

  private static void sameWhenReadBack(Row row) {
    Device device =
        DeviceRecord.decode(row.id(), row.record())
            .orElseThrow(() -> new AssertionError("stored, and cannot be read back: " + row));
    if (!device.id().equals(new Eui64(row.id()))
        || device.type().isBlank()
        || !java.util.Arrays.equals(DeviceRecord.encode(device), row.record())) {
      throw new AssertionError("another device when it is read back: " + device);
    }
  }

  private interface Taken {
    void row(Row row);
  }

  private static void read(RowParser parser, byte[] bytes, Taken taken) {
    try (InputFile file = InputFile.of("list", new ByteArrayInputStream(bytes))) {
      parser.read(file.unpacked(), new Report(taken));
    } catch (IOException damaged) {
      // a packed file that is none: the import is refused
    }
  }

  private record Report(Taken taken) implements RowParser.Report {
    @Override
    public void row(Row row) {
      taken.row(row);
    }

    @Override
    public void fault(long line, String text) {
      warning(line, text);
    }

    @Override
    public void warning(long line, String text) {
      if (line < 0 || text.isBlank()) {
        throw new AssertionError("a fault that says nothing, in line " + line);
      }
    }
  }
}
