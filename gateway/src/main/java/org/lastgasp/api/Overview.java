package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.lastgasp.audit.AlertCounts;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditUnavailable;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.server.Json;

/**
 * The numbers a person sees first, from the indexes: so they are the same after a restart. What an
 * index that cannot be read would say is null.
 */
public final class Overview {
  private static final int MOST = 10_000; // items of the work-list that are counted
  private static final int PAGE = 1_000;
  private static final String UNKNOWN = "unknown";

  private final Instant now;
  private final BlindHubs blind;
  private final Optional<AlertCounts> hour;
  private final Optional<AlertCounts> day;
  private final Optional<ToLookAt> toLookAt;

  /**
   * What somebody has to look at.
   *
   * @param more whether there are more than were counted
   * @param oldest when the oldest of the alerts was received
   */
  private record ToLookAt(
      Map<String, Long> byDistributor,
      long count,
      boolean more,
      long suspects,
      Optional<Instant> oldest) {}

  /** At an instant. */
  public Overview(Instant now, BlindHubs blind, AuditQueries chronicle, WorkList workList) {
    this.now = now;
    this.blind = blind;
    this.hour = counts(chronicle, Duration.ofHours(1));
    this.day = counts(chronicle, Duration.ofDays(1));
    this.toLookAt = toLookAt(workList);
  }

  private Optional<AlertCounts> counts(AuditQueries chronicle, Duration length) {
    try {
      return Optional.of(chronicle.counts(now.minus(length), now));
    } catch (AuditUnavailable unreadable) {
      return Optional.empty(); // told as degraded
    }
  }

  private Optional<ToLookAt> toLookAt(WorkList workList) {
    try {
      return Optional.of(counted(workList));
    } catch (HindsightUnavailable unreadable) {
      return Optional.empty(); // told as degraded
    }
  }

  private ToLookAt counted(WorkList workList) {
    Map<String, Long> byDistributor = new TreeMap<>();
    long count = 0;
    long suspects = 0;
    Optional<Instant> oldest = Optional.empty();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent() && count < MOST) {
      WorkList.Page page =
          workList.page(new WorkList.Whose.All(), now, after.getAsLong(), PAGE);
      for (Case each : page.items()) {
        byDistributor.merge(distributor(each.held().distributor()), 1L, Long::sum);
        suspects += each.label() == Label.SUSPECT ? 1 : 0;
        Instant at = each.held().at();
        oldest = oldest.filter(o -> !at.isBefore(o)).or(() -> Optional.of(at));
      }
      count += page.items().size();
      after = page.next();
    }
    return new ToLookAt(byDistributor, count, after.isPresent(), suspects, oldest);
  }

  private static String distributor(OptionalInt id) {
    return id.isPresent() ? String.valueOf(id.getAsInt()) : UNKNOWN;
  }

  /** Writes them into an object. */
  public void put(ObjectNode node) {
    counts(node, "last_hour", hour);
    counts(node, "last_day", day);
    put(node.putObject("blind"), blind.total());
    if (toLookAt.isPresent()) {
      ToLookAt list = toLookAt.get();
      ObjectNode item = node.putObject("to_look_at");
      item.put("count", list.count());
      item.put("more", list.more());
      item.put("suspects", list.suspects());
      Json.put(item, "oldest", list.oldest());
    } else {
      node.putNull("to_look_at");
    }
    distributors(node.putArray("distributors"));
  }

  /** What waits for delivery, to all Service Users together. */
  public static void put(ObjectNode node, List<RecipientStatus> users, Instant now) {
    ObjectNode waiting = node.putObject("waiting");
    waiting.put("messages", users.stream().mapToLong(RecipientStatus::backlog).sum());
    waiting.put("more", users.stream().anyMatch(RecipientStatus::more));
    Optional<Instant> oldest =
        users.stream().flatMap(u -> u.oldest().stream()).min(Comparator.naturalOrder());
    waiting.put("oldest_seconds", StatusJson.seconds(oldest, now));
    waiting.put("dead_letters", users.stream().mapToLong(RecipientStatus::setAside).sum());
  }

  private static void counts(ObjectNode node, String name, Optional<AlertCounts> counts) {
    if (counts.isEmpty()) {
      node.putNull(name);
      return;
    }
    AlertCounts.Figures all = counts.get().total();
    ObjectNode item = node.putObject(name);
    item.put("received", all.received() + counts.get().copies());
    item.put("suppressed", all.suppressed());
    item.put("would_suppress", all.wouldSuppress());
    item.put("copies", counts.get().copies());
  }

  private static void put(ObjectNode node, StateFacts.Blind blind) {
    node.put("hubs", blind.hubs());
    node.put("distributors", blind.distributors());
    Json.put(node, "until", blind.until());
  }

  private void distributors(ArrayNode list) {
    Map<String, Long> items = toLookAt.map(ToLookAt::byDistributor).orElse(Map.of());
    Map<String, AlertCounts.Figures> alerts =
        hour.map(AlertCounts::byDistributor).orElse(Map.of());
    Set<String> all = new TreeSet<>(items.keySet());
    all.addAll(alerts.keySet());
    all.addAll(blind.byDistributor().keySet());
    all.stream()
        .sorted(
            Comparator.<String>comparingLong(id -> -items.getOrDefault(id, 0L))
                .thenComparing(Comparator.naturalOrder()))
        .forEach(
            id -> {
              ObjectNode item = list.addObject();
              StateFacts.Blind its =
                  blind.byDistributor().getOrDefault(id, StateFacts.Blind.NONE);
              item.put("distributor", id);
              item.put("to_look_at", items.getOrDefault(id, 0L));
              item.put("blind", its.hubs());
              Json.put(item, "until", its.until());
              AlertCounts.Figures figures =
                  alerts.getOrDefault(id, new AlertCounts.Figures(0, 0, 0));
              item.put("received", figures.received());
              item.put("suppressed", figures.suppressed());
            });
  }
}
