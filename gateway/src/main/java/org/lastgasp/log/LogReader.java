package org.lastgasp.log;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.log.Verification.Finding;

/**
 * The records of a log's folder from one number to another, in order and in bounded memory, form,
 * hash and chain checked as they are read. For one thread.
 *
 * <p>It reads while the log is written, as long as the last record asked for is known to be on
 * disk. Where a file is damaged and the log wrote the same records once more behind it, it goes on
 * with those; else it stops in front of the damage, which is a {@link Finding}, not an exception.
 */
public final class LogReader implements AutoCloseable {
  private static final List<String> NAMES =
      Stream.of(
              Stream.of("seq"),
              Stream.of(LogField.values()).map(LogField::code),
              Stream.of("prev", "hash"))
          .flatMap(names -> names)
          .toList();
  private static final boolean[] TEXT = texts();
  private static final int SUPPRESSED_AT = NAMES.indexOf(LogField.SUPPRESSED_AT.code());
  private static final int DISTRIBUTOR = NAMES.indexOf(LogField.DISTRIBUTOR.code());

  private static boolean[] texts() {
    boolean[] texts = new boolean[NAMES.size()];
    for (LogField member : LogField.values()) {
      texts[NAMES.indexOf(member.code())] = member.shape() == FieldType.TEXT;
    }
    return texts;
  }

  private final Path folder;
  private final List<LogFile> files;
  private final long upTo;
  private int ahead; // the file after the one being read
  private Optional<LineReader> lines = Optional.empty();
  private long line;
  private long here; // the number of the line before in its file, 0 if there was none
  private long seq;
  private Optional<String> hash; // of the record before, if it is known
  private int[] values = new int[0];
  private byte[] plain = new byte[1 << 8];
  private Optional<Finding> broken = Optional.empty();

  private LogReader(Path folder, long after, Optional<String> hash, long upTo) {
    this.folder = folder;
    this.files = LogFile.in(folder);
    this.seq = after;
    this.hash = after == 0 ? Optional.of(LogRecord.BEGINNING) : hash;
    this.upTo = upTo;
    this.ahead = beginning();
  }

  /** A receiver of values, in UTF-8. The bytes are another's by the time it returns. */
  public interface Values {
    /** One that is any text, as it is, nothing escaped. */
    void text(byte[] utf8, int from, int to);

    /** One of letters, digits, {@code -}, {@code +}, {@code :} and points; empty if it is null. */
    void code(byte[] ascii, int from, int to);
  }

  /**
   * Reads the records behind one, up to and with another.
   *
   * @param after the number of the record before the first; 0 for the first of all
   * @param hash of that record, for the chain; empty if nobody knows it
   * @param upTo the number of the last
   * @throws UncheckedIOException if the folder cannot be listed
   */
  public static LogReader open(Path folder, long after, Optional<String> hash, long upTo) {
    return new LogReader(folder, after, hash, upTo);
  }

  /** The names of a record's values, in their order. */
  public static List<String> names() {
    return NAMES;
  }

