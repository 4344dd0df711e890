package org.lastgasp.journal.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.lastgasp.journal.JournalUnavailable;

/**
 * A lock that keeps a second gateway out of the folder; the system releases it when the process
 * ends.
 */
final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  static FolderLock take(Path folder) {
    Path file = folder.resolve("journal.lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel).isPresent()) {
        return new FolderLock(channel);
      }
      channel.close();
    } catch (IOException broken) {
      throw new JournalUnavailable("locking " + file, broken);
    }
    throw new JournalUnavailable(
        folder + " is in use by another gateway, which holds " + file + ": stop it first");
  }

  private static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException inThisProcess) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException broken) {
      throw new JournalUnavailable("unlocking the journal's folder", broken);
    }
  }
}
