package org.lastgasp.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last record of a log, as somebody knows it who does not have the files. Immutable.
 *
 * @param seq 0 if there is none
 * @param hash of that record, 64 lower-case hexadecimal digits; zeros if there is none
 */
public record LogHead(long seq, String hash) {
  /** Before the first record. */
  static final LogHead NONE = new LogHead(0, LogRecord.BEGINNING);

  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,17}):([0-9a-f]{64})");

  /** Refuses what is none. */
  public LogHead {
    if (seq < 0 || !hash.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("a record " + seq + " with the hash '" + hash + "'");
    }
  }

  /** Of {@code seq:hash}; empty if it is not that. */
  public static Optional<LogHead> parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    return form.matches()
        ? Optional.of(new LogHead(Long.parseLong(form.group(1)), form.group(2)))
        : Optional.empty();
  }

  /** The last sound record in a folder's files; {@link #NONE} if there is none. */
  public static LogHead in(Path folder) {
    LogHead head = NONE;
    List<LogFile> files = LogFile.in(folder);
    for (int i = files.size() - 1; i >= 0 && head.seq() == 0; i--) {
      try (LineReader lines = LineReader.open(files.get(i).path(folder), 0)) {
        while (lines.next()) {
          if (lines.read() instanceof LogLine.Whole whole && whole.isSound()) {
            head = new LogHead(whole.seq(), whole.hash());
          }
        }
      }
    }
    return head;
  }

  /** The hash of a record in a folder's files; empty if they do not have it. */
  public static Optional<String> hash(Path folder, long seq) {
    try (LogReader one = LogReader.open(folder, seq - 1, Optional.empty(), seq)) {
      return one.next() ? one.hash() : Optional.empty();
    }
  }

  /** {@code seq:hash}, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return seq + ":" + hash;
  }
}
