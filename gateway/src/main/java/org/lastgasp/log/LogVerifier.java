package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.lastgasp.files.ErrorText;
import org.lastgasp.log.Verification.Finding;

/**
 * An offline verifier of the files of the suppression log: the form of each line, its hash, the
 * chain and the numbers, over file borders. Bad input is a finding, never an exception.
 *
 * <p>Files may be given in any order, and be any part of a log: a start in mid-chain is accepted
 * and said. Records missing in the middle are found; that the last are missing nobody can tell from
 * the files alone. Memory does not depend on how long the files are.
 */
public final class LogVerifier {
  private static final int MOST_FINDINGS = 100;

  private final List<Finding> findings = new ArrayList<>();
  private int files;
  private long found;
  private long records;
  private long first;
  private long last; // the number of the last line, well-formed or not; 0 before the first
  private String lastHash = "";
  private Set<String> continued = Set.of(); // what the next line may state as prev; empty: anything

  private final Reading reading;

  LogVerifier(Reading reading) {
    this.reading = reading;
  }

  /** A receiver that also gets the line. */
  interface Reading {
    void record(LineReader lines, LogLine.Whole record);
  }

  /** A receiver of each record that has the right form, in the order of the log. */
  public interface Listener {
    /** With its number, the hash it states, and whose it is. */
    void record(long seq, String hash, String distributor);
  }

  /** Verifies these files as one log. */
  public static Verification verify(Collection<Path> files) {
    return verify(files, (seq, hash, distributor) -> {});
  }

  /** Verifies these files as one log, and tells of each record. */
  public static Verification verify(Collection<Path> files, Listener listener) {
    return read(
        files,
        (lines, record) ->
            listener.record(record.seq(), record.hash(), LogReader.distributor(lines, record)));
  }

  static Verification read(Collection<Path> files, Reading reading) {
    LogVerifier verifier = new LogVerifier(reading);
    verifier.inOrder(files).forEach(verifier::verify);
    return verifier.result();
  }

  /** What was found so far. */
  Verification result() {
    return new Verification(
        files, records, first, records == 0 ? 0 : last, lastHash, findings, found);
  }

  /** Takes what comes next for the beginning; what was found is kept. */
  void beginAnew() {
    files = 0;
    records = 0;
    first = 0;
    last = 0;
    lastHash = "";
    continued = Set.of();
  }

  /** Takes a file that what comes next stands in. */
  void file() {
    files++;
  }

  private record Placed(Path file, long place) {}

  /** By the numbers in their names if all have one, else by the first number in each. */
  private List<Path> inOrder(Collection<Path> files) {
    List<Path> different = different(files);
    boolean named = different.stream().allMatch(file -> LogFile.of(file).isPresent());
    return different.stream()
        .map(f -> new Placed(f, named ? LogFile.of(f).orElseThrow().sequence() : firstNumber(f)))
        .sorted(Comparator.comparingLong(Placed::place).thenComparing(Placed::file))
        .map(Placed::file)
        .toList();
  }

