package org.lastgasp.api;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.lastgasp.access.Identity;
import org.lastgasp.audit.AlertCounts;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.Mpan;
import org.lastgasp.journal.Entry;
import org.lastgasp.motorway.RecipientRouter;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Window;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * A reader of what a person on duty sees first. One answer serves everybody who sees the same rows
 * for a second, or for longer if it took long: so it costs as much for a hundred pages as for one.
 * Safe for any number of threads.
 */
public final class NowReader {
  private static final long FRESH = Duration.ofSeconds(1).toNanos();
  private static final long QUICK = Duration.ofMillis(20).toNanos();
  private static final int A_SMALL_PART = 40; // one part in so many of the time, for reading
  private static final long OLDEST = Duration.ofSeconds(10).toNanos();
  private static final int MOST_KEPT = 64; // answers, one for each set of distributors
  private static final int LATEST = 20;
  private static final int MARKS = 12;
  private static final int MINUTES = 60;
  private static final int SUSPECTS = 500; // looked at for what they have in common
  private static final int MOST_SETTLED = 10_000;
  private static final int CAMPAIGN = 20; // windows of a model and firmware that begin

  private final AdminServices parts;
  private final BlindHoursReader hours;
  private final Map<Identity.Scope, Kept> kept = new HashMap<>();

  /** An answer, the state it was read in, when that was, and how long it took. */
  private record Kept(NowResponse now, GatewayState state, long ended, long took) {
    boolean isFresh(GatewayState current) {
      boolean same =
          took < QUICK ? state.equals(current) : state.cause() == current.cause(); // not by numbers
      return same && System.nanoTime() - ended < Math.clamp(took * A_SMALL_PART, FRESH, OLDEST);
    }
  }

  /** Reads from those services. */
  public NowReader(AdminServices parts) {
    this.parts = parts;
    this.hours = new BlindHoursReader(parts);
  }

  /** What is seen by whoever sees these rows. */
  public synchronized NowResponse of(Identity.Scope scope) {
    Kept last = kept.get(scope);
    GatewayState state = parts.state().get();
    if (last != null && last.isFresh(state)) {
      return last.now();
    }
    long began = System.nanoTime();
    NowResponse now = read(RowScope.of(scope));
    long ended = System.nanoTime();
    if (kept.size() >= MOST_KEPT) {
      kept.clear();
    }
    kept.put(scope, new Kept(now, state, ended, ended - began));
    return now;
  }

  /** Has the next answer read anew, as something was changed. */
  public synchronized void refresh() {
    kept.clear();
  }

  private NowResponse read(RowScope scope) {
    Instant now = parts.clock().instant();
    StatusResponse status = StatusResponse.of(parts, scope);
    List<Case> suspects = suspects(scope, now);
    return new NowResponse(
        status,
        minutes(scope, now),
        marks(scope, now),
        networks(status, scope),
        latest(scope),
        settledToday(scope, now),
        clue(suspects),
        peak(scope),
        books(scope));
  }

  private NowResponse.@Nullable Peak peak(RowScope scope) {
    BlindHours today = hours.of(scope.scope());
    Instant at = today.peakAt();
    return at == null ? null : new NowResponse.Peak(at, today.peak());
  }

  private IntegrityResponse.@Nullable Hour books(RowScope scope) {
    List<IntegrityResponse.Hour> all = parts.integrity().get().books();
    return scope.isEverything() && !all.isEmpty() ? all.getFirst() : null;
  }

  private List<NowResponse.Minute> minutes(RowScope scope, Instant now) {
    Instant last = now.truncatedTo(ChronoUnit.MINUTES);
    Instant first = last.minus(MINUTES - 1, ChronoUnit.MINUTES);
    TreeMap<Instant, NowResponse.Minute> all = new TreeMap<>();
    for (int i = 0; i < MINUTES; i++) {
      Instant at = first.plus(i, ChronoUnit.MINUTES);
      all.put(at, new NowResponse.Minute(at, 0, 0));
    }
    try {
      for (AlertCounts.Minute each : parts.queries().minutes(first.minusSeconds(1), now)) {
        if (scope.sees(each.distributor())) {
          all.computeIfPresent(
              each.minute(),
              (at, sum) ->
                  new NowResponse.Minute(
                      at, sum.received() + each.received(), sum.suppressed() + each.suppressed()));
        }
      }
    } catch (StoreUnavailable unreadable) {
      return List.of(); // told as degraded
    }
    return List.copyOf(all.values());
  }

