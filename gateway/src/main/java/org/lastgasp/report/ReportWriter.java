package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.lastgasp.files.Sha256;
import org.lastgasp.log.LogReader;

/**
 * A writer of one report: RFC 4180 in UTF-8, lines ending in CRLF. For one thread.
 *
 * <p>Cells are written as they are, and quoted where the format demands it: where they hold a
 * comma, a quotation mark or an end of line.
 */
final class ReportWriter implements LogReader.Values, AutoCloseable {
  private static final int BUFFER = 1 << 17;

  private final Path path;
  private final FileChannel channel;
  private final byte[] buffer = new byte[BUFFER];
  private final MessageDigest whole = Sha256.digest();
  private int filled;
  private boolean begun; // whether the line has a cell
  private long rows;
  private long bytes;

  private ReportWriter(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Begins a file; an existing one is overwritten. */
  static ReportWriter create(Path path) {
    try {
      return new ReportWriter(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE));
    } catch (IOException failed) {
      throw new UncheckedIOException("making " + path, failed);
    }
  }

  /** Writes text as it is. */
  void raw(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    put(utf8, 0, utf8.length);
  }

  void cell(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    text(utf8, 0, utf8.length);
  }

  /** A cell that needs no quotes. */
  @Override
  public void code(byte[] ascii, int from, int to) {
    beginCell();
    put(ascii, from, to);
  }

  private void beginCell() {
    if (begun) {
      put((byte) ',');
    }
    begun = true;
  }

  @Override
  public void text(byte[] utf8, int from, int to) {
    beginCell();
    if (isPlain(utf8, from, to)) {
      put(utf8, from, to);
      return;
    }
    put((byte) '"');
    for (int i = from; i < to; i++) {
      if (utf8[i] == '"') {
        put((byte) '"');
      }
      put(utf8[i]);
    }
    put((byte) '"');
  }

  private static boolean isPlain(byte[] utf8, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = utf8[i];
      if (b == ',' || b == '"' || b == '\r' || b == '\n') {
        return false;
      }
    }
    return true;
  }

  /** Ends a line that is no row. */
  void endHeader() {
    end();
  }

  /** Ends a line that is a row. */
  void endRow() {
    rows++;
    end();
  }

  private void end() {
    put((byte) '\r');
    put((byte) '\n');
    begun = false;
  }

  private void put(byte b) {
    if (filled == buffer.length) {
      flush();
    }
    buffer[filled++] = b;
  }

  private void put(byte[] from, int start, int end) {
    if (end - start > buffer.length - filled) {
      flush();
    }
    for (int at = start; at < end; ) {
      int part = Math.min(end - at, buffer.length - filled);
      System.arraycopy(from, at, buffer, filled, part);
      filled += part;
      at += part;
      if (at < end) {
        flush();
      }
    }
  }

  private void flush() {
    whole.update(buffer, 0, filled);
    try {
      ByteBuffer rest = ByteBuffer.wrap(buffer, 0, filled);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + path, failed);
    }
    bytes += filled;
    filled = 0;
  }

  /** A finished file. */
  record Finished(long rows, long bytes, String sha256) {}

  /** The number of rows that were written. */
  long rows() {
    return rows;
  }

  /** SHA-256 of all that was written, 64 lower-case hexadecimal digits. */
  String sha256() {
    flush();
    return Sha256.text(Sha256.copy(whole));
  }

  /** Writes the rest and syncs the file. */
  Finished finish() {
    flush();
    try {
      channel.force(true);
    } catch (IOException failed) {
      throw new UncheckedIOException("syncing " + path, failed);
    }
    return new Finished(rows, bytes, Sha256.text(whole));
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
