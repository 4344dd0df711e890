package org.lastgasp.app;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.lastgasp.audit.AuditIndexer;
import org.lastgasp.audit.AuditUnavailable;
import org.lastgasp.backup.BackupFailed;
import org.lastgasp.backup.ExpiryHold;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.delivery.DeliveryUnavailable;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.journal.sqlite.SqliteJournal;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.report.ReportServer;
import org.lastgasp.report.ReportUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is older than its retention and held by nobody: whole segments of the journal, files
 * of the suppression log, entries of the index, what hindsight remembers, reports. What goes of the
 * first three is recorded before it goes. What fails is tried again at the next sweep, and keeps
 * nothing else from being removed. For one thread.
 */
final class RetentionJob {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionJob.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30); // half of the time, of the index

  private final SqliteJournal journal;
  private final Readers readers;
  private final DeletionLog removals;
  private final Path data;
  private final List<RetentionHold> holds;
  private final Config.Retention retention;
  private Instant forgotten = Instant.MIN;

  /** The rooms that read the journal and keep something of their own. */
  record Readers(
      Delivery delivery,
      SuppressionLog log,
      AuditIndexer story,
      Hindsight hindsight,
      ReportServer reports,
      LongSupplier releases) {

    /** Who still needs the journal, and who the log. */
    List<RetentionHold> holds() {
      return List.of(
          new RetentionHold("delivery", RetentionHold.On.JOURNAL, delivery::passed),
          new RetentionHold("log", RetentionHold.On.JOURNAL, log::passed),
          new RetentionHold("story", RetentionHold.On.JOURNAL, story::passed),
          new RetentionHold("hindsight", RetentionHold.On.JOURNAL, hindsight::passed),
          new RetentionHold("late releases", RetentionHold.On.JOURNAL, releases),
          new RetentionHold("reports", RetentionHold.On.LOG, reports::passedSeq));
    }
  }

  RetentionJob(
      SqliteJournal journal,
      Readers readers,
      DeletionLog removals,
      Path data,
      Config.Retention retention) {
    this.journal = journal;
    this.readers = readers;
    this.removals = removals;
    this.data = data;
    this.holds = readers.holds();
    this.retention = retention;
  }

  /** Removes what may go by now, unless a backup is being made of it. */
  void sweep(Instant now) {
    Optional<ExpiryHold> mine;
    try {
      mine = ExpiryHold.tryTake(data);
    } catch (BackupFailed unlockable) { // most of all on a full disk something has to go
      LOG.warn("event=backup-lock-unusable why=\"{}\"", unlockable.getMessage());
      remove(now);
      return;
    }
    if (mine.isEmpty()) {
      LOG.info("event=expiry-put-off why=\"a backup is being made\"");
      return;
    }
    try (var _ = mine.get()) {
      remove(now);
    }
  }

  private void remove(Instant now) {
    Instant delivered = now.minus(retention.delivered());
    attempt("copies", () -> readers.delivery().keepCopies(journal.oldUpTo(delivered, now)));
    attempt("journal", () -> segments(now, delivered));
    attempt("log", () -> logFiles(now));
    attempt("audit", () -> index(now));
    attempt("hindsight", () -> readers.hindsight().expire(now.minus(retention.log())));
    attempt("reports", () -> reports(now));
  }

  private void segments(Instant now, Instant before) {
    Optional<RetentionHold.Passed> last = RetentionHold.last(holds, RetentionHold.On.JOURNAL);
    long passed = last.map(RetentionHold.Passed::number).orElse(Long.MAX_VALUE);
    int removed =
        journal.expire(passed, before, now, (first, end) -> removals.segment(now, first, end));
    if (removed > 0) {
      LOG.info("event=journal-expired segments={} first={}", removed, journal.first());
    } else {
      last.ifPresent(hold -> LOG.debug("event=journal-held by={} at={}", hold.name(), passed));
    }
  }

  private void logFiles(Instant now) {
    Optional<RetentionHold.Passed> last = RetentionHold.last(holds, RetentionHold.On.LOG);
    long passed = last.map(RetentionHold.Passed::number).orElse(Long.MAX_VALUE);
    Instant before = now.minus(retention.log());
    int removed =
        readers.log().expire(passed, before, now, (file, end) -> removals.logFile(now, file, end));
    if (removed > 0) {
      LOG.info("event=log-expired files={}", removed);
    }
  }

  /** By whole days, so that a line a day records it. */
  private void index(Instant now) {
    Instant before = now.minus(retention.audit()).truncatedTo(ChronoUnit.DAYS);
    if (!before.equals(forgotten)) {
      long last = readers.story().expirable(before, now);
      if (last > 0) {
        removals.story(now, before, last);
      }
      forgotten = before;
    }
    if (!readers.story().expire(before, now, PATIENCE)) {
      LOG.info("event=audit-expiring before={} action=goes-on-in-a-minute", before);
    }
  }

  /** Of which its own ledger keeps the record. */
  private void reports(Instant now) {
    int removed = readers.reports().expire(now.minus(retention.reports()));
    if (removed > 0) {
      LOG.info("event=reports-expired reports={}", removed);
    }
  }

  private static void attempt(String what, Runnable removal) {
    try {
      removal.run();
    } catch (JournalUnavailable
        | AuditUnavailable
        | DeliveryUnavailable
        | HindsightUnavailable
        | ReportUnavailable
        | UncheckedIOException unavailable) {
      LOG.warn(
          "event=expiry-put-off what={} why=\"{}\" cause=\"{}\"",
          what,
          unavailable.getMessage(),
          String.valueOf(unavailable.getCause()));
    }
  }
}
