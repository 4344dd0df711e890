package org.lastgasp.report;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lastgasp.audit.AlertOutcomes;
import org.lastgasp.delivery.DeliverySnapshot;
import org.lastgasp.log.SuppressionRecord;

/** A counter of the alerts and imbalances of one reconciliation. For one thread. */
final class ReconciliationCounts {
  private static final int MOST_SHOWN = 100;
  private static final Duration PROMPTLY = Duration.ofSeconds(1);

  private final SortedMap<Place, Totals> totalsByPlace =
      new TreeMap<>(
          Comparator.comparing(Place::hour).thenComparing(Place::distributor, Distributors.ORDER));
  private final List<Reconciliation.Unrecorded> gaps = new ArrayList<>();
  private final List<Reconciliation.Imbalance> shown = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private long found;
  private Optional<Place> lastPlace = Optional.empty();
  private Totals last = new Totals();

  private record Place(Instant hour, String distributor) {}

  /** One row, being counted. */
  private static final class Totals {
    private final Map<String, Long> forwarded = new TreeMap<>();
    private long suppressed;
    private long copies;
    private long delivered;
    private long setAside;
    private long dropped;
    private long waiting;
    private long logged;
    private long unwritten;
    private long promptly;
    private Duration slowest = Duration.ZERO;
    private final Map<String, Long> assessed = new TreeMap<>();
    private Reconciliation.StandFor standFor = Reconciliation.StandFor.NOTHING;
    private long imbalances;

    private void standFor(Reconciliation.StandFor more) {
      standFor = standFor.plus(more);
    }

    private Reconciliation.Count count() {
      return new Reconciliation.Count(
          new TreeMap<>(forwarded), suppressed, copies, delivered, setAside, dropped, waiting,
          logged, unwritten, promptly, slowest, new TreeMap<>(assessed), standFor, imbalances);
    }
  }

  private Totals at(Instant instant, String distributor) {
    Place place = new Place(instant.truncatedTo(ChronoUnit.HOURS), distributor);
    if (!lastPlace.equals(Optional.of(place))) {
      last = totalsByPlace.computeIfAbsent(place, p -> new Totals());
      lastPlace = Optional.of(place);
    }
    return last;
  }

  void forwarded(AlertOutcomes.Outcome.Forwarded passed, DeliverySnapshot.Fate fate) {
    Totals totals = at(passed.at(), passed.distributor());
    totals.forwarded.merge(passed.reason(), 1L, Long::sum);
    totals.standFor(new Reconciliation.StandFor(passed.standsFor(), 0, 0, 0));
    Duration taken = Duration.between(passed.at(), passed.judged());
    totals.promptly += taken.compareTo(PROMPTLY) <= 0 ? 1 : 0;
    totals.slowest = taken.compareTo(totals.slowest) > 0 ? taken : totals.slowest;
    switch (fate) {
      case TAKEN -> totals.delivered++;
      case WAITING -> totals.waiting++;
      case SET_ASIDE -> totals.setAside++;
      case LOST -> totals.setAside++;
      case DROPPED -> totals.dropped++;
    }
  }

  void suppressed(AlertOutcomes.Outcome.Suppressed held) {
    Totals totals = at(held.at(), held.distributor());
    totals.suppressed++;
    totals.standFor(new Reconciliation.StandFor(0, held.standsFor(), 0, 0));
  }

  void unwritten(AlertOutcomes.Outcome.Suppressed held) {
    at(held.at(), held.distributor()).unwritten++;
  }

  void copied(AlertOutcomes.Outcome.Copied copy) {
    Totals totals = at(copy.at(), copy.distributor());
    totals.copies++;
    totals.standFor(new Reconciliation.StandFor(0, 0, copy.standsFor(), 0));
  }

  void logged(SuppressionRecord record, String assessment) {
    Totals totals = at(record.receivedAt(), record.distributor());
    totals.logged++;
    totals.standFor(new Reconciliation.StandFor(0, 0, 0, record.standsFor()));
    totals.assessed.merge(assessment, 1L, Long::sum);
  }

  void unrecorded(AlertOutcomes.Outcome.Unrecorded gap) {
    gaps.add(
        new Reconciliation.Unrecorded(gap.since(), gap.at(), gap.relayed(), gap.refused()));
  }

  void remark(String remark) {
    remarks.add(remark);
  }

  void wrong(AlertOutcomes.Outcome.Suppressed held, OptionalLong seq, String what) {
    wrong(
        new Reconciliation.Imbalance(
            OptionalLong.of(held.number()), seq, Optional.of(held.at()),
            Optional.of(held.distributor()), Optional.of(held.hub()), what));
  }

  void wrong(AlertOutcomes.Outcome.Forwarded passed, String what) {
    wrong(
        new Reconciliation.Imbalance(
            OptionalLong.of(passed.number()), OptionalLong.empty(), Optional.of(passed.at()),
            Optional.of(passed.distributor()), Optional.of(passed.hub()), what));
  }

  void wrong(SuppressionRecord record, String what) {
    wrong(
        new Reconciliation.Imbalance(
            OptionalLong.empty(), OptionalLong.of(record.seq()), Optional.of(record.receivedAt()),
            Optional.of(record.distributor()), Optional.of(record.hub()), what));
  }

  void wrong(long number, Instant at, String what) {
    wrong(
        new Reconciliation.Imbalance(
            OptionalLong.of(number), OptionalLong.empty(), Optional.of(at), Optional.empty(),
            Optional.empty(), what));
  }

  void wrong(String what) {
    wrong(
        new Reconciliation.Imbalance(
            OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), what));
  }

  void wrong(Reconciliation.Imbalance imbalance) {
    found++;
    if (shown.size() < MOST_SHOWN) {
      shown.add(imbalance);
    }
    if (imbalance.at().isPresent() && imbalance.distributor().isPresent()) {
      at(imbalance.at().get(), imbalance.distributor().get()).imbalances++;
    }
  }

  Reconciliation finish(Instant from, Instant to) {
    List<Reconciliation.Row> rows =
        totalsByPlace.entrySet().stream()
            .map(
                each ->
                    new Reconciliation.Row(
                        each.getKey().hour(),
                        each.getKey().distributor(),
                        each.getValue().count()))
            .toList();
    return new Reconciliation(from, to, rows, gaps, shown, found, remarks);
  }
}
