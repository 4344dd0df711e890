package org.lastgasp.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that somebody handed in, as it came, on the inventory's disk. So an import reads from a
 * disk, and never waits for a sender. Removed when it is closed, or at the next start.
 */
public final class Received implements AutoCloseable {
  private final Path file;

  Received(Path file) {
    this.file = file;
  }

  /** The bytes as they came. */
  public InputStream open() {
    try {
      return Files.newInputStream(file);
    } catch (IOException failed) {
      throw Inventory.STORE.unavailable("opening " + file, failed);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException failed) {
      throw Inventory.STORE.unavailable("removing " + file, failed);
    }
  }
}
