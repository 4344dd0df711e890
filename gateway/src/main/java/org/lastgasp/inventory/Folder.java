package org.lastgasp.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.FolderLock;
import org.lastgasp.sqlite.BrokenFile;

/**
 * The folder: {@code devices.sqlite}, {@code guids.sqlite}, {@code lock}, and {@code staging} with
 * what is being prepared, on the same disk so that it can be renamed into place. Opened read-only,
 * it prepares in the system's folder for temporary files and puts nothing in place.
 */
final class Folder implements AutoCloseable {
  private final Path path;
  private final Optional<FolderLock> lock;

  private Folder(Path path, Optional<FolderLock> lock) {
    this.path = path;
    this.lock = lock;
  }

  static Folder readOnly(Path path) {
    return new Folder(path, Optional.empty());
  }

  static Folder writable(Path path) {
    try {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        BrokenFile.setAside(path, "it is no folder");
      }
      if (Files.isDirectory(path.resolve("lock"))) {
        BrokenFile.setAside(path.resolve("lock"), "it is a folder");
      }
      Files.createDirectories(path);
      Folder folder = new Folder(path, Optional.of(lock(path.resolve("lock"))));
      folder.remove(folder.staging());
      return folder;
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("opening " + path, e);
    }
  }

  private static FolderLock lock(Path file) throws IOException {
    return FolderLock.tryTake(file)
        .orElseThrow(() -> Inventory.STORE.unavailable(FolderLock.inUse(file)));
  }

  Path file(Dataset kind) {
    return path.resolve(kind.file());
  }

  private Path staging() {
    return path.resolve("staging");
  }

  /** A new, empty folder for an import. */
  Path scratch(Dataset kind) {
    try {
      if (lock.isEmpty()) {
        return Files.createTempDirectory("lastgasp-" + kind.word());
      }
      DurableFiles.makeFolder(staging());
      return Files.createTempDirectory(staging(), kind.word());
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("making a place to import to in " + path, e);
    }
  }

  /** A new, empty file for what is handed in. */
  Path received() {
    try {
      if (lock.isEmpty()) {
        return Files.createTempFile("lastgasp-received", "");
      }
      DurableFiles.makeFolder(staging());
      return Files.createTempFile(staging(), "received", "");
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("making a place for a file in " + path, e);
    }
  }

  /** Gives a finished, synced file its name, in place of the one that had it. */
  void putInPlace(Path staged, Dataset kind) {
    if (lock.isEmpty()) {
      throw new IllegalStateException("opened read-only: " + path);
    }
    try {
      if (Files.isDirectory(file(kind))) {
        BrokenFile.setAside(file(kind), "it is a folder");
      }
      Files.move(
          staged, file(kind), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("renaming " + staged + " to " + file(kind), e);
    }
  }

  /** Makes renames last through a loss of power. */
  void sync() {
    try {
      DurableFiles.syncFolder(path);
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("syncing " + path, e);
    }
  }

  /** Removes a file or folder and all below, if it is there. */
  void remove(Path top) {
    if (Files.notExists(top)) {
      return;
    }
    try (Stream<Path> below = Files.walk(top)) {
      List<Path> deepestFirst = below.sorted(Comparator.reverseOrder()).toList();
      for (Path each : deepestFirst) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw Inventory.STORE.unavailable("removing " + top, e);
    }
  }

  @Override
  public void close() {
    if (lock.isPresent()) {
      try {
        lock.get().close();
      } catch (IOException e) {
        throw Inventory.STORE.unavailable("closing " + path, e);
      }
    }
  }
}
