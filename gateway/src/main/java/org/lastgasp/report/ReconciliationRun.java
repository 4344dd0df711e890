package org.lastgasp.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.lastgasp.audit.AlertOutcomes;
import org.lastgasp.delivery.DeliverySnapshot;
import org.lastgasp.journal.Entry;
import org.lastgasp.journal.JournalReader;
import org.lastgasp.journal.Position;
import org.lastgasp.log.LogRange;
import org.lastgasp.log.SuppressionRecord;
import org.lastgasp.log.Verification.Finding;

/**
 * A single run of a reconciliation. It reads the index and the log side by side, in the journal's
 * order, and keeps in memory only what has no counterpart yet. For one thread, once.
 */
final class ReconciliationRun {
  private static final Duration JUDGED_WITHIN = Duration.ofHours(1); // of receipt, as a rule
  private static final int MOST_LOOKED_UP = 10_000; // entries that the index does not have
  private static final int READ_AT_ONCE = 100; // of them, with their documents
  private static final String ABSENT =
      "the index of what happened does not have it, the journal has: stop the gateway, remove"
          + " story.db, and it is built again";

  private final ReconciliationService.Sources sources;
  private final Instant from;
  private final Instant to;
  private final ReconciliationService.Logged logged;
  private final Instant now;
  private final DeliverySnapshot outcomes;
  private final long assessed;
  private final AlertOutcomes alertOutcomes;
  private final LogRange log;
  private final Optional<Instant> logBegins;
  private final ReconciliationCounts counts = new ReconciliationCounts();
  private final RecordMatcher pairs = new RecordMatcher();
  private Optional<AlertOutcomes.Outcome.Suppressed> ahead = Optional.empty();
  private long unwritten;
  private long expired;

  ReconciliationRun(
      ReconciliationService.Sources sources,
      Instant from,
      Instant to,
      ReconciliationService.Logged logged,
      Instant now) {
    this.sources = sources;
    this.from = from;
    this.to = to;
    this.logged = logged;
    this.now = now;
    this.outcomes = sources.outcomes().get();
    this.assessed = sources.assessments().position();
    this.log = new LogRange(sources.log(), logged.seq(), this::record);
    this.logBegins = LogRange.first(sources.log()).map(SuppressionRecord::suppressedAt);
    this.alertOutcomes = sources.queries().alertOutcomes(from, to);
  }

  Reconciliation run() {
    log.read(from, to.plus(JUDGED_WITHIN)).forEach(this::damaged);
    while (advance()) {
      lookUp(ahead.orElseThrow());
      ahead.ifPresent(this::settle);
    }
    pairs.unlogged().forEach(this::lookUp);
    pairs.unlogged().forEach(this::unlogged);
    unrecorded();
    if (outcomes.last() > sources.journal().lastId()) {
      counts.wrong(
          "delivery's ledger has come to entry " + outcomes.last() + ", the journal ends at "
              + sources.journal().lastId() + ": they do not belong together");
    }
    remarks();
    return counts.finish(from, to);
  }

  /** A record of the log: the index is read up to the moment it was suppressed. */
  private void record(SuppressionRecord record) {
    if (record.receivedAt().isBefore(from) || !record.receivedAt().isBefore(to)) {
      return;
    }
    counts.logged(record, sources.assessments().of(record.seq(), assessed));
    pairs.add(record, this::differing);
    while (pairs.misses(record) && peek(record.suppressedAt())) {
      settle(ahead.orElseThrow());
    }
  }

  /**
   * Reads the log where an alert's record must be if it was judged long after its receipt, as in a
   * backlog, or by a wrong clock.
   */
  private void lookUp(AlertOutcomes.Outcome.Suppressed held) {
    if (held.number() <= logged.entry()) {
      log.readAround(held.judged()).forEach(this::damaged);
    }
  }

  private boolean peek(Instant suppressedAt) {
    return (ahead.isPresent() || advance())
        && !ahead.orElseThrow().judged().isAfter(suppressedAt);
  }

  private void settle(AlertOutcomes.Outcome.Suppressed held) {
    ahead = Optional.empty();
    pairs.add(held, this::differing);
  }

  private void differing(AlertOutcomes.Outcome.Suppressed held, SuppressionRecord record) {
    if (!held.distributor().equals(record.distributor()) || !held.hub().equals(record.hub())) {
      counts.wrong(
          held,
          OptionalLong.of(record.seq()),
          "the log says hub %s of distributor %s, the index hub %s of distributor %s"
              .formatted(record.hub(), record.distributor(), held.hub(), held.distributor()));
    }
    if (held.standsFor() != record.standsFor()) {
      counts.wrong(
          held,
          OptionalLong.of(record.seq()),
          "by the log it stands for " + record.standsFor() + " alerts, by the index for "
              + held.standsFor());
    }
  }

