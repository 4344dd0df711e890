package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.lastgasp.report.Reconciliation;

/** The reconciliation of a time. */
public record ReconcileResponse(
    Instant from,
    Instant to,
    boolean balances,
    Count total,
    List<Row> rows,
    Forwarding forwarding,
    List<Gap> unrecorded,
    long found,
    List<Imbalance> imbalances,
    List<String> remarks) {
  private static final double NANOS = 1e9;

  /** The figures of an hour and a distributor, or of all. */
  public record Count(
      long received,
      long forwarded,
      long suppressed,
      long copies,
      long delivered,
      long setAside,
      long dropped,
      long waiting,
      long logged,
      long unwritten,
      long imbalances,
      StandFor standFor,
      Map<String, Long> reasons,
      Map<String, Long> assessed) {
    private static Count of(Reconciliation.Count count) {
      return new Count(
          count.received(),
          count.passed(),
          count.suppressed(),
          count.copies(),
          count.delivered(),
          count.setAside(),
          count.dropped(),
          count.waiting(),
          count.logged(),
          count.unwritten(),
          count.imbalances(),
          StandFor.of(count.standFor()),
          count.forwarded(),
          count.assessed());
    }
  }

  /** The alerts that the messages stand for by their throttled counts. */
  public record StandFor(
      long received, long forwarded, long suppressed, long copies, long logged) {
    private static StandFor of(Reconciliation.StandFor alerts) {
      return new StandFor(
          alerts.received(), alerts.forwarded(), alerts.suppressed(), alerts.copies(),
          alerts.logged());
    }
  }

  /** An hour of a distributor. */
  public record Row(Instant hour, String distributor, @JsonUnwrapped Count count) {}

  /** The counts of forwarded alerts alone: what was suppressed counts in no performance figure. */
  public record Forwarding(
      long forwarded,
      long delivered,
      @Nullable Double deliveredShare,
      @JsonProperty("judged_within_a_second_share") @Nullable Double judgedWithinASecondShare,
      double slowestVerdictSeconds) {
    private static Forwarding of(Reconciliation.Count count) {
      long passed = count.passed();
      return new Forwarding(
          passed,
          count.delivered(),
          passed == 0 ? null : (double) count.delivered() / passed,
          passed == 0 ? null : (double) count.promptly() / passed,
          count.slowest().toNanos() / NANOS);
    }
  }

  /** A time in which the journal could not be written. */
  public record Gap(Instant since, Instant until, long alertsRelayed, long refused) {}

  /** An imbalance: something that does not balance. */
  public record Imbalance(
      @Nullable Long number,
      @Nullable Long seq,
      @Nullable Instant receivedAt,
      @Nullable String distributor,
      @Nullable String hub,
      String what) {
    private static Imbalance of(Reconciliation.Imbalance wrong) {
      return new Imbalance(
          entry(wrong.number()),
          entry(wrong.seq()),
          wrong.at().orElse(null),
          Text.of(wrong.distributor()),
          Text.of(wrong.hub()),
          wrong.what());
    }
  }

  /** All of them. */
  public static ReconcileResponse of(Reconciliation books) {
    return new ReconcileResponse(
        books.from(),
        books.to(),
        books.balances(),
        Count.of(books.total()),
        books.rows().stream()
            .map(row -> new Row(row.hour(), row.distributor(), Count.of(row.count())))
            .toList(),
        Forwarding.of(books.total()),
        books.unrecorded().stream()
            .map(gap -> new Gap(gap.since(), gap.until(), gap.relayed(), gap.refused()))
            .toList(),
        books.found(),
        books.imbalances().stream().map(Imbalance::of).toList(),
        books.remarks());
  }

  private static @Nullable Long entry(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }
}
