package org.lastgasp.log;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a log file: {@code poa-suppression-<UTC start>-<sequence>.jsonl}. Immutable.
 *
 * @param start the beginning of the rotation period of its first record
 * @param sequence counts files from 1 without gaps
 */
public record LogFile(Instant start, long sequence) implements Comparable<LogFile> {
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("poa-suppression-(\\d{8}T\\d{6}Z)-(\\d{6,18})\\.jsonl");

  /** The period an instant falls into, of periods counted from 1970 in UTC. */
  static Instant period(Instant at, Duration every) {
    long length = every.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), length) * length);
  }

  /** The file of this name, if it is one of the log's. */
  public static Optional<LogFile> of(Path path) {
    Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
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

  /** The file's name. */
  public String name() {
    return String.format("poa-suppression-%s-%06d.jsonl", START.format(start), sequence);
  }

  @Override
  public int compareTo(LogFile other) {
    return Comparator.comparingLong(LogFile::sequence)
        .thenComparing(LogFile::start)
        .compare(this, other);
  }
}
