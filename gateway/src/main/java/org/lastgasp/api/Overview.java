package org.lastgasp.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.StateSentence.StateFacts;
import org.lastgasp.audit.AlertCounts;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Mpan;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * The main figures of the console, from the indexes, so that they are the same after a restart. A
 * figure is null if its index cannot be read, or if it counts all distributors and the sender sees
 * only some.
 */
public record Overview(
    @Nullable Counts lastHour,
    @Nullable Counts lastDay,
    Blind blind,
    @Nullable ToLookAt toLookAt,
    List<Distributor> distributors) {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST = 10_000; // suspects, and other items, that are counted

  /**
   * The alerts of some time: received = forwarded + suppressed + copies.
   *
   * @param forwarded those that would have been suppressed included
   * @param notRecorded forwarded while the journal could not be written; in no other count
   * @param standFor the alerts that the messages stand for by their throttled counts
   */
  public record Counts(
      long received,
      long forwarded,
      long suppressed,
      long wouldSuppress,
      long copies,
      long notRecorded,
      StandFor standFor) {
    private static Counts of(AlertCounts counts, long notRecorded) {
      AlertCounts.Figures all = counts.total();
      AlertCounts.Figures alerts = counts.standFor();
      return new Counts(
          all.messages(),
          all.received() - all.suppressed(),
          all.suppressed(),
          all.wouldSuppress(),
          all.copies(),
          notRecorded,
          new StandFor(
              alerts.messages(),
              alerts.received() - alerts.suppressed(),
              alerts.suppressed(),
              alerts.wouldSuppress(),
              alerts.copies()));
    }
  }

  /** The alerts that messages stand for: received = forwarded + suppressed + copies. */
  public record StandFor(
      long received, long forwarded, long suppressed, long wouldSuppress, long copies) {}

  /** The hubs whose alerts are suppressed now, and when the last of them is seen again. */
  public record Blind(long hubs, long distributors, @Nullable Instant until) {}

  /**
   * The items that somebody has to look at.
   *
   * @param more whether there are more than were counted
   * @param oldest when the oldest of the alerts was received
   */
  public record ToLookAt(
      long count,
      boolean more,
      long suspects,
      @Nullable Instant oldest,
      @JsonIgnore Map<String, Long> byDistributor) {}

  /**
   * The figures of a distributor: its id, or {@code unknown}.
   *
   * @param received in the last hour, duplicates too
   */
  public record Distributor(
      String distributor,
      long toLookAt,
      long blind,
      @Nullable Instant until,
      long received,
      long suppressed) {}

  /** The numbers at an instant. */
  public static Overview of(
      Instant now, BlindHubs blind, AuditQueries queries, WorkList workList) {
    Optional<AlertCounts> hour = counts(queries, HOUR, now);
    Optional<ToLookAt> items = toLookAt(workList, List.of(new WorkList.Whose.All()), now);
    StateFacts.Blind all = blind.total();
    return new Overview(
        figures(queries, hour, HOUR, now),
        figures(queries, counts(queries, DAY, now), DAY, now),
        new Blind(all.hubs(), all.distributors(), all.until().orElse(null)),
        items.orElse(null),
        distributors(
            items.map(ToLookAt::byDistributor).orElse(Map.of()),
            hour.map(AlertCounts::byDistributor).orElse(Map.of()),
            blind.byDistributor()));
  }

  /** The numbers of some distributors; what is not counted by distributor is null. */
  static Overview of(AdminServices services, BlindHubs blind, RowScope scope, Instant now) {
    Optional<AlertCounts> hour = counts(services.queries(), HOUR, now);
    Optional<ToLookAt> items = toLookAt(services.hindsight(), scope.whose(), now);
    Map<String, AlertCounts.Figures> alerts =
        new TreeMap<>(hour.map(AlertCounts::byDistributor).orElse(Map.of()));
    alerts.keySet().removeIf(id -> !scope.sees(id));
    StateFacts.Blind own = blind.total();
    return new Overview(
        null,
        null,
        new Blind(own.hubs(), own.distributors(), own.until().orElse(null)),
        items.orElse(null),
        distributors(
            items.map(ToLookAt::byDistributor).orElse(Map.of()), alerts, blind.byDistributor()));
  }

  private static @Nullable Counts figures(
      AuditQueries queries, Optional<AlertCounts> counts, Duration length, Instant now) {
    try {
      return counts.isEmpty()
          ? null
          : Counts.of(counts.get(), queries.handedOver(now.minus(length)));
    } catch (StoreUnavailable unreadable) {
      return null; // told as degraded
    }
  }

  private static Optional<AlertCounts> counts(
      AuditQueries queries, Duration length, Instant now) {
    try {
      return Optional.of(queries.counts(now.minus(length), now));
    } catch (StoreUnavailable unreadable) {
      return Optional.empty(); // told as degraded
    }
  }

  private static Optional<ToLookAt> toLookAt(
      WorkList workList, List<WorkList.Whose> whose, Instant now) {
    try {
      return Optional.of(counted(workList, whose, now));
    } catch (StoreUnavailable unreadable) {
      return Optional.empty(); // told as degraded
    }
  }

  private static ToLookAt counted(
      WorkList workList, List<WorkList.Whose> whose, Instant now) {
    Map<String, Long> byDistributor = new TreeMap<>();
    long count = 0;
    long suspects = 0;
    Optional<Instant> oldest = Optional.empty();
    boolean more = false;
    for (WorkList.Whose each : whose) {
      WorkList.Counts counts = workList.counts(each, now, MOST);
      for (WorkList.Counts.Of its : counts.each()) {
        byDistributor.merge(Mpan.distributorName(its.distributor()), its.cases(), Long::sum);
        count += its.cases();
        suspects += its.suspects();
      }
      more |= counts.more();
      oldest =
          Stream.concat(oldest.stream(), counts.oldest().stream()).min(Comparator.naturalOrder());
    }
    return new ToLookAt(
        count, more, suspects, oldest.orElse(null), Map.copyOf(byDistributor));
  }

  private static List<Distributor> distributors(
      Map<String, Long> items,
      Map<String, AlertCounts.Figures> alerts,
      Map<String, StateFacts.Blind> blind) {
    Set<String> all = new TreeSet<>(items.keySet());
    all.addAll(alerts.keySet());
    all.addAll(blind.keySet());
    return all.stream()
        .sorted(
            Comparator.<String>comparingLong(id -> -items.getOrDefault(id, 0L))
                .thenComparing(Comparator.naturalOrder()))
        .map(
            id -> {
              StateFacts.Blind its = blind.getOrDefault(id, StateFacts.Blind.NONE);
              AlertCounts.Figures figures = alerts.getOrDefault(id, AlertCounts.Figures.NONE);
              return new Distributor(
                  id,
                  items.getOrDefault(id, 0L),
                  its.hubs(),
                  its.until().orElse(null),
                  figures.messages(),
                  figures.suppressed());
            })
        .toList();
  }
}