  /** A file that is named twice is looked at once. */
  private static List<Path> different(Collection<Path> files) {
    Set<Path> seen = new HashSet<>();
    List<Path> different = new ArrayList<>();
    for (Path file : files) {
      if (seen.add(real(file))) {
        different.add(file);
      }
    }
    return different;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException notThere) {
      return file.toAbsolutePath().normalize();
    }
  }

  private static long firstNumber(Path file) {
    try (LineReader lines = LineReader.open(file, 0)) {
      return lines.next() && lines.read() instanceof LogLine.Whole whole
          ? whole.seq()
          : Long.MAX_VALUE;
    } catch (UncheckedIOException unreadable) {
      return Long.MAX_VALUE;
    }
  }

  private void verify(Path file) {
    file();
    if (Files.isDirectory(file)) {
      find(Finding.Kind.UNREADABLE, file, 0, last + 1, "it is a folder");
      return;
    }
    long number = 0;
    try (LineReader lines = LineReader.open(file, 0)) {
      while (lines.next()) {
        number++;
        verify(file, number, lines);
      }
    } catch (UncheckedIOException unreadable) {
      unreadable(file, number, unreadable);
    }
  }

  /** Takes a file that could not be read behind a line. */
  void unreadable(Path file, long number, UncheckedIOException unreadable) {
    find(Finding.Kind.UNREADABLE, file, number, last + 1, why(unreadable));
  }

  private static String why(UncheckedIOException unreadable) {
    Throwable cause = Objects.requireNonNull(unreadable.getCause());
    return cause instanceof AccessDeniedException
        ? "no right to read it; verify it as the user that the gateway runs as"
        : ErrorText.of(cause);
  }

  /** Verifies the line that a reader stands at. */
  void verify(Path file, long number, LineReader lines) {
    if (lines.isTorn()) {
      String what = "the last line has no end; a gateway that writes it fixes it when it starts";
      find(Finding.Kind.TORN, file, number, last + 1, what);
      lost();
      return;
    }
    switch (lines.read()) {
      case LogLine.Malformed malformed -> {
        find(Finding.Kind.MALFORMED, file, number, last + 1, malformed.fault());
        lost();
      }
      case LogLine.Whole whole -> {
        verify(file, number, whole);
        reading.record(lines, whole);
      }
    }
  }

  /** A line that stands for one record, whichever it was. */
  private void lost() {
    last = last == 0 ? 0 : last + 1;
    continued = Set.of();
  }

  private void verify(Path file, long number, LogLine.Whole record) {
    boolean beginning = records == 0 && last == 0;
    records++;
    if (!record.isSound()) {
      String what = "its bytes have the hash " + record.computed() + ", not the one it states";
      find(Finding.Kind.ALTERED, file, number, beginning ? record.seq() : last + 1, what);
    }
    if (beginning) {
      begin(file, number, record);
    } else {
      continueWith(file, number, record);
    }
    lastHash = record.hash();
    continued = record.isSound() ? Set.of(record.hash()) : Set.of(record.hash(), record.computed());
  }

  private void begin(Path file, long number, LogLine.Whole record) {
    first = record.seq();
    last = record.seq();
    boolean zeros = record.prev().equals(LogRecord.BEGINNING);
    if (first < 1 || zeros != (first == 1)) {
      String what = "a record " + first + " cannot have the prev " + record.prev();
      find(Finding.Kind.BROKEN_CHAIN, file, number, first, what);
    }
  }

  private void continueWith(Path file, long number, LogLine.Whole record) {
    long expected = last + 1;
    boolean numbered = record.seq() == expected;
    if (!numbered && record.isSound()) {
      boolean missing = record.seq() > expected;
      String what =
          missing
              ? Finding.missing("record", expected, record.seq() - 1) + " before it"
                  + noted(file, expected, record.seq() - 1)
              : String.format(Locale.ROOT, "record %d is to stand here", expected);
      find(
          missing ? Finding.Kind.MISSING : Finding.Kind.REPEATED, file, number, record.seq(), what);
    } else if (!continued.isEmpty() && !continued.contains(record.prev()) && record.isSound()) {
      String what = "its prev is " + record.prev() + ", the hash before it is " + lastHash;
      find(Finding.Kind.BROKEN_CHAIN, file, number, record.seq(), what);
    }
    last = record.isSound() ? record.seq() : expected;
  }

  /** The name of the file beside the log that tells why records are missing. */
  public static String hole(long first, long last) {
    return String.format(Locale.ROOT, "poa-suppression-%06d-%06d.hole", first, last);
  }

  /** The reason they are missing, if somebody noted it: it stays a finding all the same. */
  private static String noted(Path file, long first, long last) {
    Path note = file.toAbsolutePath().resolveSibling(hole(first, last));
    try {
      return Files.exists(note) ? ": " + Files.readString(note).strip() : "";
    } catch (IOException unreadable) {
      return "; " + note + " cannot be read";
    }
  }

  private void find(Finding.Kind kind, Path file, long line, long seq, String what) {
    found++;
    if (findings.size() < MOST_FINDINGS) {
      findings.add(new Finding(kind, file, line, seq, what));
    }
  }
}
