package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import org.lastgasp.files.Sha256;

/**
 * The lines of a file of any length, one after the other, in bounded memory. For one thread.
 *
 * <p>What {@link #next} found lies in {@link #bytes} from {@link #from} to {@link #to}, without the
 * newline, until the next call. A line longer than {@link #LONGEST} comes in pieces, none of which
 * is whole. One that has no end is the last, even if the file grows: its rest would be no line.
 */
final class LineReader implements AutoCloseable {
  /** Far above any record: an MPxN has at most 4,096 characters, of six bytes when escaped. */
  static final int LONGEST = 1 << 20;

  private static final int FIRST_BUFFER = 1 << 16; // 64 KiB, some sixty records

  private final Path path;
  private final FileChannel channel;
  private final MessageDigest sha256 = Sha256.digest();
  private byte[] bytes = new byte[FIRST_BUFFER];
  private int from;
  private int to;
  private int next;
  private int filled;
  private long start;
  private boolean whole;

  private LineReader(Path path, FileChannel channel, long start) {
    this.path = path;
    this.channel = channel;
    this.start = start;
  }

  /** Reads from a byte of the file on. */
  static LineReader open(Path path, long from) {
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      channel.position(from);
      return new LineReader(path, channel, from);
    } catch (IOException failed) {
      throw new UncheckedIOException("opening " + path, failed);
    }
  }

  /** Goes to the next line; false behind the last. */
  boolean next() {
    if (isTorn()) {
      return false;
    }
    start += next - from;
    from = next;
    int end = from;
    while (true) {
      while (end < filled && bytes[end] != '\n') {
        end++;
      }
      if (end < filled) {
        return found(end, end + 1, true);
      }
      if (end - from >= LONGEST) {
        return found(end, end, false);
      }
      end -= makeRoom();
      if (!fill()) {
        return found(end, end, false) && end > from;
      }
    }
  }

  private boolean found(int end, int afterwards, boolean newline) {
    to = end;
    next = afterwards;
    whole = newline;
    return true;
  }

  /** Moves what is left to the front, or doubles the room; by how much it was moved. */
  private int makeRoom() {
    int moved = from;
    if (moved > 0) {
      System.arraycopy(bytes, from, bytes, 0, filled - from);
      filled -= moved;
      from = 0;
    } else if (filled == bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    return moved;
  }

  private boolean fill() {
    try {
      int read = channel.read(ByteBuffer.wrap(bytes, filled, bytes.length - filled));
      filled += Math.max(read, 0);
      return read > 0;
    } catch (IOException failed) {
      throw new UncheckedIOException("reading " + path, failed);
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** The line's offset in the file, in bytes. */
  long start() {
    return start;
  }

  /** The next line's offset in the file, in bytes. */
  long end() {
    return start + next - from;
  }

  /** Returns true if the line ends with a newline. */
  boolean isWhole() {
    return whole;
  }

  /** Returns true if it is the last line of a file and has no end: it may be under way. */
  boolean isTorn() {
    return !whole && !isTooLong() && to > from;
  }

  /** Returns true if it is a piece of a line that no record can be. */
  boolean isTooLong() {
    return !whole && to - from >= LONGEST;
  }

  /** Returns true if it is this line, given with its newline. */
  boolean is(byte[] line) {
    return whole && Arrays.equals(bytes, from, to + 1, line, 0, line.length);
  }

  LogLine read() {
    return whole
        ? LogLine.read(bytes, from, to, sha256)
        : new LogLine.Malformed(isTooLong() ? "the line is too long" : "the line has no end");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("closing " + path, failed);
    }
  }
}