  /** Advances to the next suppressed alert, and counts the other outcomes before it. */
  private boolean advance() {
    while (ahead.isEmpty() && alertOutcomes.hasNext()) {
      count(alertOutcomes.next());
    }
    return ahead.isPresent();
  }

  private void count(AlertOutcomes.Outcome posting) {
    switch (posting) {
      case AlertOutcomes.Outcome.Forwarded passed -> passed(passed);
      case AlertOutcomes.Outcome.Suppressed held -> {
        ahead = Optional.of(held);
        counts.suppressed(held);
        if (outcomes.mentions(held.number())) {
          counts.wrong(
              held,
              OptionalLong.empty(),
              "it was suppressed, and delivery's ledger has it as an alert to be delivered");
        }
      }
      case AlertOutcomes.Outcome.Copied copy -> counts.copied(copy);
      case AlertOutcomes.Outcome.Stray stray ->
          counts.wrong(
              stray.number(),
              stray.at(),
              "it was taken for a duplicate of entry " + stray.original()
                  + ", which is not a suppressed alert");
      case AlertOutcomes.Outcome.Unrecorded gap -> counts.unrecorded(gap);
      case AlertOutcomes.Outcome.Absent absent -> absent(absent);
    }
  }

  private void passed(AlertOutcomes.Outcome.Forwarded passed) {
    DeliverySnapshot.Fate fate = outcomes.of(passed.number(), passed.recipient());
    counts.forwarded(passed, fate);
    switch (fate) {
      case LOST ->
          counts.wrong(passed, "it was to be delivered, and the journal no longer had its text");
      case WAITING -> {
        long number = passed.number();
        if (number < sources.journal().firstId() && !outcomes.mentions(number)) {
          counts.wrong(passed, "it waits to be delivered, and the journal no longer has its text");
        }
      }
      case TAKEN, SET_ASIDE, DROPPED -> {
        // these states are consistent
      }
    }
  }

  /** Reports each journal entry in the gap as missing in the index; a snapshot is no entry. */
  private void absent(AlertOutcomes.Outcome.Absent absent) {
    JournalReader journal = sources.journal();
    Position at = Position.max(journal.before(absent.number()), journal.beginning());
    OptionalLong next = journal.next(at);
    if (next.isEmpty() || next.getAsLong() > absent.last()) {
      return; // ids may have gaps
    }
    Position end = journal.behind(absent.last());
    int left = MOST_LOOKED_UP;
    while (left > 0 && !at.reaches(end)) {
      List<Entry> some = journal.read(at, Math.min(left, READ_AT_ONCE));
      some.stream()
          .filter(each -> each.number() <= absent.last())
          .forEach(each -> counts.wrong(each.number(), each.entry().at(), ABSENT));
      left -= some.size();
      at = some.isEmpty() ? end : journal.behind(some.getLast().number());
    }
  }

  private void damaged(Finding finding) {
    counts.wrong(
        new Reconciliation.Imbalance(
            OptionalLong.empty(),
            OptionalLong.of(finding.seq()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "the suppression log is damaged: " + finding));
  }

  /** The log expires from its beginning: a record that cannot have expired is missing. */
  private void unlogged(AlertOutcomes.Outcome.Suppressed held) {
    boolean kept = held.judged().isAfter(now.minus(sources.logKept().get()));
    if (held.number() > logged.entry()) {
      unwritten++;
      counts.unwritten(held);
    } else if (kept || logBegins.filter(begun -> !held.judged().isBefore(begun)).isPresent()) {
      counts.wrong(
          held, OptionalLong.empty(), "it was suppressed, and the log has no record of it");
    } else {
      expired++;
    }
  }

  private void unrecorded() {
    Optional<Entry> beginning = sources.queries().beginning();
    boolean whole = beginning.filter(first -> first.number() <= 2).isPresent(); // 1 is the state
    for (SuppressionRecord record : pairs.unindexed()) {
      boolean forgotten =
          !whole
              && beginning
                  .filter(first -> !record.suppressedAt().isBefore(first.entry().at()))
                  .isEmpty();
      if (forgotten) {
        expired++;
      } else {
        counts.wrong(
            record,
            "the log has a record of an alert that was not suppressed: neither the index nor the"
                + " journal knows it");
      }
    }
  }

  private void remarks() {
    sources.passed().get().forEach(gap -> counts.remark("reports: " + gap));
    Optional<Entry> beginning = sources.queries().beginning();
    if (beginning.isPresent()
        && beginning.get().number() > 2
        && beginning.get().entry().at().isAfter(from)) {
      counts.remark(
          "the index begins at " + beginning.get().entry().at() + ", with entry "
              + beginning.get().number() + ": what was received before has expired");
    }
    if (unwritten > 0) {
      counts.remark(unwritten + " suppressed a moment ago: the log has not come to them yet");
    }
    if (expired > 0) {
      counts.remark(expired + " could not be compared: their counterparts have expired");
    }
  }
}