  /** The number of the first record in a folder; empty if there is none that can be read. */
  public static Optional<Long> first(Path folder) {
    return LogFile.in(folder).stream()
        .map(file -> first(folder, file))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Long> first(Path folder, LogFile file) {
    try (LineReader lines = LineReader.open(file.path(folder), 0)) {
      return lines.next() && lines.read() instanceof LogLine.Whole whole
          ? Optional.of(whole.seq())
          : Optional.empty();
    }
  }

  /**
   * The number of the last record in the first file that ended because of its size, not of its
   * period, behind a record; empty if there is none.
   */
  public static Optional<Long> endOfFullFile(Path folder, long after) {
    List<LogFile> files = LogFile.in(folder);
    Optional<Long> end = Optional.empty();
    for (int i = files.size() - 1; i > 0; i--) {
      Optional<Long> last = first(folder, files.get(i)).map(number -> number - 1);
      if (last.isPresent() && last.get() <= after) {
        return end;
      }
      boolean full = files.get(i).start().equals(files.get(i - 1).start());
      end = full && last.isPresent() ? last : end;
    }
    return end;
  }

  /**
   * A record that is as it was written.
   *
   * @param prev the hash that it says the record before it has
   */
  public record Sound(long seq, String prev) {}

  /** The first from one number to another that is, whatever the chain in front of it is like. */
  public static Optional<Sound> sound(Path folder, long from, long upTo) {
    try (LogReader reader = new LogReader(folder, from - 1, Optional.empty(), upTo)) {
      while (reader.advance()) {
        if (reader.lines.orElseThrow().read() instanceof LogLine.Whole whole
            && whole.isSound()
            && whole.seq() >= from
            && whole.seq() <= upTo) {
          return Optional.of(new Sound(whole.seq(), whole.prev()));
        }
      }
    }
    return Optional.empty();
  }

  /** The last file whose first record is not behind what is wanted first. */
  private int beginning() {
    for (int i = files.size() - 1; i > 0; i--) {
      if (first(folder, files.get(i)).filter(number -> number <= seq + 1).isPresent()) {
        return i;
      }
    }
    return 0;
  }

  /**
   * Goes to the next record; false behind the last, or in front of what is {@link #broken}.
   *
   * @throws UncheckedIOException if a file cannot be read
   */
  public boolean next() {
    if (seq >= upTo || broken.isPresent()) {
      return false;
    }
    while (advance()) {
      switch (look(lines.orElseThrow())) {
        case Seen.Next next -> {
          take(next.record());
          return true;
        }
        case Seen.Before before -> here = before.seq();
        case Seen.Wrong wrong -> {
          if (!skipToCopy()) {
            broken = Optional.of(wrong.finding());
            return false;
          }
        }
      }
    }
    broken = Optional.of(missing(upTo));
    return false;
  }

  /** To the next line, in the next file if it has to be. */
  private boolean advance() {
    while (lines.isEmpty() || !lines.get().next()) {
      closeFile();
      if (ahead == files.size()) {
        return false;
      }
      lines = Optional.of(LineReader.open(files.get(ahead).path(folder), 0));
      ahead++;
      line = 0;
      here = 0;
    }
    line++;
    return true;
  }

  private sealed interface Seen {
    record Next(LogLine.Whole record) implements Seen {}

    record Before(long seq) implements Seen {}

    record Wrong(Finding finding) implements Seen {}
  }

  private Seen look(LineReader found) {
    LogLine read = found.read();
    if (!(read instanceof LogLine.Whole record && record.isSound())) {
      boolean before = here > 0 && here < seq;
      return before ? new Seen.Before(here + 1) : new Seen.Wrong(damaged(found, read));
    }
    if (record.seq() <= seq) {
      return new Seen.Before(record.seq());
    }
    if (record.seq() > seq + 1) {
      return new Seen.Wrong(missing(record.seq() - 1));
    }
    if (hash.isPresent() && !hash.get().equals(record.prev())) {
      String what = "its prev is " + record.prev() + ", the hash before it is " + hash.get();
      return new Seen.Wrong(finding(Finding.Kind.BROKEN_CHAIN, what));
    }
    return new Seen.Next(record);
  }

  private Finding damaged(LineReader found, LogLine read) {
    return switch (read) {
      case LogLine.Whole record ->
          finding(
              Finding.Kind.ALTERED,
              "its bytes have the hash " + record.computed() + ", not the one it states");
      case LogLine.Malformed malformed ->
          finding(
              found.isWhole() ? Finding.Kind.MALFORMED : Finding.Kind.TORN, malformed.fault());
    };
  }

  private Finding missing(long last) {
    return finding(Finding.Kind.MISSING, Finding.missing("record", seq + 1, last));
  }

  private Finding finding(Finding.Kind kind, String what) {
    Path file = ahead == 0 ? folder : files.get(ahead - 1).path(folder);
    return new Finding(kind, file, line, seq + 1, what);
  }

  /** To a later file that begins with the record wanted, as the log writes it behind damage. */
  private boolean skipToCopy() {
    for (int i = ahead; i < files.size(); i++) {
      try (LineReader first = LineReader.open(files.get(i).path(folder), 0)) {
        if (first.next()
            && first.read() instanceof LogLine.Whole whole
            && whole.follows(seq, hash.orElse(whole.prev()))) {
          closeFile();
          ahead = i;
          return true;
        }
      }
    }
    return false;
  }

  private void take(LogLine.Whole record) {
    seq = record.seq();
    here = seq;
    hash = Optional.of(record.hash());
    values = record.values();
  }

  /** The fault of the record behind the last one given, if that is why there is no next. */
  public Optional<Finding> broken() {
    return broken;
  }

  /** The number of the record; before the first, that of the one before it. */
  public long seq() {
    return seq;
  }

  /** Its hash; empty before the first if nobody knows it. */
  public Optional<String> hash() {
    return hash;
  }

  /** The instant its alert was judged. */
  public Instant suppressedAt() {
    byte[] bytes = lines.orElseThrow().bytes();
    return FieldType.instant(bytes, values[2 * SUPPRESSED_AT], values[2 * SUPPRESSED_AT + 1]);
  }

  /** The first two digits of the MPAN as a number, or {@code unknown}. */
  public String distributor() {
    return text(DISTRIBUTOR);
  }

  static String distributor(LineReader lines, LogLine.Whole record) {
    int[] values = record.values();
    return Ascii.text(
        lines.bytes(), values[2 * DISTRIBUTOR], values[2 * DISTRIBUTOR + 1]);
  }

  private String text(int value) {
    byte[] bytes = lines.orElseThrow().bytes();
    return Ascii.text(bytes, values[2 * value], values[2 * value + 1]);
  }

  /** Gives each value of the record, in the order of {@link #names}. */
  public void values(Values to) {
    byte[] bytes = lines.orElseThrow().bytes();
    for (int i = 0; i < values.length; i += 2) {
      if (!TEXT[i / 2]) {
        to.code(bytes, values[i], values[i + 1]);
      } else if (isEscaped(bytes, values[i], values[i + 1])) {
        to.text(plain, 0, unescape(bytes, values[i], values[i + 1]));
      } else {
        to.text(bytes, values[i], values[i + 1]);
      }
    }
  }

  private static boolean isEscaped(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** Into {@code plain}; its length there. */
  private int unescape(byte[] bytes, int from, int to) {
    if (plain.length < to - from) {
      plain = new byte[to - from];
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      byte next = bytes[i];
      if (next == '\\') {
        i++;
        boolean code = bytes[i] == 'u'; // of a control character, in four digits
        next =
            code
                ? (byte) Integer.parseInt(Ascii.text(bytes, i + 1, i + 5), 16)
                : JsonEscapes.plain(bytes[i]);
        i += code ? 4 : 0;
      }
      plain[length++] = next;
    }
    return length;
  }

  private void closeFile() {
    lines.ifPresent(LineReader::close);
    lines = Optional.empty();
  }

  @Override
  public void close() {
    closeFile();
  }
}
