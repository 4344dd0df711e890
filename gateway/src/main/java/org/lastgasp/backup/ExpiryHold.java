package org.lastgasp.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.files.FolderLock;

/**
 * The lock between a backup and the removal of what is old: while a backup copies, nothing goes;
 * while something goes, no backup begins. The system lets go of it when its process ends.
 */
public final class ExpiryHold implements AutoCloseable {
  static final String FILE = "backup.lock";
  private static final Duration PATIENCE = Duration.ofMinutes(2); // a sweep takes seconds
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final FolderLock lock;

  private ExpiryHold(FolderLock lock) {
    this.lock = lock;
  }

  /** Takes it if nobody has it. */
  public static Optional<ExpiryHold> tryTake(Path data) {
    Path file = data.resolve(FILE);
    try {
      return FolderLock.tryTake(file).map(ExpiryHold::new);
    } catch (IOException broken) {
      throw new BackupFailed("locking " + file, broken);
    }
  }

  /** Takes it once it is free. */
  static ExpiryHold take(Path data) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Optional<ExpiryHold> taken = tryTake(data);
    while (taken.isEmpty() && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
      taken = tryTake(data);
    }
    return taken.orElseThrow(
        () ->
            new BackupFailed(
                data.resolve(FILE) + " is held: another backup is under way",
                "wait for it to end"));
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException broken) {
      throw new BackupFailed("letting go of " + FILE, broken);
    }
  }
}
