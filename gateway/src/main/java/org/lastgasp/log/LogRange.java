package org.lastgasp.log;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.lastgasp.log.Verification.Finding;

/**
 * A reader of the records of a log's folder that may be of some time, damaged places passed over
 * and told. It knows the files that are there when it is made, and reads none of them twice.
 * Memory does not depend on how long they are. For one thread.
 */
public final class LogRange {
  private final Path folder;
  private final List<LogFile> files;
  private final long upTo;
  private final Consumer<SuppressionRecord> to;
  private final Set<LogFile> read = new HashSet<>();

  /**
   * A reader of a folder's files.
   *
   * @param upTo the number of the last record known to be on disk, and the last one given
   * @param to gets the records, in the log's order within each call
   * @throws UncheckedIOException if the folder cannot be listed
   */
  public LogRange(Path folder, long upTo, Consumer<SuppressionRecord> to) {
    this.folder = folder;
    this.files = LogFile.in(folder);
    this.upTo = upTo;
    this.to = to;
  }

  /**
   * Reads the files that can hold records suppressed from an instant on: some records of before
   * are among them, and some of after.
   *
   * @param before the beginning of the first file that is not read
   * @return the faults found, the first hundred
   */
  public List<Finding> read(Instant from, Instant before) {
    return read(files(from, before));
  }

  /**
   * Reads those of the other files that can hold a record suppressed at an instant.
   *
   * @return the faults found, the first hundred of each file
   */
  public List<Finding> readAround(Instant suppressed) {
    return LogFile.around(files, suppressed).stream()
        .filter(file -> !read.contains(file))
        .map(file -> read(List.of(file))) // each by itself: there may be others in between
        .flatMap(List::stream)
        .toList();
  }

  private List<Finding> read(List<LogFile> some) {
    read.addAll(some);
    Verification seen =
        LogVerifier.read(
            some.stream().map(file -> file.path(folder)).toList(),
            (lines, record) -> {
              if (record.seq() <= upTo) {
                to.accept(SuppressionRecord.of(lines, record));
              }
            });
    return seen.findings().stream().filter(f -> f.seq() <= upTo).toList();
  }

  private List<LogFile> files(Instant from, Instant before) {
    Instant period =
        files.stream()
            .map(LogFile::start)
            .filter(start -> !start.isAfter(from))
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    int first = 0;
    while (first < files.size() && !isBetween(files.get(first).start(), period, before)) {
      first++;
    }
    int end = files.size();
    while (end > first && !files.get(end - 1).start().isBefore(before)) {
      end--; // not those in between: where the clock was ahead for a while the chain goes through
    }
    return files.subList(first, end);
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
