package org.lastgasp.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The check whether there is a file or a folder to read. What is not there and what this user may
 * not read are different answers, which {@link Files#exists} and {@link Files#isDirectory} mix up.
 */
public final class ReadAccess {
  private static final String NOT_OURS =
      "this user may not; run the command as the user of the gateway";

  private ReadAccess() {}

  /**
   * Returns true if there is a folder; whoever may list it may open what is in it.
   *
   * @throws UncheckedIOException if it cannot be read, or not be looked for
   */
  public static boolean toFolder(Path folder) {
    try {
      if (!Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
        return false;
      }
      folder.getFileSystem().provider().checkAccess(folder, AccessMode.READ, AccessMode.EXECUTE);
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException obstacle) {
      throw refusal(folder, obstacle);
    }
  }

  /**
   * Returns true if there is a file, or anything else of that name.
   *
   * @throws UncheckedIOException if it cannot be read, or not be looked for
   */
  public static boolean toFile(Path file) {
    try {
      file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException obstacle) {
      throw refusal(file, obstacle);
    }
  }

  /** The failure in words for the person who gave the command. */
  static UncheckedIOException refusal(Path path, IOException obstacle) {
    IOException why = obstacle;
    if (obstacle instanceof AccessDeniedException) {
      why = new FileSystemException(path.toString(), null, NOT_OURS);
      Throwable unused = why.initCause(obstacle);
    }
    return new UncheckedIOException("reading " + path, why);
  }
}
