package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One log file, open for records. Bytes that are already there, from before a crash, are compared
 * instead of written: the same ones stay, a torn last record is cut off and written again, anything
 * else is damage. For one thread.
 */
final class Tape implements AutoCloseable {
  private static final long LONGEST_TAIL = 1 << 20; // a thousand records' worth of torn bytes

  private final Path path;
  private final FileChannel channel;
  private long position;
  private boolean written;

  private Tape(Path path, FileChannel channel, long position) {
    this.path = path;
    this.channel = channel;
    this.position = position;
  }

  /** Opens a file behind its first {@code position} bytes, which are known to be whole records. */
  static Tape open(Path path, long position) {
    try {
      boolean fresh = !Files.exists(path);
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.size() < position) {
        channel.close();
        throw new LogDamaged(
            path + " has " + Files.size(path) + " bytes, but " + position + " were written to it");
      }
      if (fresh) {
        sync(path.resolveSibling(""));
      }
      return new Tape(path, channel, position);
    } catch (IOException failed) {
      throw new UncheckedIOException("opening " + path, failed);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  long position() {
    return position;
  }

  /** Writes a line, unless it is there already. */
  void append(byte[] line) {
    try {
      int there = (int) Math.min(channel.size() - position, line.length);
      if (there > 0 && !ByteBuffer.wrap(line, 0, there).equals(there(there))) {
        requireTorn();
        there = 0;
      }
      if (there < line.length) {
        channel.truncate(position);
        write(ByteBuffer.wrap(line));
      }
      position += line.length;
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + path, failed);
    }
  }

  /** What is behind the position may be the rest of a crash, but no whole record. */
  private void requireTorn() throws IOException {
    long rest = channel.size() - position;
    boolean whole = rest > LONGEST_TAIL;
    if (!whole) {
      ByteBuffer tail = there((int) rest);
      while (!whole && tail.hasRemaining()) {
        whole = tail.get() == '\n';
      }
    }
    if (whole) {
      throw new LogDamaged(
          path + " differs behind byte " + position + " from what the journal says belongs there");
    }
  }

  private void write(ByteBuffer line) throws IOException {
    long at = position;
    while (line.hasRemaining()) {
      at += channel.write(line, at);
    }
    written = true;
  }

  private ByteBuffer there(int length) throws IOException {
    ByteBuffer there = ByteBuffer.allocate(length);
    while (there.hasRemaining()) {
      if (channel.read(there, position + there.position()) < 0) {
        throw new IOException(path + " became shorter while it was read");
      }
    }
    return there.flip();
  }

  void sync() {
    if (!written) {
      return;
    }
    try {
      channel.force(false);
      written = false;
    } catch (IOException failed) {
      throw new UncheckedIOException("syncing " + path, failed);
    }
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
