package org.lastgasp.log;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A verification of every file of a log's folder, as {@link LogVerifier} does it, that goes on a
 * portion at a time: whoever asks may rest in between, however long. The log may be written and
 * expire meanwhile: a file that begins is looked at as well; where all that was looked at has
 * expired, the chain begins with the oldest file there is. For one thread.
 */
public final class FolderVerification implements AutoCloseable {
  private final Path folder;
  private final LogVerifier verifier = new LogVerifier((lines, record) -> {});
  private Optional<LogFile> file = Optional.empty(); // the last that was opened
  private @Nullable LineReader lines; // of that file, unless it is done
  private long number; // of the line in that file

  /** Begins with the oldest file of a folder. */
  public FolderVerification(Path folder) {
    this.folder = folder;
  }

  /**
   * Verifies about so many bytes, at least a line; true if there may be more.
   *
   * @throws UncheckedIOException if the folder cannot be listed; it may be tried again
   */
  public boolean advance(long bytes) {
    long left = bytes;
    while (left > 0) {
      if (lines == null && !openNext()) {
        return false;
      }
      if (lines != null) {
        left -= read(lines, left);
      }
    }
    return true;
  }

  /** What was found so far. */
  public Verification result() {
    return verifier.result();
  }

  /** Goes to the file behind the last one; false if there is none. */
  private boolean openNext() {
    List<LogFile> all = LogFile.in(folder);
    Optional<LogFile> next =
        all.stream().filter(each -> file.isEmpty() || each.compareTo(file.get()) > 0).findFirst();
    if (next.isEmpty()) {
      return false;
    }
    if (file.isPresent() && next.get().equals(all.getFirst())) {
      verifier.beginAnew();
    }
    open(next.get());
    return true;
  }

  private void open(LogFile next) {
    file = Optional.of(next);
    number = 0;
    Path path = next.path(folder);
    try {
      lines = LineReader.open(path, 0);
      verifier.file();
    } catch (UncheckedIOException unreadable) {
      boolean expired =
          unreadable.getCause() instanceof NoSuchFileException
              && !LogFile.in(folder).contains(next);
      if (!expired) {
        verifier.file();
        verifier.unreadable(path, 0, unreadable);
      }
    }
  }

  /** Verifies lines of about so many bytes; how many there were. */
  private long read(LineReader open, long most) {
    Path path = file.orElseThrow().path(folder);
    long done = 0;
    try {
      while (done < most) {
        if (!open.next()) {
          close();
          return done;
        }
        number++;
        verifier.verify(path, number, open);
        done += open.end() - open.start();
      }
    } catch (UncheckedIOException unreadable) {
      verifier.unreadable(path, number, unreadable);
      close();
    }
    return done;
  }

  /** Closes the file that is open; it could only go on with the next. */
  @Override
  public void close() {
    if (lines != null) {
      lines.close();
      lines = null;
    }
  }
}
