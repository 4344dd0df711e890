package org.lastgasp.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.files.ErrorText;
import org.lastgasp.files.Sha256;

/**
 * A folder of this machine: written beside, synced, renamed, the folder synced. {@code {scope}} in
 * its path stands for the scope of each report.
 */
final class DirectoryTarget implements Target {
  private final Path folder;

  /** The folder, which is made if it is not there. */
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
