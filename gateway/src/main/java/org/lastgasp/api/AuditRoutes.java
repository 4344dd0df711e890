package org.lastgasp.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.lastgasp.access.Role;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.audit.Campaign;
import org.lastgasp.audit.Explanation;
import org.lastgasp.audit.Visible;
import org.lastgasp.hindsight.Hindsight;
import org.lastgasp.hindsight.Label;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.id.Eui64;
import org.lastgasp.inventory.InventoryLookup;
import org.lastgasp.journal.Entry;
import org.lastgasp.policy.Event;
import org.lastgasp.policy.Verdict;
import org.lastgasp.policy.Window;
import org.lastgasp.server.Json;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the past: alerts, the audit trail, campaigns, explanations. */
final class AuditRoutes implements Routes {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;
  private static final int MOST_EXPLAINED = 100;
  private static final int USUALLY_EXPLAINED = 20;

  private static final int MOST_LOOKED_AT = 5_000; // alerts read to find those of an area
  private static final int LOOKED_AT_ONCE = 250;
  private static final long A_MOMENT = Duration.ofMillis(100).toNanos(); // of 300 ms for a page

  private final AuditQueries queries;
  private final Hindsight hindsight;
  private final InventoryLookup inventory;
  private final InstantSource clock;

  AuditRoutes(AdminServices parts) {
    this.queries = parts.queries();
    this.hindsight = parts.hindsight();
    this.inventory = parts.inventory();
    this.clock = parts.clock();
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/alerts", Role.VIEWER, this::alerts)
        .get("/api/v1/audit", Role.ANALYST, this::audit)
        .get("/api/v1/campaigns", Role.VIEWER, this::campaigns)
        .get("/api/v1/campaigns/activations", Role.VIEWER, this::activations)
        .get("/api/v1/explain/{id}", Role.VIEWER, this::explain);
  }

  private void alerts(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> hub = query.eui("hub");
    AuditQuery.Filter filter = filter(query);
    List<WorkList.Whose> whose = RowScope.of(request).whose(query);
    Query.Times times = query.times("from", "to");
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    int last = query.number("last", 0, 0, MOST);
    long before = query.number("before", Long.MAX_VALUE);
    Optional<String> area = query.text("area");
    Optional<String> firmware = query.text("firmware-hash");
    boolean near = query.flag("near");
    boolean details = query.flag("details");
    refuseHalves(query, last, before, after);
    if (area.isPresent() && last == 0) {
      query.fault("area goes with last");
    }
    if (firmware.isPresent() && last == 0) {
      query.fault("firmware-hash goes with last");
    }
    if (near && last == 0) {
      query.fault("near goes with last");
    }
    if (last > 0 && hub.isPresent()) {
      query.fault("last counts alerts of every hub: leave hub out, or ask for explain");
    }
    query.check();
    if (last > 0) {
      AuditQuery.Page latest =
          area.isPresent() || firmware.isPresent() || near
              ? search(
                  each -> isIn(area, each) && isOf(firmware, each) && (!near || isNear(each)),
                  whose,
                  filter,
                  times,
                  before,
                  last)
              : new AuditQuery.Page(
                  latest(whose, filter, times, before, last), OptionalLong.empty());
      Json.send(response, told(latest, details));
      return;
    }
    if (filter.label().isPresent()) {
      var unused = hindsight.catchUp();
    }
    List<AuditQuery.Page> pages =
        whose.stream()
            .map(
                each ->
                    queries.alerts(
                        new AuditQuery.Alerts(
                            hub, filter.of(each), times.from(), times.to(), after, limit)))
            .toList();
    RowScope.Merged<Entry> all =
        RowScope.merged(
            pages, AuditQuery.Page::entries, AuditQuery.Page::next, Entry::number, limit);
    var unused = hindsight.catchUp(); // with it every alert of the page has its case
    Json.send(response, told(new AuditQuery.Page(all.rows(), all.next()), details));
  }

