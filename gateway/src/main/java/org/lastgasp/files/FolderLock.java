package org.lastgasp.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock on an empty file of a folder, which keeps a second process, and a second owner in this
 * one, out of the folder. The system releases it when the process ends.
 */
public final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Locks a file, which is made if it is not there; empty if somebody else has it locked. */
  public static Optional<FolderLock> tryTake(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = lock(channel).isPresent();
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    return locked ? Optional.of(new FolderLock(channel)) : Optional.empty();
  }

  private static Optional<FileLock> lock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException inThisProcess) {
      return Optional.empty();
    }
  }

  /** The sentence for whoever may not use the folder. */
  public static String inUse(Path file) {
    return file.resolveSibling("") + " is in use by another gateway, which holds " + file
        + ": stop it first";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