  private List<NowResponse.Mark> marks(RowScope scope, Instant now) {
    Instant from = now.minus(MINUTES, ChronoUnit.MINUTES);
    List<NowResponse.Mark> marks = new ArrayList<>(campaigns(scope, from, now));
    if (scope.isEverything()) {
      try {
        parts.queries().changesSince(from, MARKS).stream()
            .flatMap(each -> mark(each.entry()).stream())
            .forEach(marks::add);
      } catch (StoreUnavailable unreadable) {
        return marks; // told as degraded
      }
    }
    marks.sort(Comparator.comparing(NowResponse.Mark::at));
    return marks.size() <= MARKS ? marks : marks.subList(marks.size() - MARKS, marks.size());
  }

  private static Optional<NowResponse.Mark> mark(Event event) {
    return switch (event) {
      case Event.Switched e -> mark(e, "switch to " + e.to().code() + " by " + e.by());
      case Event.StormOrdered e ->
          mark(e, "storm " + e.order().code() + ", " + e.place() + ", by " + e.by());
      case Event.BreakerTurned e -> mark(e, "breaker " + e.to().code());
      case Event.Supplied e -> mark(e, "import of " + e.what() + " by " + e.by());
      case Event other -> Optional.empty();
    };
  }

  private static Optional<NowResponse.Mark> mark(Event event, String text) {
    return Optional.of(new NowResponse.Mark(event.at(), text));
  }

  private record Firmware(String model, String hash) {}

  private record Begun(Instant first, long windows) {
    Begun plus(Begun other) {
      return new Begun(
          first.isBefore(other.first) ? first : other.first, windows + other.windows);
    }
  }

  /** The firmware that enough meters were to activate from within the time on. */
  private List<NowResponse.Mark> campaigns(RowScope scope, Instant from, Instant now) {
    Map<Firmware, Begun> begun = new LinkedHashMap<>();
    for (HubState hub : parts.tracked().hubs()) {
      for (Window window : hub.windows()) {
        boolean within = !window.from().isBefore(from) && !window.from().isAfter(now);
        if (within && scope.sees(window.mpan())) {
          begun.merge(
              new Firmware(window.model(), window.firmwareHash()),
              new Begun(window.from(), 1),
              Begun::plus);
        }
      }
    }
    return begun.entrySet().stream()
        .filter(each -> each.getValue().windows() >= CAMPAIGN)
        .map(
            each ->
                new NowResponse.Mark(
                    each.getValue().first(),
                    "campaign " + each.getKey().model() + " " + shortened(each.getKey().hash())
                        + ", " + each.getValue().windows() + " activations"))
        .toList();
  }

  private static String shortened(String hash) {
    return hash.length() > 4 ? hash.substring(0, 4) : hash;
  }

  /** The distributors, grouped by the Service User that receives their alerts. */
  private List<NowResponse.Network> networks(StatusResponse status, RowScope scope) {
    Map<Eui64, Long> waiting = new HashMap<>();
    for (RecipientStatus each : parts.delivery().status()) {
      waiting.put(each.id(), each.backlog());
    }
    Map<String, Overview.Distributor> figures = new TreeMap<>();
    status.overview().distributors().forEach(each -> figures.put(each.distributor(), each));
    List<NowResponse.Network> all = new ArrayList<>();
    for (RecipientRouter.User user : parts.rules().get().directory().users()) {
      List<String> ids =
          user.distributors().stream()
              .sorted()
              .filter(id -> scope.sees(OptionalInt.of(id)))
              .map(String::valueOf)
              .toList();
      if (!ids.isEmpty()) {
        List<Overview.Distributor> its = new ArrayList<>();
        ids.forEach(id -> Optional.ofNullable(figures.remove(id)).ifPresent(its::add));
        Long waits = scope.isEverything() ? waiting.getOrDefault(user.id(), 0L) : null;
        all.add(network(user.name(), ids, its, waits));
      }
    }
    figures.values().stream()
        .filter(each -> scope.isEverything() || scope.sees(idOf(each.distributor())))
        .forEach(each -> all.add(network("", List.of(each.distributor()), List.of(each), null)));
    all.sort(
        Comparator.comparingLong((NowResponse.Network each) -> -each.toLookAt())
            .thenComparingLong(each -> -each.blind())
            .thenComparing(each -> each.name().isEmpty())
            .thenComparing(NowResponse.Network::name));
    return List.copyOf(all);
  }