  /** Refuses mixed paging: a list is paged forwards by after, or backwards by last and before. */
  static void refuseHalves(Query query, int last, long before, long after) {
    if (last == 0 && before < Long.MAX_VALUE) {
      query.fault("before goes with last");
    }
    if (last > 0 && after > 0) {
      query.fault("last gives the newest: it goes without after");
    }
  }

  private AlertsResponse told(AuditQuery.Page page, boolean details) {
    return details
        ? AlertsResponse.detailed(
            page, hindsight, inventory, entry -> queries.fate(entry).code())
        : AlertsResponse.of(page, hindsight);
  }

  /** The last alerts of some distributors recorded before an entry, in the journal's order. */
  private List<Entry> latest(
      List<WorkList.Whose> whose,
      AuditQuery.Filter filter,
      Query.Times times,
      long before,
      int most) {
    List<Entry> latest =
        whose.stream()
            .flatMap(
                each ->
                    queries
                        .lastAlerts(
                            filter.of(each), times.from(), times.to(), before - 1, most)
                        .stream())
            .sorted(Comparator.comparingLong(Entry::number))
            .toList();
    return latest.subList(Math.max(0, latest.size() - most), latest.size());
  }

  /**
   * The last matching alerts before an entry. If too many alerts were read, or if it took too long,
   * the page may have fewer, and says before which entry to continue.
   */
  private AuditQuery.Page search(
      Predicate<Event.AlertJudged> meant,
      List<WorkList.Whose> whose,
      AuditQuery.Filter filter,
      Query.Times times,
      long before,
      int most) {
    Deque<Entry> found = new ArrayDeque<>();
    long at = before;
    int lookedAt = 0;
    long until = System.nanoTime() + A_MOMENT;
    boolean more = true;
    boolean within = true;
    while (more && within && found.size() < most) {
      List<Entry> some = latest(whose, filter, times, at, LOOKED_AT_ONCE);
      for (int i = some.size() - 1; i >= 0 && found.size() < most; i--) {
        at = some.get(i).number();
        lookedAt++;
        if (some.get(i).entry() instanceof Event.AlertJudged alert && meant.test(alert)) {
          found.addFirst(some.get(i));
        }
      }
      more = some.size() == LOOKED_AT_ONCE;
      within = lookedAt < MOST_LOOKED_AT && System.nanoTime() - until < 0;
    }
    return new AuditQuery.Page(
        List.copyOf(found),
        more || found.size() == most ? OptionalLong.of(at) : OptionalLong.empty());
  }

  private boolean isIn(Optional<String> area, Event.AlertJudged alert) {
    return area.isEmpty()
        || AlertPlace.of(
                inventory,
                alert.hub().map(Eui64::toString).orElse(null),
                window(alert.verdict()).map(window -> window.meter().toString()).orElse(null))
            .isIn(area.get());
  }

  private static boolean isOf(Optional<String> firmware, Event.AlertJudged alert) {
    return firmware.isEmpty()
        || window(alert.verdict()).map(Window::firmwareHash).equals(firmware);
  }

  private static boolean isNear(Event.AlertJudged alert) {
    return switch (alert.verdict()) {
      case Verdict.Suppress held -> true;
      case Verdict.Forward passed ->
          passed.nearest().filter(w -> Campaign.isNear(w, passed.compared())).isPresent();
    };
  }

