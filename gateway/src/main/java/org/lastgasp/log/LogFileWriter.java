package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.HeldFile;

/** The file being written. Nothing of it is sure before {@link #sync}. For one thread. */
final class LogFileWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final HeldFile held;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private long length;

  private LogFileWriter(Path path, FileChannel channel, HeldFile held, long length) {
    this.path = path;
    this.channel = channel;
    this.held = held;
    this.length = length;
  }

  /**
   * Begins a file, or goes on with one of exactly so many bytes.
   *
   * @throws UncheckedIOException if that is not how it is found
   */
  static LogFileWriter open(Path path, long length) {
    StandardOpenOption how =
        length == 0 ? StandardOpenOption.CREATE_NEW : StandardOpenOption.APPEND;
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, how);
      if (channel.size() != length) {
        channel.close();
        throw new IOException("it has not " + length + " bytes any more");
      }
      if (length == 0) {
        syncFolder(path.toAbsolutePath().resolveSibling(""));
      }
      return new LogFileWriter(path, channel, HeldFile.of(path), length);
    } catch (IOException failed) {
      throw new UncheckedIOException("opening " + path + " to write", failed);
    }
  }

  /** Makes the names in a folder last through a loss of power. */
  static void syncFolder(Path folder) {
    try {
      DurableFiles.syncFolder(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException("syncing the folder " + folder, failed);
    }
  }

  /** Of the file, with what is not synced yet. */
  long length() {
    return length;
  }

  void append(byte[] line) {
    int done = 0;
    while (done < line.length) {
      if (!buffer.hasRemaining()) {
        write();
      }
      int part = Math.min(buffer.remaining(), line.length - done);
      buffer.put(line, done, part);
      done += part;
    }
    length += line.length;
  }

  /** Makes what was appended last, in the file that readers find. */
  void sync() {
    write();
    try {
      channel.force(false);
      held.check();
    } catch (IOException failed) {
      throw new UncheckedIOException("syncing " + path, failed);
    }
  }

  private void write() {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("writing " + path, failed);
    }
    buffer.clear();
  }

  /** Lets go of it; what was not synced is lost. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("closing " + path, failed);
    }
  }
}
