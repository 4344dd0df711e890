package org.lastgasp.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a file that is held open. The system goes on writing to such a file after it was
 * moved or removed, and what is written then is lost to whoever looks for it: a writer compares the
 * file with its path before it says that something is recorded. Immutable; two looks take
 * microseconds.
 */
public final class HeldFile {
  private final Path path;
  private final @Nullable Object key; // null where the system gives none: not compared then

  private HeldFile(Path path, @Nullable Object key) {
    this.path = path;
    this.key = key;
  }

  /**
   * The file that a path leads to now, just opened.
   *
   * @throws IOException if there is none, or it cannot be looked at
   */
  public static HeldFile of(Path path) throws IOException {
    return new HeldFile(path, key(path));
  }

  /**
   * Compares the file with its path.
   *
   * @throws IOException if the path leads to another file or to none; the message says so, for
   *     people. It may lead back to the file later
   */
  public void check() throws IOException {
    Object now;
    try {
      now = key(path);
    } catch (IOException missing) {
      throw new IOException(gone(), missing);
    }
    if (key != null && !key.equals(now)) {
      throw new IOException(gone());
    }
  }

  private String gone() {
    return path + " was moved, removed or replaced while the gateway writes to it";
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
