package org.lastgasp.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The name of a log file: {@code poa-suppression-<UTC start>-<sequence>.jsonl}, with at least six
 * digits of sequence. Immutable; in the order of the sequence.
 *
 * @param start the beginning of the rotation period of its first record, whole seconds, from 1970
 *     to 9999; before that of the file before it only where the clock was set back
 * @param sequence counts files from 1 without gaps
 */
public record LogFile(Instant start, long sequence) implements Comparable<LogFile> {
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("poa-suppression-(\\d{8}T\\d{6}Z)-(\\d{6,18})\\.jsonl");
  private static final Comparator<LogFile> ORDER =
      Comparator.comparingLong(LogFile::sequence).thenComparing(LogFile::start);
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  /** The file of this name, if it is one of the log's. */
  public static Optional<LogFile> of(Path path) {
    return named(String.valueOf(path.getFileName()));
  }

  /** The file of this name, if it is one of the log's. */
  public static Optional<LogFile> named(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Instant start = START.parse(matcher.group(1), Instant::from);
      return Optional.of(new LogFile(start, Long.parseLong(matcher.group(2))));
    } catch (DateTimeException noSuchDate) {
      return Optional.empty();
    }
  }

  /** The log files of a folder, in order; none if there is no folder. */
  static List<LogFile> in(Path folder) {
    if (Files.notExists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(LogFile::of).flatMap(Optional::stream).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException("listing the suppression log in " + folder, failed);
    }
  }

  /**
   * Those of some files, all in order, that may have a record of an instant, wherever they stand:
   * the files of its period, those of the next one there is, as a record stays there after the
   * clock stepped back a little, and the one in front of each, whose period was of another length.
   */
  static List<LogFile> around(List<LogFile> files, Instant suppressed) {
    Set<Instant> starts = new HashSet<>();
    files.stream()
        .map(LogFile::start)
        .filter(start -> !start.isAfter(suppressed))
        .max(Comparator.naturalOrder())
        .ifPresent(starts::add);
    files.stream()
        .map(LogFile::start)
        .filter(start -> start.isAfter(suppressed))
        .min(Comparator.naturalOrder())
        .ifPresent(starts::add);
    return IntStream.range(0, files.size())
        .filter(
            i ->
                starts.contains(files.get(i).start())
                    || (i + 1 < files.size() && starts.contains(files.get(i + 1).start())))
        .mapToObj(files::get)
        .toList();
  }

  /** The beginning of the period an instant falls into, of periods counted from 1970 in UTC. */
  static Instant period(Instant at, Duration every) {
    long length = every.toSeconds();
    long start = Math.floorDiv(at.getEpochSecond(), length) * length;
    return Instant.ofEpochSecond(Math.clamp(start, 0, LATEST.getEpochSecond()));
  }

  /** The file's name. */
  public String name() {
    return String.format(
        Locale.ROOT,
        "poa-suppression-%s-%06d.jsonl",
        START.format(start),
        sequence);
  }

  Path path(Path folder) {
    return folder.resolve(name());
  }

  @Override
  public int compareTo(LogFile other) {
    return ORDER.compare(this, other);
  }
}
