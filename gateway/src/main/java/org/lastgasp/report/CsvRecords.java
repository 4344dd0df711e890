package org.lastgasp.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A reader of the CSV records of a report, with their bytes, in bounded memory. For one thread.
 */
final class CsvRecords implements AutoCloseable {
  private static final int LONGEST = 1 << 20; // 1 MiB, far above any row
  private static final int FIRST_BUFFER = 1 << 16;

  private final InputStream in;
  private byte[] bytes = new byte[FIRST_BUFFER];
  private int from;
  private int to; // after the end of line
  private int filled;
  private long line = 1;
  private long linesOfThis;

  private CsvRecords(InputStream in) {
    this.in = in;
  }

  static CsvRecords open(Path file) throws IOException {
    return new CsvRecords(Files.newInputStream(file));
  }

  /** Goes to the next record; false after the last. A last line without an end counts too. */
  boolean next() throws IOException {
    line += linesOfThis;
    linesOfThis = 0;
    from = to;
    int at = from;
    boolean quoted = false;
    while (true) {
      for (; at < filled; at++) {
        byte b = bytes[at];
        quoted ^= b == '"';
        linesOfThis += b == '\n' ? 1 : 0;
        if (b == '\n' && !quoted) {
          to = at + 1;
          return true;
        }
      }
      if (at - from >= LONGEST) {
        to = at;
        return true;
      }
      at -= makeRoom();
      int read = in.read(bytes, filled, bytes.length - filled);
      if (read < 0) {
        to = at;
        return at > from;
      }
      filled += read;
    }
  }

  /** Moves unread bytes to the front, or doubles the buffer. Returns how far they moved. */
  private int makeRoom() {
    int moved = from;
    if (moved > 0) {
      System.arraycopy(bytes, from, bytes, 0, filled - from);
      filled -= moved;
      from = 0;
      to = 0;
    } else if (filled == bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    return moved;
  }

  /** The number of the line where the record begins, from 1. */
  long line() {
    return line;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  /** The index in {@link #bytes} after the record's end of line. */
  int to() {
    return to;
  }

  /** Returns true if the record ends with CR LF. */
  boolean isWhole() {
    return to - from >= 2 && bytes[to - 1] == '\n' && bytes[to - 2] == '\r';
  }

  /** Its text, without its end of line. */
  String text() {
    int end = isWhole() ? to - 2 : to;
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }

  /** The cells; empty if a cell is quoted needlessly or the record is otherwise malformed. */
  Optional<List<String>> cells() {
    if (!isWhole()) {
      return Optional.empty();
    }
    List<String> cells = new ArrayList<>();
    int end = to - 2;
    int at = from;
    while (true) {
      int stop = at < end && bytes[at] == '"' ? closing(at + 1, end) : plain(at, end);
      if (stop < 0) {
        return Optional.empty();
      }
      cells.add(text(at, stop));
      if (stop == end) {
        return Optional.of(cells);
      }
      at = stop + 1;
    }
  }

  /** The index after the closing quotation mark if the cell had to be quoted; otherwise -1. */
  private int closing(int start, int end) {
    boolean needed = false;
    for (int at = start; at < end; at++) {
      byte b = bytes[at];
      needed |= b == ',' || b == '\r' || b == '\n';
      if (b == '"') {
        boolean doubled = at + 1 < end && bytes[at + 1] == '"';
        if (!doubled) {
          boolean over = at + 1 == end || bytes[at + 1] == ',';
          return over && needed ? at + 1 : -1;
        }
        needed = true;
        at++;
      }
    }
    return -1;
  }

  private int plain(int start, int end) {
    for (int at = start; at < end; at++) {
      byte b = bytes[at];
      if (b == ',') {
        return at;
      }
      if (b == '"' || b == '\r' || b == '\n') {
        return -1;
      }
    }
    return end;
  }

  private String text(int start, int stop) {
    if (start < stop && bytes[start] == '"') {
      return new String(bytes, start + 1, stop - start - 2, StandardCharsets.UTF_8)
          .replace("\"\"", "\"");
    }
    return new String(bytes, start, stop - start, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
