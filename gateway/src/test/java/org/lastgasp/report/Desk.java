package org.lastgasp.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.lastgasp.log.LogByHand;
import org.lastgasp.worker.Backoff;

/** A report server whose steps are made by hand, with a log and a clock of its own, for tests. */
final class Desk implements SuppressionRecords {
  static final Instant NINE = Instant.parse("2030-01-15T09:00:00Z");
  static final Duration HOUR = Duration.ofHours(1);
  static final Backoff PATIENCE =
      new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new SplittableRandom(1));

  final Path folder;
  final LogByHand log;
  Instant now = NINE;
  boolean complete = true;
  boolean clockTrusted;
  Set<Integer> distributors = Set.of();
  ReportScope scoping = ReportScope.CONSOLIDATED;
  Duration every = HOUR;
  Set<ReportSettings.TableFormat> tables = Set.of();
  ReportTemplate template = ReportTemplate.DEFAULT;
  ReportSettings.WhileOff whileOff = ReportSettings.WhileOff.EMPTY;
  boolean switchedOff;
  Assessments assessments = Assessments.NONE;

  Desk(Path folder) {
    this(folder, 64L << 20);
  }

  Desk(Path folder, long rotateAt) {
    this.folder = folder;
    this.log = new LogByHand(folder.resolve("log"), HOUR, rotateAt);
  }

  ReportServer open(Target... targets) {
    return open(SupplementaryDocumentSettings.NONE, targets);
  }

  private ReportServer open(SupplementaryDocumentSettings documents, Target... targets) {
    InstantSource clock = () -> now;
    return new ReportServer(
        settings(), this, assessments, List.of(targets), documents, clock, PATIENCE);
  }

  ReportSettings settings() {
    return settings(folder.resolve("report"));
  }

  ReportSettings settings(Path folder) {
    return new ReportSettings(
        every, scoping, () -> distributors, folder, tables, template, whileOff);
  }

  /** All that is due at an instant, the sending included. */
  void at(Instant instant, Target... targets) {
    at(instant, SupplementaryDocumentSettings.NONE, targets);
  }

  /** The same, with what is written beside the reports. */
  void at(Instant instant, SupplementaryDocumentSettings documents, Target... targets) {
    now = instant;
    try (ReportServer server = open(documents, targets)) {
      Duration unused = server.work();
      Duration unusedToo = server.documents().work();
      server.senders().forEach(TargetWorker::sendNow);
    }
  }

  @Override
  public Path folder() {
    return log.folder();
  }

  @Override
  public long written() {
    return log.seq();
  }

  @Override
  public boolean isSwitchedOff() {
    return switchedOff;
  }

  @Override
  public boolean isClockTrusted() {
    return clockTrusted;
  }

  @Override
  public boolean isComplete(Instant upTo) {
    return complete;
  }

  /** Names and contents of the reports in the spool. */
  Map<String, String> spool() {
    return contents(folder.resolve("report/spool"));
  }

  static Map<String, String> contents(Path folder) {
    Map<String, String> contents = new TreeMap<>();
    if (Files.notExists(folder)) {
      return contents;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            file.getFileName().toString(),
            new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return contents;
  }
}
