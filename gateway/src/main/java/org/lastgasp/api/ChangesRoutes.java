package org.lastgasp.api;

import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.audit.Visible;
import org.lastgasp.server.Json;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of changes. */
final class ChangesRoutes implements Routes {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;

  private final AuditQueries queries;

  ChangesRoutes(AuditQueries queries) {
    this.queries = queries;
  }

  @Override
  public void routing(RouteTable table) {
    table.get("/api/v1/changes", Role.VIEWER, this::changes);
  }

  private void changes(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Query.Times times = query.times("since", "to");
    int last = query.number("last", 0, 1, MOST);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    if (last > 0 && after > 0) {
      query.fault("last gives the newest: it goes without after");
    }
    AuditQueries its = query.flag("so-far") ? queries.soFar() : queries;
    query.check();
    AuditQuery.Changes asked = new AuditQuery.Changes(times.from(), times.to(), after, limit);
    Visible visible = RowScope.of(request).visible();
    Json.send(
        response,
        ChangesResponse.of(
            last > 0
                ? its.lastChanges(asked, last, visible)
                : its.changes(asked, visible)));
  }
}
