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
 * The books of some time: what was received, and what became of it. Immutable.
 *
 * @param from what was received from this instant on
 * @param to and before this one
 * @param rows by hour, then by distributor; those of nothing are left out
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

  /** All rows as one. */
  public Count total() {
    return rows.stream().map(Row::count).reduce(Count.NOTHING, Count::plus);
  }

  /** The alerts of a distributor in an hour. */
  public record Row(Instant hour, String distributor, Count count) {}

  /**
   * The counts of alerts. What was received was forwarded, suppressed, or is a copy of what was
   * suppressed; what was forwarded is delivered, a dead letter, one that was dropped, or waits.
   *
   * @param forwarded by reason
   * @param logged records of the suppression log, counted there
   * @param unwritten suppressed, and the log has not come to it yet
   * @param promptly forwarded, and judged within a second of receipt
   * @param slowest the longest from receipt to verdict of one that was forwarded
   * @param assessed records of the log by what hindsight says of them
   * @param standFor what the messages stand for
   * @param imbalances what is wrong with them
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
   * @param relayed alerts handed straight to their receivers; in no row, since nobody recorded them
   * @param refused messages of any kind that were not taken, and which their senders keep
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
   * The books of some distributors: nothing that is of others or of nobody.
   *
   * @param distributors whether one of that name is among them
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

  /** The rows of one distributor as one. */
  Count of(String distributor) {
    return rows.stream()
        .filter(row -> row.distributor().equals(distributor))
        .map(Row::count)
        .reduce(Count.NOTHING, Count::plus);
  }

  /** Each distributor's rows as one. */
  Map<String, Count> byDistributor() {
    SortedMap<String, Count> all = new TreeMap<>(Distributors.ORDER);
    rows.forEach(row -> all.merge(row.distributor(), row.count(), Count::plus));
    return all;
  }
}
