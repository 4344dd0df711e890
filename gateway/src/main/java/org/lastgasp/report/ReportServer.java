package org.lastgasp.report;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lastgasp.files.ErrorText;
import org.lastgasp.log.LogReader;
import org.lastgasp.log.Verification.Finding;
import org.lastgasp.logging.EventLog;
import org.lastgasp.sqlite.StoreUnavailable;
import org.lastgasp.sqlite.TableReplica;
import org.lastgasp.worker.ActiveFault;
import org.lastgasp.worker.Backoff;
import org.lastgasp.worker.HealthIssue;
import org.lastgasp.worker.RetentionHold;
import org.lastgasp.worker.StepFailed;
import org.lastgasp.worker.WorkLoop;
import org.lastgasp.worker.Worker;

/**
 * A worker that plans and builds the reports on its own thread; each target's thread sends them.
 *
 * <p>A period is recorded before its files get their final names, and a file is recorded as built
 * after that. So after a crash at any point the same files are made, byte for byte. While the disk,
 * the log or the report store fails, it tries again; nothing is lost, as the log has all records.
 * Safe for any number of threads.
 */
public final class ReportServer implements Worker {
  private static final EventLog LOG = EventLog.of(ReportServer.class);
  private static final int MOST_REMOVED = 1_000; // at once
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Backoff BACKOFF =
      Backoff.of(Duration.ofSeconds(2), Duration.ofMinutes(15));

  private final InstantSource clock;
  private final SuppressionRecords log;
  private final Duration every;
  private final Spool spool;
  private final ReportStore store;
  private final Planner planner;
  private final ReportBuilder builder;
  private final List<TargetWorker> senders = new ArrayList<>();
  private final SupplementaryDocuments documents;
  private final ActiveFault fault = ActiveFault.error(LOG, "report-not-built");
  private final WorkLoop loop;
  private volatile boolean tidied;
  private volatile boolean isShared;
  private volatile boolean isStarted;
  private volatile Runnable sharing = () -> {};
  private volatile Waiting unreported = new Waiting(0, Optional.empty());

  /** A server that is driven step by step, without {@link #start}. */
  ReportServer(
      ReportSettings settings,
      SuppressionRecords log,
      Assessments assessments,
      List<Target> targets,
      SupplementaryDocumentSettings documents,
      InstantSource clock,
      Backoff backoff) {
    this.clock = clock;
    this.loop =
        new WorkLoop(
            "reports", fault, backoff, this::buildAll,
            StoreUnavailable.class);
    this.store = ReportStore.open(settings.folder());
    this.builder = new ReportBuilder(settings.spool(), log.folder(), store, assessments);
    this.planner = new Planner(settings, store, log, builder, assessments);
    this.spool = new Spool(settings.spool());
    this.log = log;
    this.every = settings.every();
    targets.forEach(
        t ->
            senders.add(
                new TargetWorker(
                    t, store, settings, clock, backoff, loop::retry, () -> sharing.run())));
    this.documents =
        new SupplementaryDocuments(
            store,
            settings.spool(),
            presses(settings, documents),
            new ReportTables(store, settings, clock),
            clock,
            () -> tidied,
            () -> senders.forEach(TargetWorker::wake),
            backoff);
  }

  private List<DocumentGenerator> presses(
      ReportSettings settings, SupplementaryDocumentSettings documents) {
    List<DocumentGenerator> presses = new ArrayList<>();
    documents
        .signatory()
        .ifPresent(key -> presses.add(new CheckpointGenerator(store, key, documents.configHash())));
    documents
        .digest()
        .ifPresent(
            sources -> presses.add(new DailySummaryGenerator(store, settings, log, sources)));
    return presses;
  }

  /** A server that is driven step by step, without supplementary documents. */
  ReportServer(
      ReportSettings settings,
      SuppressionRecords log,
      Assessments assessments,
      List<Target> targets,
      InstantSource clock,
      Backoff backoff) {
    this(settings, log, assessments, targets, SupplementaryDocumentSettings.NONE, clock, backoff);
  }

  /**
   * The report server with its folder, which is made if it is not there.
   *
   * @param targets closed with the server; their names must differ
   * @param documents the settings of supplementary documents
   * @throws StoreUnavailable if the report store cannot be opened
   */
  public static ReportServer open(
      ReportSettings settings,
      SuppressionRecords log,
      Assessments assessments,
      List<Target> targets,
      SupplementaryDocumentSettings documents,
      InstantSource clock) {
    return new ReportServer(
        settings, log, assessments, targets, documents, clock, BACKOFF);
  }

