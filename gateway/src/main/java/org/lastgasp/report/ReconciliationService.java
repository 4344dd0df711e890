package org.lastgasp.report;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.delivery.DeliverySnapshot;
import org.lastgasp.files.ErrorText;
import org.lastgasp.journal.JournalReader;

/**
 * A service that compares what several sources say of the alerts of some time: the audit index, the
 * journal, the suppression log and the delivery progress. Each is written by another reader of the
 * journal, so what one has lost the others show. Safe for any number of threads, which are served
 * one at a time.
 */
public final class ReconciliationService {
  /** The longest time that is reconciled at once. */
  public static final Duration LONGEST = Duration.ofDays(31);

  /** How far the journal may be behind the clock. */
  private static final Duration BEHIND = Duration.ofSeconds(10);

  private final Sources sources;
  private final InstantSource clock;

  /** A service that compares these sources. */
  public ReconciliationService(Sources sources, InstantSource clock) {
    this.sources = sources;
    this.clock = clock;
  }

  /**
   * The sources that are compared.
   *
   * @param log the folder of the suppression log
   * @param logged how far it has come, asked before anything else
   * @param outcomes the delivery state of forwarded alerts
   * @param assessments the assessments of suppressed alerts
   * @param passed ranges that are in no report by an operator's order
   * @param logKept the log's retention: a missing record that is older has expired
   * @param recorded the time up to which the journal has all that was received
   */
  public record Sources(
      JournalReader journal,
      AuditQueries queries,
      Path log,
      Supplier<Logged> logged,
      Supplier<DeliverySnapshot> outcomes,
      Assessments assessments,
      Supplier<List<SkippedRange>> passed,
      Supplier<Duration> logKept,
      Supplier<Instant> recorded) {}

  /**
   * The position that the log has reached.
   *
   * @param seq its last record on disk
   * @param entry the journal's entry up to which it is complete
   */
  public record Logged(long seq, long entry) {}

  /** The result of an order to reconcile. */
  public sealed interface Order {
    /** A reconciliation that was made. */
    record Done(Reconciliation books) implements Order {}

    /** A refusal: it cannot be said now. */
    record NotNow(String why) implements Order {}
  }

  /**
   * Reconciles what was received from an instant on and before another.
   *
   * @throws IllegalArgumentException if {@code from} is not before {@code to}, or if the time is
   *     longer than {@link #LONGEST}
   * @throws org.lastgasp.sqlite.StoreUnavailable if index, journal or delivery cannot be read
   */
  public synchronized Order reconcile(Instant from, Instant to) {
    if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("from " + from + " to " + to);
    }
    Instant recorded = sources.recorded().get(); // before what it speaks of is read
    Logged logged = sources.logged().get();
    if (!sources.queries().isFresh()) {
      return new Order.NotNow("the index of what happened is behind the journal: ask again later");
    }
    Instant now = clock.instant();
    if (recorded.isBefore(to) && recorded.isBefore(now.minus(BEHIND))) {
      return new Order.NotNow(
          "the journal of this node has all that was received up to %s only: ask again later, or"
                  .formatted(Timestamps.text(recorded))
              + " for a time before that; degraded says what stands still");
    }
    try {
      return new Order.Done(new ReconciliationRun(sources, from, to, logged, now).run());
    } catch (UncheckedIOException unreadable) {
      return new Order.NotNow(ErrorText.of(unreadable) + ": let the gateway read its log");
    }
  }
}
