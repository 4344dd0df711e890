package org.lastgasp.inventory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.lastgasp.id.Eui64;

/**
 * The list of GUIDs: one EUI-64 a line, {@code #} begins a comment, empty lines are skipped. A line
 * is read as bytes; what stands in a comment does not matter.
 */
final class GuidSource implements RowParser {
  private static final int END = -1;
  private static final int KEPT = 64; // longer than any EUI-64 with space around it
  private static final byte[] NOTHING = {};

  @Override
  public void read(InputStream unpacked, Report report) throws IOException {
    InputStream in = new BufferedInputStream(unpacked, 64 << 10);
    passMark(in);
    long line = 0;
    Optional<String> text = line(in);
    while (text.isPresent()) {
      line++;
      take(line, text.get().strip(), report);
      text = line(in);
    }
  }

  private static void take(long line, String text, Report report) {
    if (text.isEmpty()) {
      return;
    }
    Optional<Eui64> id = Eui64.parse(text);
    if (id.isPresent()) {
      report.row(new Row(id.get().value(), line, NOTHING));
    } else {
      report.fault(line, "'" + printable(text) + "' is not an EUI-64");
    }
  }

  private static void passMark(InputStream in) throws IOException {
    in.mark(3);
    byte[] first = in.readNBytes(3);
    boolean mark =
        first.length == 3
            && first[0] == (byte) 0xEF
            && first[1] == (byte) 0xBB
            && first[2] == (byte) 0xBF;
    if (!mark) {
      in.reset();
    }
  }

  /** The next line without its comment, cut where it is too long to be right; empty at the end. */
  private static Optional<String> line(InputStream in) throws IOException {
    int b = in.read();
    if (b == END) {
      return Optional.empty();
    }
    byte[] kept = new byte[KEPT];
    int length = 0;
    boolean comment = false;
    while (b != '\n' && b != END) {
      comment |= b == '#';
      boolean leading = length == 0 && (b == ' ' || b == '\t');
      if (!comment && !leading) {
        if (length < KEPT) {
          kept[length++] = (byte) b;
        } else if (b > ' ') {
          kept[KEPT - 1] = '?'; // what is cut off is not lost: the line is refused
        }
      }
      b = in.read();
    }
    return Optional.of(new String(kept, 0, length, ISO_8859_1));
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.chars().forEach(c -> printable.append(c < ' ' || c > '~' ? '?' : (char) c));
    return printable.toString();
  }
}