  @Override
  public String name() {
    return "reports";
  }

  /** Begins to plan, to build and to send. */
  @Override
  public void start() {
    isStarted = true;
    loop.start();
    senders.forEach(TargetWorker::start);
    documents.start();
  }

  @Override
  public List<HealthIssue> issues() {
    Status status = status();
    return Stream.concat(
            status.fault().stream().map(why -> new HealthIssue("report-not-built", why)),
            status.late().stream().map(ReportServer::notSent))
        .toList();
  }

  private static HealthIssue notSent(Target.Status target) {
    return new HealthIssue(
        "report-not-sent",
        String.format(
            Locale.ROOT,
            "%s lacks %d %s since %s: %s",
            target.name(),
            target.waiting(),
            target.waiting() == 1 ? "report" : "reports, the first",
            target.oldest().orElseThrow(),
            target.fault().orElse("it is being sent")));
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public List<RetentionHold<?>> holds() {
    return List.of(new RetentionHold<>("reports", Long.class, this::passedSeq));
  }

  /**
   * Runs this before each report is sent, so that other machines have the stored rows first.
   *
   * @param done throws a {@link StepFailed} if it is to be tried again
   */
  public void share(Runnable done) {
    isShared = true;
    sharing = done;
  }

  /** Returns true if another machine builds and sends the reports. */
  public boolean isElsewhere() {
    return isShared && !isStarted;
  }

  /** The replica of the report store, for machines that may take over sending. */
  public TableReplica replica() {
    return store.replica();
  }

  /** Does all that is due. Returns how long to wait before the next turn. */
  Duration work() {
    return loop.turn();
  }

  private Duration buildAll() {
    if (!tidied) {
      spool.tidy(store.keptNames());
      tidied = true;
    }
    try {
      List<Report> unused = buildDue();
      return IDLE;
    } catch (LogBroken broken) {
      throw new StepFailed(broken.why());
    }
  }

  SupplementaryDocuments documents() {
    return documents;
  }

  List<TargetWorker> senders() {
    return senders;
  }

  private List<Report> buildDue() {
    List<Report> made = new ArrayList<>(buildPlanned());
    while (!loop.isStopped()) {
      List<Report> next = made(planner.due(clock.instant()));
      if (next.isEmpty()) {
        break;
      }
      made.addAll(next);
    }
    return made;
  }

  private List<Report> made(Planner.Plan plan) {
    return switch (plan) {
      case Planner.Plan.Made made -> built(made.files());
      case Planner.Plan.NotYet notYet -> List.of();
      case Planner.Plan.Broken broken -> throw new LogBroken(broken.finding());
    };
  }

  /** Builds the recorded reports whose file is missing after a crash or a loss. */
  private List<Report> buildPlanned() {
    List<Report> all = new ArrayList<>();
    for (List<Report> next = store.unbuilt(); !next.isEmpty(); next = store.unbuilt()) {
      switch (builder.make(next)) {
        case ReportBuilder.Made.Broken broken -> throw new LogBroken(broken.finding());
        case ReportBuilder.Made.Files made -> all.addAll(built(made.files()));
      }
    }
    return all;
  }

  private List<Report> built(Map<Report, ReportWriter.Finished> files) {
    Instant now = clock.instant();
    for (Map.Entry<Report, ReportWriter.Finished> one : files.entrySet()) {
      if (one.getKey().built().isPresent()) {
        continue;
      }
      ReportWriter.Finished file = one.getValue();
      store.built(
          one.getKey(), new Report.Built(file.rows(), file.bytes(), file.sha256(), now));
      LOG.info("report-built", "report", one.getKey().name(), "rows", file.rows());
    }
    senders.forEach(TargetWorker::wake);
    return List.copyOf(files.keySet());
  }

  /** The exception that the log is damaged where the next report would read. */
  private static final class LogBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Finding finding;

    LogBroken(Finding finding) {
      super(
          "the suppression log is damaged, no report is built past it: "
              + finding
              + "; put back the file as it was, from a copy, and it goes on by itself; if there is"
              + " none, report build --past-break leaves out what is lost, and says so in reports");
      this.finding = finding;
    }

    String why() {
      return String.valueOf(getMessage());
    }

    Finding finding() {
      return finding;
    }
  }

  /**
   * The state of the report server.
   *
   * @param fault why no report is built, and what to do; empty if they are
   * @param reported the number of the last record in a report
   * @param lastEnd where the last period ended
   * @param late the targets that have lacked a report for longer than two periods
   */
  public record Status(
      Optional<String> fault,
      long reported,
      Optional<Instant> lastEnd,
      List<Target.Status> targets,
      List<Target.Status> late) {

    public Status {
      targets = List.copyOf(targets);
      late = List.copyOf(late);
    }
  }

