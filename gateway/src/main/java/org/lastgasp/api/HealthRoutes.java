package org.lastgasp.api;

import java.util.Optional;
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
        .get("/-/healthy", this::healthy)
        .get("/-/ready", this::ready)
        .get("/metrics", this::metrics);
  }

  private void healthy(ServerRequest request, ServerResponse response) {
    response.header("Content-Type", "text/plain; charset=utf-8").send("healthy\n");
  }

  private void ready(ServerRequest request, ServerResponse response) {
    Optional<String> awaited = parts.awaited().get();
    boolean ready = parts.journal().isWritable() && awaited.isEmpty();
    response.status(ready ? 200 : 503);
    Json.send(
        response,
        ReadyResponse.of(ready, awaited, parts.state().get(), parts.degraded().get()));
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    response
        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .send(metrics.text());
  }
}
