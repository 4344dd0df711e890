package org.lastgasp.app;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.access.LookupLog;
import org.lastgasp.audit.AuditIndexer;
import org.lastgasp.backup.Backup.BackupFailed;
import org.lastgasp.backup.ExpiryHold;
import org.lastgasp.config.Config;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.files.ErrorText;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.journal.Journal;
import org.lastgasp.journal.Position;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.logging.EventLog;
import org.lastgasp.report.ReportServer;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.RetentionHold;

/**
 * A job that removes what is older than its retention and not under a retention hold: whole
 * segments of the journal, files of the suppression log, entries of the index, hindsight's cases,
 * reports, records of look-ups. The first three are recorded before they are removed. A removal
 * that fails is tried again at the next sweep and stops no other. For one thread.
 */
final class RetentionJob {
  private static final EventLog LOG = EventLog.of(RetentionJob.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30); // half of the time, of the index

  private final Journal journal;
  private final Stores stores;
  private final DeletionLog removals;
  private final Path data;
  private final Supplier<List<RetentionHold<?>>> holds;
  private final Supplier<Config.Retention> retention;
  private Instant forgotten = Instant.MIN;

  /** The rooms that keep something of their own. */
  record Stores(
      Journal journal,
      Delivery delivery,
      SuppressionLog log,
      AuditIndexer story,
      Hindsight hindsight,
      ReportServer reports,
      LookupLog lookups) {}

  /**
   * Of these rooms.
   *
   * @param retention as it is now; may change at run time
   */
  RetentionJob(
      Stores stores,
      Supplier<List<RetentionHold<?>>> holds,
      DeletionLog removals,
      Path data,
      Supplier<Config.Retention> retention) {
    this.stores = stores;
    this.journal = stores.journal();
    this.removals = removals;
    this.data = data;
    this.holds = holds;
    this.retention = retention;
  }

  /** Removes what may go by now, unless a backup is being made of it. */
  void sweep(Instant now) {
    Optional<ExpiryHold> mine;
    try {
      mine = ExpiryHold.tryTake(data);
    } catch (BackupFailed unlockable) { // most of all on a full disk something has to go
      LOG.warn("backup-lock-unusable", "why", unlockable.getMessage());
      remove(now);
      return;
    }
    if (mine.isEmpty()) {
      LOG.info("expiry-put-off", "why", "a backup is being made");
      return;
    }
    try (var _ = mine.get()) {
      remove(now);
    }
  }

  private void remove(Instant now) {
    Config.Retention kept = retention.get();
    Instant delivered = now.minus(kept.delivered());
    attempt("copies", () -> stores.delivery().keepCopies(journal.oldUpTo(delivered, now)));
    attempt("journal", () -> segments(now, delivered));
    attempt("log", () -> logFiles(now, kept));
    attempt("audit", () -> index(now, kept));
    attempt("hindsight", () -> stores.hindsight().expire(now.minus(kept.log())));
    attempt("reports", () -> reports(now, kept));
    attempt("lookups", () -> lookups(now, kept));
  }

  private void segments(Instant now, Instant before) {
    Position end = journal.last(); // first: what is recorded from here on is nobody's to miss
    Optional<RetentionHold.Passed<Position>> last =
        RetentionHold.last(holds.get(), Position.class);
    Position passed = last.map(RetentionHold.Passed::at).orElse(end);
    int removed =
        journal.expire(
            passed, before, now, (first, newest) -> removals.segment(now, first, newest));
    if (removed > 0) {
      LOG.info("journal-expired", "segments", removed, "first", journal.firstId());
    } else {
      last.ifPresent(hold -> LOG.debug("journal-held", "by", hold.name(), "at", passed));
    }
  }

  private void logFiles(Instant now, Config.Retention kept) {
    Optional<RetentionHold.Passed<Long>> last = RetentionHold.last(holds.get(), Long.class);
    long passed = last.map(RetentionHold.Passed::at).orElse(Long.MAX_VALUE);
    Instant before = now.minus(kept.log());
    int removed =
        stores.log().expire(passed, before, now, (file, end) -> removals.logFile(now, file, end));
    if (removed > 0) {
      LOG.info("log-expired", "files", removed);
    }
  }

  /** By whole days, so that a line a day records it. */
  private void index(Instant now, Config.Retention kept) {
    Instant before = now.minus(kept.audit()).truncatedTo(ChronoUnit.DAYS);
    if (!before.equals(forgotten)) {
      long last = stores.story().expirable(before, now);
      if (last > 0) {
        removals.story(now, before, last);
      }
      forgotten = before;
    }
    if (!stores.story().expire(before, now, PATIENCE)) {
      LOG.info("audit-expiring", "before", before, "action", "goes-on-in-a-minute");
    }
  }

  /** Of which its own ledger keeps the record. */
  private void reports(Instant now, Config.Retention kept) {
    int removed = stores.reports().expire(now.minus(kept.reports()));
    if (removed > 0) {
      LOG.info("reports-expired", "reports", removed);
    }
  }

  private void lookups(Instant now, Config.Retention kept) {
    int removed = stores.lookups().expire(now.minus(kept.lookups()));
    if (removed > 0) {
      LOG.info("lookups-expired", "files", removed);
    }
  }

  private static void attempt(String what, Runnable removal) {
    try {
      removal.run();
    } catch (StoreUnavailable | UncheckedIOException unavailable) {
      LOG.warn("expiry-put-off", "what", what, "why", ErrorText.of(unavailable));
    }
  }
}
