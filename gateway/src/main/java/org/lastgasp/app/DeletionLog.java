package org.lastgasp.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.lastgasp.files.DurableFiles;

/**
 * A log of what was removed, when and up to which record: {@code removed-<year>.jsonl}, a line
 * each, synced before anything is removed. The files themselves are never removed; set down in
 * {@code docs/formats.md}. For one thread.
 */
final class DeletionLog {
  private final Path folder;

  DeletionLog(Path folder) {
    this.folder = folder;
  }

  /** Records that a segment of the journal is about to be removed. */
  void segment(Instant at, long first, long last) {
    write(at, "\"what\":\"journal\",\"first\":" + first + ",\"last\":" + last);
  }

  /** Records that a file of the suppression log is about to be removed. */
  void logFile(Instant at, Path file, long lastSeq) {
    write(
        at,
        "\"what\":\"log\",\"file\":\"" + file.getFileName() + "\",\"last\":" + lastSeq);
  }

  /** Records that entries of the audit index are about to be removed. */
  void story(Instant at, Instant before, long last) {
    write(at, "\"what\":\"audit\",\"before\":\"" + before + "\",\"last\":" + last);
  }

  /** Returns true if a crash left a line without its end, so that the next needs a new line. */
  private static boolean isTorn(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer end = ByteBuffer.allocate(1);
      long length = channel.size();
      return length > 0 && channel.read(end, length - 1) == 1 && end.get(0) != '\n';
    }
  }

  private void write(Instant at, String members) {
    String line = "{\"at\":\"" + at.truncatedTo(ChronoUnit.MILLIS) + "\"," + members + "}\n";
    Path file = folder.resolve("removed-" + at.atZone(ZoneOffset.UTC).getYear() + ".jsonl");
    try {
      DurableFiles.makeFolder(folder);
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        String text = isTorn(file) ? "\n" + line : line;
        DurableFiles.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("recording what is removed in " + file, failed);
    }
  }
}
