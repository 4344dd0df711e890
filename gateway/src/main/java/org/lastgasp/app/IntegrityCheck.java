package org.lastgasp.app;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.lastgasp.api.IntegrityResponse;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.files.CountText;
import org.lastgasp.log.FolderVerification;
import org.lastgasp.log.SuppressionLog;
import org.lastgasp.log.Verification;
import org.lastgasp.log.Verification.Finding;
import org.lastgasp.logging.EventLog;
import org.lastgasp.report.Reconciliation;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that checks the gateway's own records: once a day every file of the suppression log,
 * an hour after one that found a fault, a portion each second, so that messages are not delayed;
 * and once an hour the reconciliation of the hour before, and of those of the last day that did not
 * balance. A fault is reported until a later check does not find it. Results are kept in memory
 * only. Safe for any number of threads.
 */
final class IntegrityCheck implements Worker {
  private static final EventLog LOG = EventLog.of(IntegrityCheck.class);
  private static final Duration DAILY = Duration.ofDays(1);
  private static final Duration AFTER_A_FAULT = Duration.ofHours(1); // it may have been put right
  private static final Duration SETTLING = Duration.ofMinutes(2); // readers are through by then
  private static final Duration REST = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofSeconds(1); // while something is missing
  private static final Duration FIRST = Duration.ofSeconds(30); // a start has better to do
  private static final long PORTION = 4L << 20; // bytes of the log in a step: 4 MiB/s
  private static final int HOURS = 24;
  private static final long MOST_ALERTS = 2_000_000; // in an hour: more would keep readers waiting

  private final SuppressionLog log;
  private final Path folder;
  private final ReconciliationService books;
  private final AuditQueries queries;
  private final InstantSource clock;
  private final long portion;
  private final WorkLoop loop;
  private final TreeMap<Instant, Compared> hours = new TreeMap<>(); // of the loop
  private Optional<LogCheck> underWay = Optional.empty(); // of the loop
  private volatile IntegrityResponse now = IntegrityResponse.NOTHING;

  /**
   * A verification of the log.
   *
   * @param written the number of the last record when it began
   */
  private record LogCheck(FolderVerification files, long written) {}

  /** The books of an hour, and when they were compared. */
  private record Compared(Instant at, IntegrityResponse.Hour hour) {
    boolean balances() {
      return Boolean.TRUE.equals(hour.balances());
    }

    /** Returns true if what it found may have been put right meanwhile. */
    boolean isOutdated(Instant now) {
      boolean found = Boolean.FALSE.equals(hour.balances());
      return found && !(now.isBefore(at.plus(AFTER_A_FAULT)) && !now.isBefore(at));
    }
  }

  IntegrityCheck(
      SuppressionLog log,
      Path folder,
      ReconciliationService books,
      AuditQueries queries,
      InstantSource clock) {
    this(log, folder, books, queries, clock, PORTION);
  }

  private IntegrityCheck(
      SuppressionLog log,
      Path folder,
      ReconciliationService books,
      AuditQueries queries,
      InstantSource clock,
      long portion) {
    this.log = log;
    this.folder = folder;
    this.books = books;
    this.queries = queries;
    this.clock = clock;
    this.portion = portion;
    this.loop =
        new WorkLoop(
            "integrity-check",
            ActiveFault.warning(LOG, "integrity-not-checked"),
            Backoff.of(REST, REST),
            this::step,
            StoreUnavailable.class);
  }

  /** Another one that reads so many bytes of the log in each step, for tests. */
  IntegrityCheck inPortionsOf(long bytes) {
    return new IntegrityCheck(log, folder, books, queries, clock, bytes);
  }

  /** The results so far. */
  IntegrityResponse now() {
    return now;
  }

  /** Does at once what is due, for tests; to be called again while it gives a short rest. */
  synchronized Duration step() {
    Instant at = clock.instant();
    IntegrityResponse.Chain chain = now.chain();
    if (chain == null || !at.isBefore(due(chain)) || chain.at().isAfter(at)) {
      chain = goOn(at).orElse(chain);
    }
    boolean more = reconcileOne(at);
    List<IntegrityResponse.Hour> told =
        hours.descendingMap().values().stream().map(Compared::hour).toList();
    now = new IntegrityResponse(chain, told, null);
    return more || underWay.isPresent() ? SHORT : REST;
  }

  private static Instant due(IntegrityResponse.Chain last) {
    return last.at().plus(last.whole() ? DAILY : AFTER_A_FAULT);
  }

  /** Verifies the next portion of the log; what was found, once that was the last. */
  private Optional<IntegrityResponse.Chain> goOn(Instant at) {
    if (underWay.isEmpty()) {
      long written = log.status().seq();
      underWay = Optional.of(new LogCheck(new FolderVerification(folder), written));
    }
    LogCheck check = underWay.get();
    if (check.files().advance(portion)) {
      return Optional.empty();
    }
    underWay = Optional.empty();
    return Optional.of(verified(at, check.files().result(), check.written()));
  }

