package org.lastgasp.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The result of a reconciliation: the alerts received in a time and their outcomes. Immutable.
 *
 * @param from the beginning of the time of receipt, inclusive
 * @param to its end, exclusive
 * @param rows by hour, then by distributor; rows without an alert are left out
 * @param unrecorded times in which the journal could not be written
 * @param imbalances the first hundred
 * @param found how many there were
 * @param remarks what could not be compared, and why that is no imbalance
 */
public record Reconciliation(
    Instant from,
    Instant to,
    List<Row> rows,
    List<Unrecorded> unrecorded,
    List<Imbalance> imbalances,
    long found,
    List<String> remarks) {

  public Reconciliation {
    rows = List.copyOf(rows);
    unrecorded = List.copyOf(unrecorded);
    imbalances = List.copyOf(imbalances);
    remarks = List.copyOf(remarks);
  }

  /** Returns true if everything that was received is accounted for, by every source. */
  public boolean balances() {
    return found == 0;
  }

  /** The sum of all rows. */
  public Count total() {
    return rows.stream().map(Row::count).reduce(Count.NOTHING, Count::plus);
  }

  /** The alerts of a distributor in an hour. */
  public record Row(Instant hour, String distributor, Count count) {}

  /**
   * The counts of alerts. A received alert was forwarded, was suppressed, or is a duplicate of a
   * suppressed one. A forwarded alert is delivered, a dead letter, dropped, or waiting.
   *
   * @param forwarded by reason
   * @param copies duplicates of suppressed alerts
   * @param setAside dead letters that nobody dropped
   * @param dropped dead letters that an operator dropped
   * @param logged records of the suppression log, counted there
   * @param unwritten suppressed, and not yet written to the log
   * @param promptly forwarded, and judged within a second of receipt
   * @param slowest the longest time from receipt to verdict of a forwarded alert
   * @param assessed records of the log by their assessment
   * @param standFor the alerts that the messages stand for
   * @param imbalances the number of imbalances about these alerts
   */
  public record Count(
      SortedMap<String, Long> forwarded,
      long suppressed,
      long copies,
      long delivered,
      long setAside,
      long dropped,
      long waiting,
      long logged,
      long unwritten,
      long promptly,
      Duration slowest,
      SortedMap<String, Long> assessed,
      StandFor standFor,
      long imbalances) {

    static final Count NOTHING =
        new Count(
            new TreeMap<>(), 0, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, new TreeMap<>(),
            StandFor.NOTHING, 0);

    /** The number of alerts received. */
    public long received() {
      return passed() + suppressed + copies;
    }

    /** The number of alerts forwarded. */
    public long passed() {
      return forwarded.values().stream().mapToLong(Long::longValue).sum();
    }

    Count plus(Count other) {
      return new Count(
          both(forwarded, other.forwarded),
          suppressed + other.suppressed,
          copies + other.copies,
          delivered + other.delivered,
          setAside + other.setAside,
          dropped + other.dropped,
          waiting + other.waiting,
          logged + other.logged,
          unwritten + other.unwritten,
          promptly + other.promptly,
          slowest.compareTo(other.slowest) > 0 ? slowest : other.slowest,
          both(assessed, other.assessed),
          standFor.plus(other.standFor),
          imbalances + other.imbalances);
    }

    private static SortedMap<String, Long> both(
        SortedMap<String, Long> one, SortedMap<String, Long> other) {
      SortedMap<String, Long> both = new TreeMap<>(one);
      other.forEach((word, count) -> both.merge(word, count, Long::sum));
      return both;
    }
  }

  /**
   * The alerts that messages stand for by their throttled counts: a message is one alert or more.
   *
   * @param logged by the records of the suppression log
   */
  public record StandFor(long forwarded, long suppressed, long copies, long logged) {
    static final StandFor NOTHING = new StandFor(0, 0, 0, 0);

    /** The number of alerts that the messages received stand for. */
    public long received() {
      return forwarded + suppressed + copies;
    }

    StandFor plus(StandFor other) {
      return new StandFor(
          forwarded + other.forwarded,
          suppressed + other.suppressed,
          copies + other.copies,
          logged + other.logged);
    }
  }

  /**
   * A time in which the journal could not be written.
   *
   * @param relayed alerts sent straight to their receivers; in no row, as they were not recorded
   * @param refused messages of any kind that were refused, so that their senders keep them
   */
  public record Unrecorded(Instant since, Instant until, long relayed, long refused) {}

  /**
   * An imbalance: something that one source has and another has not.
   *
   * @param number the entry in the journal, if it is about one
   * @param seq the record in the log, if it is about one
   * @param at when the alert was received; empty if it is about no alert
   * @param what is missing, and what that may mean
   */
  public record Imbalance(
      OptionalLong number,
      OptionalLong seq,
      Optional<Instant> at,
      Optional<String> distributor,
      Optional<String> hub,
      String what) {}

  /**
   * The part about some distributors, without what concerns others or no distributor.
   *
   * @param distributors whether a distributor's id, or {@code unknown}, is among them
   */
  public Reconciliation only(Predicate<String> distributors) {
    List<Row> own = rows.stream().filter(row -> distributors.test(row.distributor())).toList();
    return new Reconciliation(
        from,
        to,
        own,
        List.of(),
        imbalances.stream()
            .filter(each -> each.distributor().filter(distributors).isPresent())
            .toList(),
        own.stream().mapToLong(row -> row.count().imbalances()).sum(),
        List.of());
  }

  /** The sum of the rows of one distributor. */
  Count of(String distributor) {
    return rows.stream()
        .filter(row -> row.distributor().equals(distributor))
        .map(Row::count)
        .reduce(Count.NOTHING, Count::plus);
  }

  /** The sum of the rows of each distributor. */
  Map<String, Count> byDistributor() {
    SortedMap<String, Count> all = new TreeMap<>(Distributors.ORDER);
    rows.forEach(row -> all.merge(row.distributor(), row.count(), Count::plus));
    return all;
  }
}
