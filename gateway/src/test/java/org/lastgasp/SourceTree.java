package org.lastgasp;

import java.nio.file.Files;
import java.nio.file.Path;

/** The source tree that the tests run in, from whichever of its folders they were started. */
public final class SourceTree {
  private static final Path TOP = top(Path.of("").toAbsolutePath());

  private SourceTree() {}

  /** A file or folder of the tree, e.g. {@code docs/formats.md}. */
  public static Path path(String relative) {
    return TOP.resolve(relative);
  }

  /** The folder with the launcher. */
  private static Path top(Path start) {
    Path folder = start;
    while (!Files.isRegularFile(folder.resolve("lastgasp"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no source tree around " + start);
      }
    }
    return folder;
  }
}
