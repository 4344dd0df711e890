package org.lastgasp.api;

import java.util.List;
import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.audit.Explanation;
import org.lastgasp.audit.Visible;
import org.lastgasp.server.Json;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The route of support calls: all that concerns one hub, meter or MPAN. */
final class SupportRoutes implements Routes {
  private static final int MOST = 100;
  private static final int USUAL = 20;

  private final AdminServices parts;

  SupportRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table.get("/api/v1/support/{id}", Role.VIEWER, this::support);
  }

  private void support(ServerRequest request, ServerResponse response) {
    Optional<SupportResponse> told = told(request);
    if (told.isEmpty()) {
      Problem.of(404, "Nothing is known of " + request.parameter("id").strip(),
              ExplainResponse.UNKNOWN)
          .send(response);
      return;
    }
    Json.send(response, told.get());
  }

  /** What is known of something that a request names; empty if nothing is. */
  Optional<SupportResponse> told(ServerRequest request) {
    Query query = new Query(request);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    int last = query.number("last", 0, 0, MOST);
    long before = query.number("before", Long.MAX_VALUE);
    AuditRoutes.refuseHalves(query, last, before, after);
    query.check();
    var unused = parts.hindsight().catchUp();
    RowScope scope = RowScope.of(request);
    String id = request.parameter("id");
    Visible visible = scope.visible();
    Optional<Explanation> found =
        last > 0
            ? parts.queries().explainLast(id, before, last, visible)
            : parts.queries().explain(id, after, limit, visible);
    return found.map(page -> SupportResponse.of(page, facts(scope), scope));
  }

  private SupportResponse.Facts facts(RowScope scope) {
    GatewayState state = OwnState.of(parts, scope);
    return new SupportResponse.Facts(
        parts.clock().instant(),
        Optional.of(parts.version()),
        new SupportResponse.State(
            state.sentence(), state.because(),
            scope.isEverything()
                ? StatusResponse.Degraded.of(parts.degraded().get())
                : List.of()),
        parts.tracked().position(),
        parts.rules().get().policy().settings(),
        parts.rules().get().configHash(),
        parts.inventory(),
        parts.tracked().hubs(),
        number -> DeadLetterRoutes.find(parts.delivery(), number));
  }
}