  /** The instant when the record behind the last one in a report was suppressed. */
  private record Waiting(long seq, Optional<Instant> suppressedAt) {}

  /** The result of an order to build. */
  public sealed interface Order {
    /**
     * The reports built by this order; all records of the log are now in reports.
     *
     * @param passed the records that were skipped by this order; they are in no report
     */
    record Done(List<Report> reports, Optional<SkippedRange> passed) implements Order {}

    /** A refusal: nothing was built. */
    record NotDone(String why) implements Order {}
  }

  /** Ends the period now, and builds its reports before it returns. */
  public Order build() {
    return loop.between(
        () -> {
          try {
            return ordered();
          } catch (LogBroken broken) {
            return notDone(broken.why());
          } catch (UncheckedIOException | StoreUnavailable failed) {
            return notDone(ErrorText.of(failed));
          }
        });
  }

  private Order notDone(String why) {
    fault.began(why);
    return new Order.NotDone(why);
  }

  private Order ordered() {
    List<Report> made = new ArrayList<>(buildDue());
    Planner.Plan plan = planner.cutSoon(clock.instant());
    if (plan instanceof Planner.Plan.NotYet notYet && made.isEmpty()) {
      return new Order.NotDone(notYet.why());
    }
    made.addAll(made(plan));
    fault.over();
    return new Order.Done(asTheyAre(made), Optional.empty());
  }

  /**
   * Builds as {@link #build} does, but skips one damaged range of the log: its records, up to the
   * next sound one, are in no report, and the reports of the period say so and why. Each order
   * skips one damaged range.
   */
  public Order buildPastBreak(String who, String reason) {
    return loop.between(
        () -> {
          try {
            return ordered();
          } catch (LogBroken broken) {
            return past(gap(broken.finding(), who, reason));
          } catch (UncheckedIOException | StoreUnavailable failed) {
            return notDone(ErrorText.of(failed));
          }
        });
  }

  private Order past(SkippedRange gap) {
    try {
      store.pass(gap);
    } catch (StoreUnavailable failed) {
      return notDone(ErrorText.of(failed));
    }
    LOG.warn("report-break-passed", "what", gap, "found", gap.what());
    return switch (build()) {
      case Order.Done done -> new Order.Done(done.reports(), Optional.of(gap));
      case Order.NotDone notDone -> new Order.NotDone(gap + ". But then: " + notDone.why());
    };
  }

  private SkippedRange gap(Finding found, String who, String reason) {
    Optional<LogReader.Sound> next = LogReader.sound(log.folder(), found.seq(), log.written());
    return new SkippedRange(
        found.seq(),
        next.map(LogReader.Sound::seq).orElse(log.written() + 1) - 1,
        next.map(LogReader.Sound::prev),
        clock.instant(),
        who,
        reason,
        found.kind().code() + ": " + found.what());
  }

  /** The ranges that are in no report because an operator ordered to skip them, in order. */
  public List<SkippedRange> passed() {
    return store.passed(0, Long.MAX_VALUE);
  }

  /** The same reports as the report store has them now. */
  private List<Report> asTheyAre(List<Report> made) {
    Set<Long> numbers = made.stream().map(Report::number).collect(Collectors.toSet());
    long first = numbers.stream().min(Comparator.naturalOrder()).orElse(1L);
    return store.page(first - 1, Integer.MAX_VALUE).stream()
        .filter(report -> numbers.contains(report.number()))
        .toList();
  }

  /**
   * Sends waiting reports to targets now, even to those in a backoff. Returns when each target has
   * all of them or did not accept one.
   *
   * @param target its name; all of them if empty
   * @return whether there is such a target
   */
  public boolean send(Optional<String> target) {
    List<TargetWorker> asked =
        senders.stream().filter(s -> target.isEmpty() || target.get().equals(s.name())).toList();
    asked.forEach(TargetWorker::wake);
    asked.forEach(TargetWorker::sendNow);
    return target.isEmpty() || !asked.isEmpty();
  }

  /** The status of reporting; for any thread. A report store that cannot be read is a fault. */
  public Status status() {
    try {
      return standing();
    } catch (StoreUnavailable broken) {
      return new Status(
          Optional.of(ErrorText.of(broken)), 0, Optional.empty(), List.of(), List.of());
    }
  }