  private static OptionalInt idOf(String distributor) {
    return distributor.equals("unknown")
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(distributor));
  }

  private static NowResponse.Network network(
      String name, List<String> ids, List<Overview.Distributor> its, @Nullable Long waiting) {
    Instant until =
        its.stream()
            .flatMap(each -> Optional.ofNullable(each.until()).stream())
            .max(Comparator.naturalOrder())
            .orElse(null);
    return new NowResponse.Network(
        name, ids,
        its.stream().mapToLong(Overview.Distributor::toLookAt).sum(),
        its.stream().mapToLong(Overview.Distributor::blind).sum(),
        until,
        its.stream().mapToLong(Overview.Distributor::received).sum(),
        its.stream().mapToLong(Overview.Distributor::suppressed).sum(),
        waiting);
  }

  private List<NowResponse.Latest> latest(RowScope scope) {
    try {
      List<Entry> found = new ArrayList<>();
      for (WorkList.Whose whose : scope.whose(new WorkList.Whose.All())) {
        found.addAll(
            parts.queries().lastAlerts(
                AuditQuery.Filter.ANY.of(whose), Optional.empty(), Optional.empty(),
                Long.MAX_VALUE, LATEST));
      }
      found.sort(Comparator.comparingLong(Entry::number).reversed());
      List<Entry> last = found.subList(0, Math.min(LATEST, found.size()));
      return AlertsResponse.of(new AuditQuery.Page(last, OptionalLong.empty()), parts.hindsight())
          .alerts().stream()
          .map(this::placed)
          .toList();
    } catch (StoreUnavailable unreadable) {
      return List.of(); // told as degraded
    }
  }

  private NowResponse.Latest placed(AlertsResponse.Alert alert) {
    return new NowResponse.Latest(alert, AlertPlace.of(parts.inventory(), alert).words());
  }

  private @Nullable Long settledToday(RowScope scope, Instant now) {
    if (!scope.isEverything()) {
      return null;
    }
    try {
      Instant midnight = now.truncatedTo(ChronoUnit.DAYS);
      return (long) parts.queries().settledSince(midnight, MOST_SETTLED).size();
    } catch (StoreUnavailable unreadable) {
      return null; // told as degraded
    }
  }

  private List<Case> suspects(RowScope scope, Instant now) {
    try {
      return scope.whose(new WorkList.Whose.All()).stream()
          .flatMap(whose -> first(whose, now).stream())
          .toList();
    } catch (StoreUnavailable unreadable) {
      return List.of(); // told as degraded
    }
  }

  private List<Case> first(WorkList.Whose whose, Instant now) {
    return parts.hindsight()
        .page(whose, Optional.of(Label.SUSPECT), now, 0, SUSPECTS)
        .items();
  }

  /** The place that most suspects share. */
  private NowResponse.@Nullable Clue clue(List<Case> suspects) {
    if (suspects.isEmpty()) {
      return null;
    }
    Map<String, List<Instant>> places = new LinkedHashMap<>();
    Map<String, Long> hubs = new HashMap<>();
    TreeSet<Instant> received = new TreeSet<>();
    for (Case each : suspects) {
      Instant at = each.held().at();
      received.add(at);
      AlertPlace place = AlertPlace.counted(parts.inventory(), each);
      String group = place.group(Mpan.distributorName(each.held().distributor()));
      if (!group.isEmpty()) {
        Optional.ofNullable(place.hubs()).ifPresent(all -> hubs.put(group, all));
        places.computeIfAbsent(group, name -> new ArrayList<>()).add(at);
      }
    }
    Optional<Map.Entry<String, List<Instant>>> most =
        places.entrySet().stream()
            .filter(each -> each.getValue().size() > 1)
            .max(Comparator.comparingInt(each -> each.getValue().size()));
    return most.map(
            each ->
                new NowResponse.Clue(
                    suspects.size(), each.getValue().size(), each.getKey(),
                    hubs.get(each.getKey()), minutes(each.getValue()), received.first()))
        .orElseGet(() -> new NowResponse.Clue(suspects.size(), 0, "", null, 0, received.first()));
  }

  private static long minutes(List<Instant> instants) {
    Instant first = instants.stream().min(Comparator.naturalOrder()).orElseThrow();
    Instant last = instants.stream().max(Comparator.naturalOrder()).orElseThrow();
    return Duration.between(first, last).plusSeconds(59).toMinutes();
  }
}
