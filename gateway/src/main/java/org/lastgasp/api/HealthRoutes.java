package org.lastgasp.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lastgasp.access.Role;
import org.lastgasp.server.Json;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of health and metrics. */
final class HealthRoutes implements Routes {
  private final AdminServices parts;
  private final Metrics metrics;

  HealthRoutes(AdminServices parts) {
    this.parts = parts;
    this.metrics = new Metrics(parts);
  }

  @Override
  public void routing(RouteTable table) {
    table
        .open("/-/healthy", this::healthy)
        .open("/-/ready", this::ready)
        .get("/metrics", Role.ANALYST, this::metrics);
  }

  private void healthy(ServerRequest request, ServerResponse response) {
    response.header("Content-Type", "text/plain; charset=utf-8").send("healthy\n");
  }

  /** A map and no record: Jackson looks at a record first, and a start waits for this answer. */
  private void ready(ServerRequest request, ServerResponse response) {
    Optional<String> awaited = parts.awaited().get();
    boolean ready = parts.journal().isWritable() && awaited.isEmpty();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("ready", ready);
    members.put("waiting_for", Text.of(awaited));
    response.status(ready ? 200 : 503);
    if (request.sender().isEmpty()) { // a balancer needs the status alone
      Json.send(response, members);
      return;
    }
    RowScope scope = RowScope.of(request);
    GatewayState state = OwnState.of(parts, scope);
    members.put("state", state.effect().code());
    members.put("cause", state.cause().code());
    members.put("sentence", state.sentence());
    members.put("because", state.because());
    if (scope.isEverything()) { // details name receivers and count alerts of others
      members.put("degraded", StatusResponse.Degraded.of(parts.degraded().get()));
    }
    Json.send(response, members);
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    response
        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .send(metrics.text());
  }
}
