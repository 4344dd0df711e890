package org.lastgasp.report;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.lastgasp.log.Finding;
import org.lastgasp.log.LogReader;

/**
 * Decides what a period holds, and records it in the ledger. For one thread.
 *
 * <p>Periods are counted from 1970 in UTC. One ends early where the log began another file because
 * one was full, and where somebody asks for it. It takes the records behind the period before, up
 * to the first that was suppressed at its end or later; so each record is in one period, whatever
 * the clock did. Those missed while nothing ran are planned one by one.
 */
final class Planner {
  /** What was judged in a period is on its way to the log at its end. */
  static final Duration SETTLING = Duration.ofSeconds(2);

  private final ReportSettings settings;
  private final Ledger ledger;
  private final SuppressionRecords log;
  private final Assessments assessments;
  private Optional<Instant> firstAsked = Optional.empty(); // while nothing was reported
  private long bordersSeen = -1; // up to which record full files were looked for

  Planner(
      ReportSettings settings, Ledger ledger, SuppressionRecords log, Assessments assessments) {
    this.settings = settings;
    this.ledger = ledger;
    this.log = log;
    this.assessments = assessments;
  }

  /** What came of it. */
  sealed interface Plan {
    /** A period is recorded. */
    record Made(List<Report> reports) implements Plan {}

    /** There is none to be planned now. */
    record NotYet(String why) implements Plan {}

    /** The log is damaged where the period would be. */
    record Broken(Finding finding) implements Plan {}
  }

  /** Where a period begins: its instant, and the record before its first. */
  private record Start(
      Instant from, long after, Optional<String> hash, long number, long assessed) {}

  /**
   * Plans the next period if it is over.
   *
   * @throws UncheckedIOException if the log cannot be read
   */
  Plan due(Instant now) {
    Start start = start(now);
    Instant end = end(start.from());
    boolean over = !now.isBefore(end.plus(SETTLING)) && log.isComplete();
    long written = log.written();
    Optional<Long> border = over ? Optional.empty() : fullFile(start.after(), written);
    if (!over && border.isEmpty()) {
      return new Plan.NotYet("the period ends at " + end);
    }
    return plan(start, end, border.orElse(written), now);
  }

  /** Plans a period that ends now, if it has begun. */
  Plan cut(Instant now) {
    Start start = start(now);
    Instant end = now.truncatedTo(ChronoUnit.MILLIS);
    if (!end.isAfter(start.from())) {
      return new Plan.NotYet("the last report ends at " + start.from());
    }
    if (!log.isComplete()) {
      return new Plan.NotYet("the suppression log is behind the journal: try again in a moment");
    }
    return plan(start, end, log.written(), now);
  }

  private Start start(Instant now) {
    Optional<Period> last = ledger.lastPeriod();
    if (last.isPresent()) {
      Period before = last.get();
      return new Start(
          before.to(), before.last(), before.hash(), before.number() + 1, before.assessed());
    }
    Optional<Long> first = LogReader.first(log.folder());
    long after = first.map(number -> number - 1).orElse(0L);
    Instant begun = firstAsked.orElse(now);
    firstAsked = Optional.of(begun);
    if (first.isPresent()) {
      try (LogReader one = LogReader.open(log.folder(), after, Optional.empty(), first.get())) {
        begun = one.next() && one.suppressedAt().isBefore(begun) ? one.suppressedAt() : begun;
      }
    }
    return new Start(beginning(begun), after, Optional.empty(), 1, 0);
  }

  private Instant beginning(Instant at) {
    long length = settings.every().toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), length) * length);
  }

  private Instant end(Instant from) {
    return beginning(from).plus(settings.every());
  }

  /** The last record of a full file, once the record behind it is on disk. */
  private Optional<Long> fullFile(long after, long written) {
    if (written == bordersSeen || written <= after) {
      return Optional.empty();
    }
    Optional<Long> border =
        LogReader.endOfFullFile(log.folder(), after).filter(last -> last < written);
    bordersSeen = border.isEmpty() ? written : bordersSeen;
    return border;
  }

  private Plan plan(Start start, Instant end, long upTo, Instant now) {
    long assessed = assessments.position();
    Scopes scopes = new Scopes();
    assessments
        .changes(start.assessed(), assessed, start.after())
        .forEach(change -> scopes.add(change.distributor()));
    Optional<Instant> oldest = Optional.empty();
    long last = start.after();
    Optional<String> hash = start.hash();
    Instant to = end;
    try (LogReader records =
        LogReader.open(log.folder(), start.after(), start.hash(), Math.max(upTo, log.written()))) {
      while (records.next()) {
        Instant at = records.suppressedAt();
        boolean full = records.seq() > upTo;
        if (full || !at.isBefore(end)) {
          to = full ? earlier(end, later(start.from(), at)) : end;
          break;
        }
        scopes.add(records.distributor());
        oldest = oldest.isEmpty() ? Optional.of(at) : oldest;
        last = records.seq();
        hash = records.hash();
      }
      if (records.broken().isPresent()) {
        return new Plan.Broken(records.broken().get());
      }
    }
    Period period =
        new Period(
            start.number(), start.from(), to, now.truncatedTo(ChronoUnit.MILLIS),
            settings.scoping(), start.after() + 1, last, hash, start.assessed(),
            assessed, oldest);
    return new Plan.Made(ledger.plan(period, scopes.planned()));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The scopes that get a report. */
  private final class Scopes {
    private static final Comparator<String> ORDER =
        Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private final Set<String> found = new TreeSet<>(ORDER);

    void add(String distributor) {
      found.add(settings.scoping().scope(distributor));
    }

    Collection<Ledger.Planned> planned() {
      switch (settings.scoping()) {
        case CONSOLIDATED -> add(Scoping.ALL);
        case PER_DISTRIBUTOR -> {
          settings.distributors().get().forEach(id -> add(String.valueOf(id)));
          ledger.scopes(Report.LOG).stream()
              .filter(scope -> !scope.equals(Scoping.ALL))
              .forEach(this::add);
          add(Scoping.UNKNOWN);
        }
      }
      return found.stream().map(scope -> new Ledger.Planned(Report.LOG, scope)).toList();
    }
  }
}
