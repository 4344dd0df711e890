package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.access.Role;
import org.lastgasp.hindsight.Case;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.logging.EventLog;
import org.lastgasp.server.Json;
import org.lastgasp.server.JsonOrder;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The work-list: what has to be looked at, and that somebody did. */
final class WorkListRoutes implements Routes {
  private static final EventLog LOG = EventLog.of(WorkListRoutes.class);
  private static final int MOST = 1_000;
  private static final int USUAL = 100;

  private final AdminServices parts;

  WorkListRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/worklist", Role.VIEWER, this::list)
        .post("/api/v1/worklist/{number}/resolve", Role.OPERATOR, this::resolve);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    RowScope scope = RowScope.of(request);
    List<WorkList.Whose> whose = scope.whose(query);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    query.check();
    var unused = parts.hindsight().catchUp();
    Instant now = parts.clock().instant();
    RowScope.Merged<Case> all =
        RowScope.merged(
            whose.stream().map(w -> parts.hindsight().page(w, now, after, limit)).toList(),
            WorkList.Page::items, WorkList.Page::next, Case::number, limit);
    WorkList.Page page = new WorkList.Page(all.rows(), all.next());
    WorkList.Standing standing = parts.hindsight().standing(now);
    Json.send(
        response,
        scope.isEverything()
            ? WorkListResponse.of(page, standing)
            : WorkListResponse.of(page, WorkListResponse.LookedAt.at(standing)));
  }

  static WorkList.Whose whose(Query query) {
    Optional<String> text = query.text("distributor");
    if (text.isEmpty()) {
      return new WorkList.Whose.All();
    }
    if (text.get().equals("unknown")) {
      return new WorkList.Whose.Of(OptionalInt.empty());
    }
    Optional<Long> id = Query.counted(text.get()).filter(n -> n <= 99);
    if (id.isEmpty()) {
      query.fault("distributor is from 0 to 99, or unknown, not '" + text.get() + "'");
      return new WorkList.Whose.All();
    }
    return new WorkList.Whose.Of(OptionalInt.of(id.get().intValue()));
  }

  private void resolve(ServerRequest request, ServerResponse response) {
    String text = request.parameter("number");
    Optional<Long> number = Query.counted(text);
    JsonOrder order = new JsonOrder(request);
    String by = request.by();
    String reason = order.text("reason");
    if (number.isEmpty() || reason.isEmpty()) {
      Problem.of(
              400,
              "Not what resolves an item",
              "post {\"reason\":\"why\"} to the number that the list gives")
          .send(response);
      return;
    }
    var unused = parts.hindsight().catchUp();
    Optional<Case> about = parts.hindsight().of(number.get());
    if (about.isEmpty()) {
      Problem.of(404, "No such alert", "no alert " + number.get() + " was suppressed")
          .send(response);
    } else if (!about.get().isOpen(parts.clock().instant())) {
      Problem.of(409, "Nothing to resolve", "alert " + number.get() + " is not on the work-list")
          .send(response);
    } else {
      settle(number.get(), by, reason, response);
    }
  }

  private void settle(long number, String by, String reason, ServerResponse response) {
    try {
      parts.controls().settle(number, by, reason);
    } catch (JournalUnavailable unavailable) {
      Problem.of(503, "Not recorded", unavailable.getMessage() + "; resolve it again later")
          .send(response);
      return;
    }
    LOG.info("settled", "alert", number, "by", by, "reason", reason);
    var unused = parts.hindsight().catchUp();
    Json.send(response, CaseResponse.of(parts.hindsight().of(number).orElseThrow()));
  }
}
