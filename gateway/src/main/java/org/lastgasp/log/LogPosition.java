package org.lastgasp.log;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The position up to which the log is written: the file in which the next record is to be written,
 * unless it has to be another one, and the last record. It is what the journal's cursor notes.
 * Immutable.
 *
 * @param file not there yet while {@code length} is 0
 * @param length of the file up to the end of its last record, in bytes
 * @param seq of the last record, 0 if there is none
 * @param hash of the last record
 */
record LogPosition(LogFile file, long length, long seq, String hash) {
  /** Before the first record. */
  static final LogPosition NOTHING =
      new LogPosition(new LogFile(Instant.EPOCH, 1), 0, 0, LogRecord.BEGINNING);

  private static final int PARTS = 4;

  /** The position that a cursor noted; empty if a note is not one of the log's. */
  static Optional<LogPosition> read(String note) {
    if (note.isEmpty()) {
      return Optional.of(NOTHING);
    }
    String[] parts = note.split(" ", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      long length = Long.parseLong(parts[1]);
      long seq = Long.parseLong(parts[2]);
      return LogFile.of(Path.of(parts[0]))
          .map(file -> new LogPosition(file, length, seq, parts[3]));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  /** {@code <file> <length> <seq> <hash>}; empty before the first record. */
  String note() {
    return equals(NOTHING) ? "" : String.join(" ", file.name(), "" + length, "" + seq, hash);
  }

  /** After a record that ends the first so many bytes of a file. */
  LogPosition after(LogFile written, long newLength, LogRecord record) {
    return new LogPosition(written, newLength, record.seq(), record.hash());
  }

  /** The same record, but what comes next begins a file behind that one. */
  LogPosition behind(LogFile last) {
    Instant start = file.start().isAfter(last.start()) ? file.start() : last.start();
    long sequence = Math.max(file.sequence(), last.sequence()) + 1;
    return new LogPosition(new LogFile(start, sequence), 0, seq, hash);
  }

  boolean isBeforeTheFirst() {
    return seq == 0;
  }
}
