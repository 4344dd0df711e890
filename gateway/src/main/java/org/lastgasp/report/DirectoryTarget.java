package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.Sha256;

/**
 * A target that is a folder of this machine. A file is written under a temporary name, synced and
 * renamed, then the folder is synced. {@code {scope}} in its path is replaced by each report's.
 */
final class DirectoryTarget implements Target {
  private final Path folder;

  /** The target for a folder, which is made when the first file is put there. */
  DirectoryTarget(Path folder) {
    this.folder = folder.toAbsolutePath().normalize(); // the same name wherever it was started
  }

  @Override
  public String name() {
    return "directory:" + folder;
  }

  @Override
  public Outcome put(TransferFile transfer) {
    Path place = Path.of(new ScopedFolder(folder.toString()).of(transfer));
    Path there = place.resolve(transfer.name());
    try {
      Files.createDirectories(place);
      if (Files.exists(there)) {
        return alreadyThere(there, transfer);
      }
      Path beside = place.resolve(transfer.name() + ".part");
      DurableFiles.copy(transfer.file(), 0, beside);
      Files.move(beside, there, StandardCopyOption.ATOMIC_MOVE);
      DurableFiles.syncFolder(place);
      return new Outcome.Taken();
    } catch (IOException failed) {
      return new Outcome.NotYet("writing " + there + ": " + ErrorText.of(failed));
    }
  }

  private static Outcome alreadyThere(Path there, TransferFile transfer) throws IOException {
    if (Files.size(there) == transfer.length() && Sha256.of(there).equals(transfer.sha256())) {
      DurableFiles.syncFolder(there.resolveSibling(""));
      return new Outcome.Taken();
    }
    return new Outcome.NotYet(
        there + " is there already with other bytes: find out whose it is, and move it away");
  }

  @Override
  public void close() {}
}
