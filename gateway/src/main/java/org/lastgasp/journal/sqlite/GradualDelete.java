package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.lastgasp.journal.JournalUnavailable;

/**
 * A worker that removes large files a piece at a time: whoever syncs on the same disk, as the
 * journal's writer does for every alert, would otherwise wait a fifth of a second for half a
 * gigabyte. Meanwhile a file has a name of its own; what a crash leaves of it goes at the next
 * start.
 */
final class GradualDelete {
  private static final String SUFFIX = ".gone";
  private static final long PIECE = 16L << 20; // 16 MiB: some milliseconds of the disk
  private static final Duration PAUSE = Duration.ofMillis(10);

  private GradualDelete() {}

  /** Gives a file a second name, so that its content outlives the first; true if that worked. */
  static boolean keep(Path file) {
    try {
      Files.deleteIfExists(gone(file));
      Files.createLink(gone(file), file);
      return true;
    } catch (IOException | UnsupportedOperationException cannot) {
      return false; // there is no such file, or the disk knows no second names: it goes at once
    }
  }

  /** Takes the second name away again. */
  static void forget(Path file) {
    remove(gone(file));
  }

  /** Takes away what {@link #keep} kept; nobody may use it any more. */
  static void finish(Path file) {
    shrink(gone(file));
  }

  /** Takes a file away, under another name from the first moment on. */
  static void vanish(Path file) {
    try {
      Files.move(file, gone(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException broken) {
      throw new JournalUnavailable("removing " + file, broken);
    }
    shrink(gone(file));
  }

  /** Removes what an earlier run left in a folder. */
  static void clear(Path folder) {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "journal-*" + SUFFIX)) {
      left.forEach(GradualDelete::remove);
    } catch (IOException broken) {
      throw new JournalUnavailable("listing " + folder, broken);
    }
  }

  private static Path gone(Path file) {
    return file.resolveSibling(file.getFileName() + SUFFIX);
  }

  private static void shrink(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long left = channel.size() - PIECE;
      while (left > 0) {
        channel.truncate(left);
        LockSupport.parkNanos(PAUSE.toNanos());
        left -= PIECE;
      }
    } catch (IOException broken) {
      throw new JournalUnavailable("removing " + file, broken);
    }
    remove(file);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException broken) {
      throw new JournalUnavailable("removing " + file, broken);
    }
  }
}