  private static Optional<Window> window(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Suppress held -> Optional.of(held.window());
      case Verdict.Forward passed -> passed.nearest();
    };
  }

  private static AuditQuery.Filter filter(Query query) {
    Optional<String> reason = query.text("reason");
    if (reason.isPresent() && !AuditQuery.Filter.REASONS.contains(reason.get())) {
      query.fault("reason is one of " + AuditQuery.Filter.REASONS + ", not '" + reason.get() + "'");
    }
    return new AuditQuery.Filter(
        query.choice("verdict", AuditQuery.Outcome.values()),
        reason,
        new WorkList.Whose.All(),
        query.text("model"),
        query.choice("assessment", Label.values()));
  }

  private void audit(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> device = query.eui("device");
    Optional<Eui64> user = query.eui("user");
    Query.Times times = query.times("from", "to");
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    query.check();
    AuditQuery.Audit asked =
        new AuditQuery.Audit(device, user, times.from(), times.to(), after, limit);
    Json.send(response, AuditResponse.of(queries.audit(asked)));
  }

  private void campaigns(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Query.Times times = query.times("from", "to");
    boolean soFar = isSoFar(query, times);
    query.check();
    RowScope scope = RowScope.of(request);
    Optional<CampaignsResponse> told =
        soFar
            ? queries
                .campaigns().totalsSoFar(times.from().orElseThrow(), clock.instant())
                .map(found -> CampaignsResponse.of(found, scope))
            : queries
                .campaigns().totals(times.from(), times.to(), clock.instant())
                .map(found -> CampaignsResponse.of(found, scope));
    if (told.isEmpty()) {
      Problem.of(422, "Too many activations", CampaignsResponse.TOO_MANY).send(response);
      return;
    }
    Json.send(response, told.get());
  }

  /** The activations that a figure of the campaigns counts. */
  private void activations(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Campaign.Figure figure =
        query.choice("figure", Campaign.Figure.values()).orElse(Campaign.Figure.ASKED);
    Optional<String> model = query.text("model");
    Optional<String> firmware = query.text("firmware-hash");
    List<WorkList.Whose> whose = WorkListRoutes.whose(query);
    Query.Times times = query.times("from", "to");
    boolean soFar = isSoFar(query, times);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    query.check();
    RowScope scope = RowScope.of(request);
    Instant now = clock.instant();
    Optional<List<Window>> found =
        soFar
            ? queries.campaigns().activationsSoFar(figure, times.from().orElseThrow(), now)
            : queries.campaigns().activations(figure, times.from(), times.to(), now);
    if (found.isEmpty()) {
      Problem.of(422, "Too many activations", CampaignsResponse.TOO_MANY).send(response);
      return;
    }
    Stream<Window> wanted =
        found.get().stream()
            .filter(window -> model.map(window.model()::equals).orElse(true))
            .filter(window -> firmware.map(window.firmwareHash()::equals).orElse(true))
            .filter(window -> BlindResponse.isOf(whose, window) && scope.sees(window.mpan()));
    Json.send(response, WindowsResponse.of(WindowPage.of(wanted, after, limit), now));
  }

  private static boolean isSoFar(Query query, Query.Times times) {
    boolean soFar = query.flag("so-far");
    if (soFar && (times.from().isEmpty() || times.to().isPresent())) {
      query.fault("so-far goes with from, and without to");
    }
    return soFar;
  }

  private void explain(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    int limit = query.number("limit", USUALLY_EXPLAINED, 1, MOST_EXPLAINED);
    long after = query.number("after", 0);
    int last = query.number("last", 0, 0, MOST_EXPLAINED);
    long before = query.number("before", Long.MAX_VALUE);
    boolean soFar = query.flag("so-far");
    refuseHalves(query, last, before, after);
    query.check();
    boolean unused = soFar || hindsight.catchUp();
    AuditQueries asked = soFar ? queries.soFar() : queries;
    String id = request.parameter("id");
    Visible visible = RowScope.of(request).visible();
    Optional<Explanation> told =
        last > 0
            ? asked.explainLast(id, before, last, visible)
            : asked.explain(id, after, limit, visible);
    if (told.isEmpty()) {
      Problem.of(404, "Nothing is known of " + id.strip(), ExplainResponse.UNKNOWN).send(response);
      return;
    }
    Json.send(response, ExplainResponse.of(told.get()));
  }
}