  private IntegrityResponse.Chain verified(Instant at, Verification seen, long written) {
    List<Finding> findings =
        seen.findings().stream().filter(each -> !isBeingWritten(each)).toList();
    long found = seen.found() - (seen.findings().size() - findings.size());
    String first = findings.isEmpty() ? null : findings.getFirst().toString();
    if (found == 0 && seen.last() < written) {
      found = 1;
      first = "it ends with record " + seen.last() + ", and " + written + " were written";
    }
    if (found > 0) {
      LOG.error(
          "log-not-whole", "findings", found, "first", first, "action", "lastgasp-log-verify");
    }
    return new IntegrityResponse.Chain(
        at, found == 0, seen.files(), seen.records(), seen.last(), seen.lastHash(), found, first);
  }

  /** The last line may be looked at while it is written. */
  private boolean isBeingWritten(Finding finding) {
    return finding.kind() == Finding.Kind.TORN
        && log.status().file().filter(finding.file()::equals).isPresent();
  }

  /**
   * Reconciles one hour that is not reconciled yet or did not balance an hour ago, and the latest
   * hour until it balances; true if there may be more.
   */
  private boolean reconcileOne(Instant at) {
    Instant current = at.minus(SETTLING).truncatedTo(ChronoUnit.HOURS);
    Instant oldest = current.minus(HOURS, ChronoUnit.HOURS);
    Instant begun = queries.beginning().map(first -> first.entry().at()).orElse(at);
    hours.headMap(oldest).clear();
    hours.tailMap(current, true).clear(); // of a clock that was set back
    for (int i = 1; i <= HOURS; i++) {
      Instant from = current.minus(i, ChronoUnit.HOURS);
      if (!from.plus(1, ChronoUnit.HOURS).isAfter(begun)) {
        return false;
      }
      Compared known = hours.get(from);
      boolean again = known != null && (i == 1 ? !known.balances() : known.isOutdated(at));
      if (known == null || again) {
        Optional<IntegrityResponse.Hour> hour = reconciled(from);
        hour.ifPresent(found -> hours.put(from, new Compared(at, found)));
        if (known == null || i > 1) {
          return hour.isPresent();
        }
      }
    }
    return false;
  }

  private Optional<IntegrityResponse.Hour> reconciled(Instant from) {
    Instant to = from.plus(1, ChronoUnit.HOURS);
    var total = queries.counts(from, to).total();
    if (total.received() > MOST_ALERTS) {
      return Optional.of(
          new IntegrityResponse.Hour(
              from, null, total.received(), total.received() - total.suppressed(),
              total.suppressed(), 0, 0, 0,
              "more than 2,000,000 alerts: lastgasp reconcile compares them"));
    }
    return switch (books.reconcile(from, to)) {
      case ReconciliationService.Order.NotNow later -> {
        LOG.debug("books-put-off", "why", later.why());
        yield Optional.empty();
      }
      case ReconciliationService.Order.Done done -> Optional.of(hour(from, done.books()));
    };
  }

  private static IntegrityResponse.Hour hour(Instant from, Reconciliation books) {
    Reconciliation.Count count = books.total();
    String note =
        books.imbalances().isEmpty() ? "" : books.imbalances().getFirst().what();
    if (!books.balances()) {
      LOG.error(
          "books-imbalance", "hour", from, "imbalances", books.found(), "first", note,
          "action", "lastgasp-reconcile");
    }
    return new IntegrityResponse.Hour(
        from, books.balances(), count.received(), count.passed(), count.suppressed(),
        count.copies(), count.logged(), books.found(), note);
  }

  @Override
  public String name() {
    return "integrity-check";
  }

  @Override
  public void start() {
    loop.startAfter(FIRST);
  }

  @Override
  public List<HealthIssue> issues() {
    List<HealthIssue> all = new ArrayList<>();
    IntegrityResponse seen = now;
    IntegrityResponse.Chain chain = seen.chain();
    if (chain != null && !chain.whole()) {
      all.add(
          new HealthIssue(
              "log-not-whole",
              "the verification of " + chain.at() + " found "
                  + CountText.of(chain.findings(), "fault: ", "faults, the first: ")
                  + chain.firstFinding()));
    }
    seen.books().stream()
        .filter(each -> Boolean.FALSE.equals(each.balances()))
        .findFirst()
        .ifPresent(
            each ->
                all.add(
                    new HealthIssue(
                        "books-imbalance",
                        "the books of " + each.from() + " do not balance, "
                            + CountText.of(each.imbalances(), "time: ", "times, the first: ")
                            + each.note())));
    return all;
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public void close() {
    loop.close();
    underWay.ifPresent(check -> check.files().close());
  }
}
