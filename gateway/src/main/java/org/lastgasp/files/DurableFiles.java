package org.lastgasp.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A set of operations on files and names that last through a loss of power once they have returned.
 */
public final class DurableFiles {
  private DurableFiles() {}

  /**
   * Writes a file beside, as {@code <name>.part}, and gives it the name, in place of the one that
   * had it: a crash leaves the old or the new.
   */
  public static void replace(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    create(part, content);
    rename(part, file);
  }

  /** Writes a file that is not there yet. */
  public static void create(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      write(channel, ByteBuffer.wrap(content));
      channel.force(true);
    }
  }

  /** Writes all that is left in a buffer; it is not synced. */
  public static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      int unused = channel.write(buffer);
    }
  }

  /** Copies what is behind a place in a file into another, in place of what is in that. */
  public static void copy(Path from, long offset, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      long end = in.size();
      for (long at = offset; at < end; ) {
        long copied = in.transferTo(at, end - at, out);
        if (copied == 0) {
          throw new IOException(from + " became shorter while it was copied");
        }
        at += copied;
      }
      out.force(true);
    }
  }

  /** Gives a finished, synced file or folder its name, in place of a file that had it. */
  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(to.toAbsolutePath().resolveSibling(""));
  }

  /**
   * Makes a folder, unless it is there, in one that is. What was moved away under a running gateway
   * is not made again: whoever puts it back would find another one in its place.
   */
  public static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException obstacle) {
        if (!Files.isDirectory(folder)) { // else another thread made it
          throw obstacle;
        }
      }
    }
  }

  /** Makes what is in a file last. */
  public static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Makes what was created, renamed and removed in a folder last. */
  public static void syncFolder(Path folder) throws IOException {
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
