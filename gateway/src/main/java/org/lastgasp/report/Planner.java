package org.lastgasp.report;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.lastgasp.log.LogReader;
import org.lastgasp.log.Verification.Finding;

/**
 * A planner that decides what a period holds, writes its reports while it reads the log, and
 * records it in the report store before the files get their final names. For one thread.
 *
 * <p>Period boundaries are multiples of the period's length since 1970 in UTC. A period ends early
 * where a file of the log was full, and on an operator's order. It holds the records after the
 * period before, up to the first that was suppressed at its end or later, so each record is in one
 * period, whatever the clock did. Periods missed while the gateway was down are planned one by one.
 */
final class Planner {
  /** The time after a period's end until its alerts are in the log. */
  static final Duration SETTLING = Duration.ofSeconds(2);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final int LOOKS = 60; // three seconds

  private final ReportSettings settings;
  private final ReportStore store;
  private final SuppressionRecords log;
  private final ReportBuilder builder;
  private final Assessments assessments;
  private Optional<Instant> firstAsked = Optional.empty(); // while nothing was reported
  private Optional<Instant> offSince = Optional.empty(); // since when the switch was seen off
  private long bordersSeen = -1; // the last record up to which full files were looked for

  Planner(
      ReportSettings settings,
      ReportStore store,
      SuppressionRecords log,
      ReportBuilder builder,
      Assessments assessments) {
    this.settings = settings;
    this.builder = builder;
    this.store = store;
    this.log = log;
    this.assessments = assessments;
  }

  /** The result of planning. */
  sealed interface Plan {
    /** A period is recorded, and the files of its reports are there. */
    record Made(Map<Report, ReportWriter.Finished> files) implements Plan {}

    /**
     * The result that no period can be planned now.
     *
     * @param soon whether one can be planned in a moment
     */
    record NotYet(String why, boolean soon) implements Plan {
      NotYet(String why) {
        this(why, false);
      }
    }

    /** The log is damaged where the period would be. */
    record Broken(Finding finding) implements Plan {}
  }

  /**
   * The beginning of a period: its instant, and the record before its first. The caption is the
   * beginning that the report states; it is earlier if the period before has no report.
   */
  private record Start(
      Instant caption,
      Instant from,
      long after,
      Optional<String> hash,
      long number,
      long assessed) {}

  /**
   * Plans the next period if it is over.
   *
   * @throws UncheckedIOException if the log cannot be read
   */
  Plan due(Instant now) {
    Start start = start(now);
    lookAtSwitch(now);
    if (isSetBack(start, now)) {
      return cut(now); // periods go on from here
    }
    Instant end = end(start.from());
    boolean over = !now.isBefore(end.plus(SETTLING)) && log.isComplete(end.plus(SETTLING));
    long written = log.written();
    Optional<Long> border = over ? Optional.empty() : fullFile(start.after(), written);
    if (!over && border.isEmpty()) {
      return new Plan.NotYet("the period ends at " + end);
    }
    Instant to =
        border
            .map(last -> earlier(end, later(start.from(), suppressed(last + 1, end))))
            .orElse(end);
    return plan(start, end, to, border.orElse(written), now);
  }

  /**
   * Plans a period that ends now, with all that is in the log, if it has begun. If the clock was
   * set back to before its beginning, it has no length and is made only if there is a record for
   * it. If that clock is trusted, the period ends now, before its beginning.
   */
  Plan cut(Instant now) {
    Start start = start(now);
    Instant at = now.truncatedTo(ChronoUnit.MILLIS);
    long written = log.written();
    boolean setBack = isSetBack(start, now);
    if (!setBack && !at.isAfter(start.from()) && written <= start.after()) {
      return new Plan.NotYet("nothing was suppressed since the last report, to " + start.from());
    }
    if (!log.isComplete(now)) {
      return new Plan.NotYet(
          "the suppression log lacks something that was received before: try again in a moment",
          true);
    }
    Instant to = setBack ? at : later(at, start.from());
    return plan(start, Instant.MAX, to, log.written(), now);
  }

