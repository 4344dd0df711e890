package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.files.DurableFiles;
import org.lastgasp.logging.EventLog;

/** The log's folder as recovery sees it: files that nobody writes meanwhile. */
final class LogDirectory {
  private static final EventLog LOG = EventLog.of(SuppressionLog.class);

  private final Path folder;
  private final Recovery.Occasion occasion;
  private List<LogFile> files;

  LogDirectory(Path folder, Recovery.Occasion occasion) {
    this.folder = folder;
    this.occasion = occasion;
    try {
      Files.createDirectories(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException("making the folder of the suppression log, " + folder, failed);
    }
    this.files = LogFile.in(folder);
    while (!files.isEmpty() && length(files.getLast()) == 0) {
      cut(files.getLast(), 0); // begun, and then the power went
    }
  }

  Path folder() {
    return folder;
  }

  Recovery.Occasion occasion() {
    return occasion;
  }

  List<LogFile> files() {
    return files;
  }

  /** The files from this sequence on. */
  List<LogFile> from(long sequence) {
    return files.stream().filter(file -> file.sequence() >= sequence).toList();
  }

  boolean isLast(LogFile file) {
    return !files.isEmpty() && files.getLast().equals(file);
  }

  LineReader read(LogFile file, long from) {
    return LineReader.open(file.path(folder), from);
  }

  long length(LogFile file) {
    return size(file.path(folder));
  }

  /** The bytes of a file. */
  static long size(Path path) {
    try {
      return Files.size(path);
    } catch (IOException failed) {
      throw new UncheckedIOException("looking at " + path, failed);
    }
  }

  /** The record that ends the first so many bytes of a file, if one does. */
  Optional<LogLine.Whole> recordBefore(LogFile file, long end) {
    if (!files.contains(file) || length(file) < end || end < 1) {
      return Optional.empty();
    }
    int most = (int) Math.min(end, LineReader.LONGEST);
    byte[] tail = new byte[most];
    Path path = file.path(folder);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer into = ByteBuffer.wrap(tail);
      while (into.hasRemaining()) {
        if (channel.read(into, end - most + into.position()) < 0) {
          throw new IOException("it became shorter meanwhile");
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("reading " + path, failed);
    }
    if (tail[most - 1] != '\n') {
      return Optional.empty();
    }
    int from = most - 1;
    while (from > 0 && tail[from - 1] != '\n') {
      from--;
    }
    return LogLine.read(tail, from, most - 1) instanceof LogLine.Whole whole && whole.isSound()
        ? Optional.of(whole)
        : Optional.empty();
  }

  /** The first record of a file, if its first line is one. */
  Optional<LogLine.Whole> firstRecord(LogFile file) {
    try (LineReader lines = read(file, 0)) {
      return lines.next() && lines.read() instanceof LogLine.Whole whole && whole.isSound()
          ? Optional.of(whole)
          : Optional.empty();
    }
  }

  /** The number of the first record of a file, if its first line is one. */
  static OptionalLong firstSeq(Path path) {
    try (LineReader lines = LineReader.open(path, 0)) {
      return lines.next() && lines.read() instanceof LogLine.Whole whole
          ? OptionalLong.of(whole.seq())
          : OptionalLong.empty();
    }
  }

  /** Removes a file for good. */
  static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failed) {
      throw new UncheckedIOException("removing " + path, failed);
    }
    LogFileWriter.syncFolder(path.toAbsolutePath().resolveSibling(""));
  }

  /** The last file that begins with a record, if there is one. */
  Optional<LogFile> lastWithRecords() {
    return files.reversed().stream()
        .filter(file -> firstRecord(file).isPresent())
        .findFirst();
  }

  /** Behind the last record in the files, what is broken behind it being cut off. */
  LogPosition end() {
    while (!files.isEmpty()) {
      LogFile last = files.getLast();
      LogPosition end = new LogPosition(last, 0, 0, LogRecord.BEGINNING);
      try (LineReader lines = read(last, 0)) {
        while (lines.next()) {
          if (lines.read() instanceof LogLine.Whole whole && whole.isSound()) {
            end = new LogPosition(last, lines.end(), whole.seq(), whole.hash());
          }
        }
      }
      cut(last, end.length());
      if (end.length() > 0) {
        sync(last.sequence());
        return end;
      }
    }
    return LogPosition.NOTHING;
  }

  /**
   * Cuts the last file back to so many bytes, and removes it if none are left. More than one broken
   * line is kept beside it, as {@code <name>.cut-<length>}: it may be somebody's evidence. Less, at
   * a retry, is what its own writing left, and not told.
   */
  void cut(LogFile file, long length) {
    Path path = file.path(folder);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long cut = channel.size() - length;
      if (cut > 0) {
        boolean kept = keepLines(file, length);
        channel.truncate(length);
        channel.force(true);
        if (kept || occasion == Recovery.Occasion.START) {
          LOG.warn("log-cut-back", "file", path, "bytes", cut, "kept-beside", kept);
        }
      }
      if (length == 0) {
        Files.delete(path);
        LogFileWriter.syncFolder(folder);
        files = LogFile.in(folder);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("cutting " + path + " back to " + length, failed);
    }
  }

  private boolean keepLines(LogFile file, long from) throws IOException {
    try (LineReader lines = read(file, from)) {
      if (!lines.next() || !lines.isWhole()) {
        return false;
      }
    }
    Path path = file.path(folder);
    Path beside = folder.resolve(file.name() + ".cut-" + from);
    DurableFiles.copy(path, from, beside);
    LogFileWriter.syncFolder(folder);
    return true;
  }

  /** Makes what lies in the files from this one on last: a crash may have left it in memory. */
  void sync(long fromSequence) {
    for (LogFile file : from(fromSequence)) {
      Path path = file.path(folder);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.force(false);
      } catch (IOException failed) {
        throw new UncheckedIOException("syncing " + path, failed);
      }
    }
    LogFileWriter.syncFolder(folder);
  }
}
