package org.lastgasp.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.lastgasp.access.Role;
import org.lastgasp.hindsight.WorkList;
import org.lastgasp.server.Json;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of blind hubs: which they are, as JSON, CSV or events, and how many by hour. */
final class BlindRoutes implements Routes {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;

  private final AdminServices parts;
  private final BlindFeed feed;
  private final BlindHoursReader hours;

  BlindRoutes(AdminServices parts, BlindFeed feed) {
    this.parts = parts;
    this.feed = feed;
    this.hours = new BlindHoursReader(parts);
  }

  /** The forms of the list. */
  private enum Format {
    JSON("application/json"),
    CSV("text/csv"),
    EVENTS("text/event-stream");

    private final String type;

    Format(String type) {
      this.type = type;
    }

    /** The form that a request accepts by its field; JSON if it names none of them. */
    static Format accepted(ServerRequest request) {
      String types = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
      return List.of(values()).stream()
          .filter(each -> types.contains(each.type))
          .findFirst()
          .orElse(JSON);
    }
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/blind", Role.VIEWER, this::blind)
        .get("/api/v1/blind/hours", Role.VIEWER, this::hours);
  }

  private void blind(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    List<WorkList.Whose> whose = WorkListRoutes.whose(query);
    Format format = query.choice("format", Format.values()).orElse(Format.accepted(request));
    boolean begun = query.flag("now");
    int usual = format == Format.CSV ? Integer.MAX_VALUE - 1 : USUAL;
    int limit = query.number("limit", usual, 1, MOST);
    long after = query.number("after", 0);
    boolean paged = query.text("limit").isPresent() || query.text("after").isPresent();
    if (format == Format.EVENTS && paged) {
      query.fault("limit and after are for pages: events tell of every hub, ask without them");
    }
    query.check();
    response.header("Vary", "Accept");
    switch (format) {
      case JSON -> Json.send(response, page(request, whose, begun, after, limit));
      case CSV -> {
        BlindResponse page = page(request, whose, begun, after, limit);
        response
            .header("Content-Type", "text/csv; charset=utf-8")
            .header("Content-Disposition", "attachment; filename=\"blind.csv\"")
            .send(response.mask().map(m -> m.over(page, BlindResponse.class)).orElse(page).csv());
      }
      case EVENTS -> feed.open(whose, begun, request, response);
    }
  }

  private BlindResponse page(
      ServerRequest request,
      List<WorkList.Whose> whose,
      boolean begun,
      long after,
      int limit) {
    RowScope scope = RowScope.of(request);
    Instant now = parts.clock().instant();
    return BlindResponse.of(
        parts.blindAt(now),
        OwnState.of(parts, scope).effect(),
        window ->
            BlindResponse.isOf(whose, window)
                && scope.sees(window.mpan())
                && (!begun || window.hasBegun(now)),
        after,
        limit);
  }

  private void hours(ServerRequest request, ServerResponse response) {
    Json.send(response, hours.of(request.sender().orElseThrow().scope()));
  }
}
