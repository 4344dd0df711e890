package org.lastgasp.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lastgasp.journal.JournalUnavailable;

/**
 * Where the log stands, as noted in the journal's cursor: the file being written, its whole
 * records' length, and the last record. Immutable.
 *
 * @param file empty before the first record
 * @param length of the file's whole records, in bytes
 */
record Mark(Optional<LogFile> file, long length, long seq, String hash) {
  static final Mark NOTHING = new Mark(Optional.empty(), 0, 0, LogRecord.BEGINNING);

  static Mark read(String note) {
    if (note.isEmpty()) {
      return NOTHING;
    }
    List<String> parts = List.of(note.split(" ", -1));
    try {
      return new Mark(
          LogFile.of(Path.of(parts.get(0))),
          Long.parseLong(parts.get(1)),
          Long.parseLong(parts.get(2)),
          parts.get(3));
    } catch (NumberFormatException | IndexOutOfBoundsException notOurs) {
      throw new JournalUnavailable("the cursor of the log notes '" + note + "'", notOurs);
    }
  }

  String note() {
    return file.map(f -> f.name() + " " + length + " " + seq + " " + hash).orElse("");
  }

  Mark after(LogFile written, long newLength, LogRecord record) {
    return new Mark(Optional.of(written), newLength, record.seq(), record.hash());
  }
}
