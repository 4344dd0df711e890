package org.lastgasp.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.Sha256;

/**
 * A copy of a file as bytes, synced a piece at a time: whoever syncs on the same disk, as the
 * journal's writer does for every alert, would otherwise wait for all of it.
 *
 * @param sha256 64 lower-case hexadecimal digits
 */
record FileCopy(long bytes, String sha256) {
  private static final int BUFFER = 1 << 20; // 1 MiB
  private static final long PIECE = 16L << 20; // 16 MiB: some milliseconds of the disk
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Copies the first bytes of a file, and makes the copy last. */
  static FileCopy of(Path from, Path to, long bytes) throws IOException {
    Files.createDirectories(to.resolveSibling(""));
    MessageDigest digest = Sha256.digest();
    long done = 0;
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      long unsynced = 0;
      while (done < bytes) {
        buffer.clear().limit((int) Math.min(BUFFER, bytes - done));
        int read = in.read(buffer);
        if (read < 0) {
          throw new IOException(from + " became shorter while it was copied");
        }
        digest.update(buffer.flip());
        buffer.rewind();
        DurableFiles.write(out, buffer);
        unsynced += read;
        done += read;
        if (unsynced >= PIECE) {
          out.force(false);
          LockSupport.parkNanos(PAUSE.toNanos());
          unsynced = 0;
        }
      }
      out.force(true);
    }
    return new FileCopy(done, Sha256.text(digest));
  }

  /** The size and digest of a file that is there. */
  static FileCopy measured(Path file) throws IOException {
    return new FileCopy(Files.size(file), Sha256.of(file));
  }

  /** The length of a file up to its last end of a line, in bytes. */
  static long wholeLines(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer one = ByteBuffer.allocate(1 << 12);
      for (long end = in.size(); end > 0; ) {
        long from = Math.max(0, end - one.capacity());
        one.clear().limit((int) (end - from));
        while (one.hasRemaining() && in.read(one, from + one.position()) >= 0) {}
        for (int at = one.position() - 1; at >= 0; at--) {
          if (one.get(at) == '\n') {
            return from + at + 1;
          }
        }
        end = from;
      }
    }
    return 0;
  }

  /** Writes a small file, and makes it last. */
  static FileCopy written(Path file, byte[] content) throws IOException {
    DurableFiles.create(file, content);
    return new FileCopy(content.length, Sha256.of(content));
  }
}