  /** The same, but waits up to three seconds for the log to hold what was just received. */
  Plan cutSoon(Instant now) {
    Plan plan = cut(now);
    for (int i = 0; i < LOOKS && isSoon(plan); i++) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      plan = cut(now);
    }
    return plan;
  }

  private static boolean isSoon(Plan plan) {
    return plan instanceof Plan.NotYet(_, boolean soon) && soon;
  }

  /**
   * Returns true if the clock is trusted and the last period ends in its future: the clock was
   * ahead when that period ended.
   */
  private boolean isSetBack(Start start, Instant now) {
    return log.isClockTrusted() && now.plus(SETTLING).isBefore(start.from());
  }

  private Start start(Instant now) {
    Optional<Period> last = store.lastPeriod();
    if (last.isPresent()) {
      Period before = last.get();
      return new Start(
          store.isReported(before) ? before.to() : before.from(),
          before.to(),
          before.last(),
          before.hash(),
          before.number() + 1,
          before.assessed());
    }
    Optional<Long> first = LogReader.first(log.folder());
    long after = first.map(number -> number - 1).orElse(0L);
    Instant begun = firstAsked.orElse(now);
    firstAsked = Optional.of(begun);
    begun = first.isPresent() ? earlier(begun, suppressed(first.get(), begun)) : begun;
    Instant from = beginning(begun);
    return new Start(from, from, after, Optional.empty(), 1, 0);
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

  /** The instant a record's alert was suppressed, or the given one if it cannot be read. */
  private Instant suppressed(long seq, Instant otherwise) {
    try (LogReader one = LogReader.open(log.folder(), seq - 1, Optional.empty(), seq)) {
      return one.next() ? one.suppressedAt() : otherwise;
    }
  }

  private Plan plan(Start start, Instant end, Instant to, long upTo, Instant now) {
    Period begun =
        new Period(
            start.number(), start.caption(), to, now.truncatedTo(ChronoUnit.MILLIS),
            settings.scoping(), start.after() + 1, start.after(), start.hash(),
            assessments.validPosition(start.assessed()), assessments.position(),
            Optional.empty());
    try (PeriodWriter writer =
        builder.writer(
            begun,
            settings.template(),
            start.hash(),
            scope -> store.nextSequence(Report.LOG, scope))) {
      Optional<Finding> broken = builder.fill(writer, pastGaps(upTo), end, wrongAfter(now));
      if (broken.isPresent()) {
        return new Plan.Broken(broken.get());
      }
      writer.changes();
      if (writer.isEmpty() && end.isBefore(Instant.MAX) && isToBeSilent(start)) {
        store.planNone(writer.period());
        return new Plan.NotYet("the switch was off, and report.while-off is none");
      }
      owed().forEach(writer::open);
      List<Report> reports =
          store.plan(
              writer.period(),
              settings.template(),
              writer.scopes().stream().map(s -> new ReportStore.Planned(Report.LOG, s)).toList());
      return new Plan.Made(builder.finish(writer, reports));
    }
  }

  /** A period gets a report unless the switch was seen off all the time. */
  private boolean isToBeSilent(Start start) {
    return settings.whileOff() == ReportSettings.WhileOff.NONE
        && offSince.filter(since -> !since.isAfter(start.from())).isPresent();
  }

  private void lookAtSwitch(Instant now) {
    offSince = log.isSwitchedOff() ? offSince.or(() -> Optional.of(now)) : Optional.empty();
  }

  /** The instant after which records come from a clock that was ahead: they end no period. */
  private Instant wrongAfter(Instant now) {
    return log.isClockTrusted() ? now : Instant.MAX;
  }

  /** The record up to which to read: a period does not end inside a skipped range. */
  private long pastGaps(long upTo) {
    return store.passed(upTo, upTo).stream().mapToLong(SkippedRange::last).reduce(upTo, Math::max);
  }

  /** The scopes that get a report whatever the period holds. */
  private Collection<String> owed() {
    Stream<String> everyDistributor =
        Stream.of(
                settings.distributors().get().stream().map(String::valueOf),
                store.scopes(Report.LOG).stream().filter(s -> !s.equals(ReportScope.ALL)),
                Stream.of(ReportScope.UNKNOWN))
            .flatMap(scopes -> scopes);
    return switch (settings.scoping()) {
      case CONSOLIDATED -> List.of(ReportScope.ALL);
      case PER_DISTRIBUTOR -> everyDistributor.toList();
      case CONSOLIDATED_AND_PER_DISTRIBUTOR ->
          Stream.concat(Stream.of(ReportScope.ALL), everyDistributor).toList();
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
