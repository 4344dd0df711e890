package org.lastgasp.log;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The records of a log's folder that may be of some time, damaged places passed over and told.
 * Constant memory.
 */
public final class LogRange {
  private LogRange() {}

  /**
   * The faults found, up to the last record asked for.
   *
   * @param findings the first hundred
   */
  public record Seen(List<Finding> findings) {
    public Seen {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Reads the files that can hold records suppressed from an instant on, in the log's order: some
   * records of before are among them, and some of after.
   *
   * @param before the beginning of the first file that is not read
   * @param upTo the number of the last record known to be on disk
   * @throws UncheckedIOException if the folder cannot be listed
   */
  public static Seen read(
      Path folder, Instant from, Instant before, long upTo, Consumer<SuppressionRecord> to) {
    Verification seen =
        LogVerifier.read(
            files(folder, from, before),
            (lines, record) -> {
              if (record.seq() <= upTo) {
                to.accept(SuppressionRecord.of(lines, record));
              }
            });
    return new Seen(seen.findings().stream().filter(f -> f.seq() <= upTo).toList());
  }

  private static List<Path> files(Path folder, Instant from, Instant before) {
    List<LogFile> all = LogFile.in(folder);
    Instant period =
        all.stream()
            .map(LogFile::start)
            .filter(start -> !start.isAfter(from))
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    int first = 0;
    while (first < all.size() && !isBetween(all.get(first).start(), period, before)) {
      first++;
    }
    int end = all.size();
    while (end > first && !all.get(end - 1).start().isBefore(before)) {
      end--; // not those in between: where the clock was ahead for a while the chain goes through
    }
    return all.subList(first, end).stream().map(file -> file.path(folder)).toList();
  }

  private static boolean isBetween(Instant start, Instant period, Instant before) {
    return !start.isBefore(period) && start.isBefore(before);
  }

  /** The first record that is still kept; empty if there is none that can be read. */
  public static Optional<SuppressionRecord> first(Path folder) {
    for (LogFile file : LogFile.in(folder)) {
      try (LineReader lines = LineReader.open(file.path(folder), 0)) {
        if (lines.next() && lines.read() instanceof LogLine.Whole whole) {
          return Optional.of(SuppressionRecord.of(lines, whole));
        }
      }
    }
    return Optional.empty();
  }
}
