package org.lastgasp.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.backup.Manifest;
import org.lastgasp.backup.Places;
import org.lastgasp.backup.Restore;
import org.lastgasp.config.Config;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.log.LogHead;
import org.lastgasp.log.LogReader;
import org.lastgasp.log.LogVerifier;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.motorway.JournalOutage;
import org.lastgasp.motorway.LiveState;
import org.lastgasp.policy.Event;
import org.lastgasp.report.Resumption;
import org.lastgasp.report.SentReports;
import org.lastgasp.report.SkippedRange;

/**
 * A data folder restored from a backup, and the corrections that it needs before a gateway may
 * start: the log continues after the newest known record, reports after the last number used, and
 * the journal gets an entry about the restore.
 */
public final class RestoredFolder {
  private final Config config;
  private final Restore restore;
  private final Ordered ordered;
  private final Instant now;

  private RestoredFolder(Config config, Restore restore, Ordered ordered, Instant now) {
    this.config = config;
    this.restore = restore;
    this.ordered = ordered;
    this.now = now;
  }

  /**
   * The order of an operator to restore.
   *
   * @param head the last record of the log that somebody knows of
   * @param report the last number of a report that somebody knows of
   */
  public record Ordered(
      Optional<LogHead> head, OptionalLong report, String by, String reason) {}

  /**
   * The outcome of that order.
   *
   * @param logged the last record of the log that is there
   * @param known the last one that is known of; the next one goes on behind it
   * @param sent the last number of each series of reports that the backup did not know
   */
  public record Outcome(
      Manifest manifest,
      LogHead logged,
      LogHead known,
      Map<SentReports.Series, Long> sent) {

    /** The number of records of the log that are not here. */
    public long missing() {
      return known.seq() - logged.seq();
    }
  }

  /** The folders of a gateway with this configuration. */
  public static Places places(Config config) {
    Path journal = config.journal().path().toAbsolutePath();
    return new Places(journal.resolveSibling(""), journal, config.log().path());
  }

  /**
   * Puts a backup that was found sound into its place, and makes it fit to go on.
   *
   * @throws BackupFailed if that cannot be done; the folder then stays marked as unfinished
   */
  public static Outcome finish(
      Config config, Restore restore, Ordered ordered, InstantSource clock) {
    restore.copy();
    Outcome outcome = new RestoredFolder(config, restore, ordered, clock.instant()).goOn();
    restore.done();
    return outcome;
  }

  private Outcome goOn() {
    SentReports sent = sentReports();
    Path folder = config.log().path();
    LogHead logged;
    LogHead known;
    try (SqliteJournal journal =
        SqliteJournal.open(
            config.journal().path(), Long.MAX_VALUE, new LiveState(new JournalOutage()))) {
      try (SuppressionLog log =
          SuppressionLog.open(
              journal, folder, config.log().rotateEvery(), config.log().rotateAt())) {
        logged = log.complete();
        known = known(logged, sent);
        record(journal, logged, known);
        log.complete();
        if (known.seq() > logged.seq()) {
          log.goOnBehind(known);
          noteHole(logged, known);
        }
      }
    }
    long begun = LogReader.first(folder).map(first -> first - 1).orElse(0L);
    Map<SentReports.Series, Long> skipped =
        Resumption.goOn(
            config.reportFolder(),
            new Resumption.Known(sent, ordered.report(), begun, lost(logged, known)),
            now);
    return new Outcome(restore.manifest(), logged, known, skipped);
  }

  /** The reports sent, as targets that are folders of this machine show; others are not read. */
  private SentReports sentReports() {
    SentReports sent = SentReports.NONE;
    for (Config.Target target : config.report().to()) {
      if (target instanceof Config.Target.Directory directory) {
        String path = directory.path().toString();
        int scope = path.indexOf("{scope}");
        Path top =
            scope < 0
                ? directory.path()
                : Path.of(path.substring(0, path.lastIndexOf('/', scope) + 1));
        sent = sent.and(SentReports.in(top));
      }
    }
    return sent;
  }

  /** The furthest of all; one that the log has has to be the same. */
  private LogHead known(LogHead logged, SentReports sent) {
    List<LogHead> heads =
        Stream.of(ordered.head(), sent.head()).flatMap(Optional::stream).toList();
    for (LogHead each : heads) {
      Optional<String> here =
          each.seq() <= logged.seq()
              ? LogHead.hash(config.log().path(), each.seq())
              : Optional.empty();
      if (here.filter(hash -> !hash.equals(each.hash())).isPresent()) {
        throw new BackupFailed(
            List.of(
                String.format(
                    Locale.ROOT,
                    "record %d of this log has the hash %s, not %s: the backup is of another log",
                    each.seq(),
                    here.get(),
                    each.hash()),
                "empty the folder; use the backup of the log that the record is of"));
      }
    }
    return Stream.concat(heads.stream(), Stream.of(logged))
        .max(Comparator.comparingLong(LogHead::seq))
        .orElse(logged);
  }

  private void record(SqliteJournal journal, LogHead logged, LogHead known) {
    Event.Restored entry =
        new Event.Restored(
            now, restore.manifest().taken(), logged.seq(), known.seq(), known.hash(),
            ordered.by(), ordered.reason());
    long number = journal.append(pen -> pen.write(entry)).join();
    if (number <= restore.manifest().last()) {
      throw new IllegalStateException("entry " + number + " is not behind the backup");
    }
  }

  /** A few words beside the log's files, which verifying them shows. */
  private void noteHole(LogHead logged, LogHead known) {
    Path file =
        config.log().path().resolve(LogVerifier.hole(logged.seq() + 1, known.seq()));
    String text =
        "the log was put back at %s from a backup of %s by %s: %s\n"
            .formatted(now, restore.manifest().taken(), ordered.by(), ordered.reason());
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException("writing " + file, broken);
    }
  }

  private Optional<SkippedRange> lost(LogHead logged, LogHead known) {
    if (known.seq() <= logged.seq()) {
      return Optional.empty();
    }
    String what =
        "put back from a backup of " + restore.manifest().taken()
            + ": earlier reports may have them";
    return Optional.of(
        new SkippedRange(
            logged.seq() + 1, known.seq(), Optional.of(known.hash()), now, ordered.by(),
            ordered.reason(), what));
  }

  /** The advice for a person. */
  public static List<String> advice(Outcome outcome, boolean headGiven) {
    List<String> advice = new ArrayList<>();
    if (!headGiven && outcome.missing() == 0) {
      advice.add(
          "if the log had come further than record " + outcome.logged().seq()
              + ", numbers are given twice: give --log or --head");
    }
    return advice;
  }
}
