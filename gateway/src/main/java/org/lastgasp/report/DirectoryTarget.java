package org.lastgasp.report;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.lastgasp.files.ErrorText;

/**
 * A folder of this machine: written beside, synced, renamed, the folder synced. {@code {scope}} in
 * its path stands for the scope of each report.
 */
public final class DirectoryTarget implements Target {
  private final Path folder;

  /** The folder, which is made if it is not there. */
  public DirectoryTarget(Path folder) {
    this.folder = folder.toAbsolutePath().normalize(); // the same name wherever it was started
  }

  @Override
  public String name() {
    return "directory:" + folder;
  }

  @Override
  public Outcome put(TransferFile parcel) {
    Path place = Path.of(new ScopedFolder(folder.toString()).of(parcel));
    Path there = place.resolve(parcel.name());
    try {
      Files.createDirectories(place);
      if (Files.exists(there)) {
        return alreadyThere(there, parcel);
      }
      Path beside = place.resolve(parcel.name() + ".part");
      copy(parcel.file(), beside);
      Files.move(beside, there, StandardCopyOption.ATOMIC_MOVE);
      ReportBuilder.sync(place);
      return new Outcome.Taken();
    } catch (IOException failed) {
      return new Outcome.NotYet("writing " + there + ": " + ErrorText.of(failed));
    }
  }

  private static Outcome alreadyThere(Path there, TransferFile parcel) throws IOException {
    if (Files.size(there) == parcel.length() && Digests.of(there).equals(parcel.sha256())) {
      ReportBuilder.sync(there.resolveSibling(""));
      return new Outcome.Taken();
    }
    return new Outcome.NotYet(
        there + " is there already with other bytes: find out whose it is, and move it away");
  }

  private static void copy(Path file, Path beside) throws IOException {
    try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ);
        FileChannel to =
            FileChannel.open(
                beside,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
      long length = from.size();
      for (long done = 0; done < length; ) {
        done += from.transferTo(done, length - done, to);
      }
      to.force(true);
    }
  }

  @Override
  public void close() {}
}
