package org.lastgasp.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.lastgasp.files.DurableFiles;

/**
 * The gap in the journal of a folder, if events expired before its node had them. It is noted
 * beside what the folder mirrors, and there until the folder is replaced. Safe for any number of
 * threads.
 */
final class JournalGap {
  private static final String FILE = "events-missed.txt";

  private final Path file;
  private volatile Optional<String> missed;

  /** The gap that is noted in a folder. */
  JournalGap(Path folder) {
    this.file = folder.resolve(FILE);
    try {
      this.missed =
          Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException broken) {
      throw new UncheckedIOException("reading " + file, broken);
    }
  }

  /** What is not there; empty if nothing is missing. */
  Optional<String> missed() {
    return missed;
  }

  /** Notes what is not there, as the last that was found. */
  void note(String what) {
    missed = Optional.of(what);
    try {
      Files.createDirectories(file.getParent());
      DurableFiles.replace(file, (what + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException("writing " + file, broken);
    }
  }
}