  private Status standing() {
    Optional<Period> last = store.lastPeriod();
    List<Target.Status> targets = senders.stream().map(TargetWorker::status).toList();
    Instant inTime = clock.instant().minus(every.multipliedBy(2));
    return new Status(
        fault.text().or(documents::fault).or(() -> last.flatMap(this::ahead)),
        last.map(Period::last).orElse(0L),
        last.map(Period::to),
        targets,
        targets.stream().filter(t -> t.oldest().filter(inTime::isAfter).isPresent()).toList());
  }

  /** The fault that the clock is before the end of the last report. */
  private Optional<String> ahead(Period last) {
    Instant now = clock.instant();
    return now.plus(Planner.SETTLING).isBefore(last.to())
        ? Optional.of(
            "the clock shows %s, the last report ends at %s: the next comes after that, nothing"
                    .formatted(Timestamps.text(now), Timestamps.text(last.to()))
                + " is lost; set the clock right, or say that it is by lastgasp clock trust, or"
                + " have what is in the log by report build")
        : Optional.empty();
  }

  /**
   * The instant of the first suppressed alert that is not yet in a report which every target has;
   * empty if there is none. While the log or the report store cannot be read, the last known one.
   * For any thread.
   */
  public Optional<Instant> oldestUnreported() {
    try {
      Optional<Instant> owed =
          senders.stream()
              .map(sender -> sender.owed().oldestAlert())
              .flatMap(Optional::stream)
              .min(Comparator.naturalOrder());
      return owed.isPresent() ? owed : oldestUnplanned();
    } catch (UncheckedIOException | StoreUnavailable unreadable) {
      LOG.debug("oldest-unreported-not-read", unreadable);
      return unreported.suppressedAt();
    }
  }

  private Optional<Instant> oldestUnplanned() {
    long next = 1 + store.lastPeriod().map(Period::last).orElse(0L);
    if (log.written() < next) {
      return Optional.empty();
    }
    if (unreported.seq() != next) {
      try (LogReader one = LogReader.open(log.folder(), next - 1, Optional.empty(), next)) {
        unreported =
            new Waiting(next, one.next() ? Optional.of(one.suppressedAt()) : Optional.empty());
      }
    }
    return unreported.suppressedAt();
  }

  /**
   * The number of the log record up to which every target has the reports; records up to it may
   * expire. For any thread.
   */
  long passedSeq() {
    long planned = store.lastPeriod().map(Period::last).orElse(0L);
    long built = firstOf(store.unbuilt().stream().findFirst()).orElse(planned);
    return senders.stream()
        .map(sender -> firstOf(sender.owed().first()).orElse(planned))
        .reduce(built, Math::min);
  }

  private static Optional<Long> firstOf(Optional<Report> report) {
    return report.map(r -> r.period().first() - 1);
  }

  /**
   * Removes the files of reports that were generated before an instant and that every target has,
   * at most {@value #MOST_REMOVED} at once, and records what was removed.
   *
   * @return how many were removed
   */
  public int expire(Instant before) {
    Optional<Long> owed =
        senders.stream()
            .map(sender -> sender.owed().first())
            .flatMap(Optional::stream)
            .map(Report::number)
            .min(Comparator.naturalOrder());
    List<Report> gone =
        store.kept(before, MOST_REMOVED).stream()
            .takeWhile(report -> owed.isEmpty() || report.number() < owed.get())
            .toList();
    if (!gone.isEmpty()) {
      store.removed(gone, clock.instant());
      gone.forEach(report -> spool.remove(report.name()));
    }
    return gone.size();
  }

  /** Reports with a number behind this one, in order. */
  public List<Report> page(long after, int most) {
    return store.page(after, most);
  }

  /** The same, of some scopes only: distributors as reports name them; at least one. */
  public List<Report> page(long after, int most, Set<String> scopes) {
    return store.page(after, most, scopes);
  }

  /** The last reports before a number, in order; of these scopes, or of all if there are none. */
  public List<Report> last(int most, long before, Set<String> scopes) {
    return new LastReports(store).last(most, before, scopes);
  }

  /** The last signed statement of where the log ended. */
  public Optional<Report> lastStatement() {
    return new LastReports(store).of(Report.STATEMENT, ReportScope.ALL);
  }

  /**
   * The file of a report that was built and not removed; {@link #page} gives the report.
   *
   * @return empty if it is not there, or not yet
   */
  public Optional<Path> file(Report report) {
    return report.built().isEmpty() || report.removed().isPresent()
        ? Optional.empty()
        : spool.file(report.name());
  }

  /** Stops after the file and the transfers in progress; the rest is done after the next start. */
  @Override
  public void close() {
    loop.close();
    documents.close();
    senders.forEach(TargetWorker::close);
    store.close();
  }
}
