package org.lastgasp.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Health, metrics and the page a person sees first. */
final class HealthRoutes implements HttpService {
  private final AdminServices parts;
  private final MetricsJson metrics;

  HealthRoutes(AdminServices parts) {
    this.parts = parts;
    this.metrics = new MetricsJson(parts);
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/-/healthy", this::healthy)
        .get("/-/ready", this::ready)
        .get("/metrics", this::metrics)
        .get("/favicon.ico", (request, response) -> response.status(204).send())
        .get("/", this::page);
  }

  private void healthy(ServerRequest request, ServerResponse response) {
    response.header("Content-Type", "text/plain; charset=utf-8").send("healthy\n");
  }

  private void ready(ServerRequest request, ServerResponse response) {
    Optional<String> awaited = parts.awaited().get();
    boolean ready = parts.journal().isWritable() && awaited.isEmpty();
    ObjectNode node = Json.object();
    node.put("ready", ready);
    Json.put(node, "waiting_for", awaited);
    StatusJson.state(node, parts.state().get());
    StatusJson.degraded(node, parts.degraded().get());
    response.status(ready ? 200 : 503);
    Json.send(response, node);
  }

  private void metrics(ServerRequest request, ServerResponse response) {
    response
        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        .send(metrics.text());
  }

  private void page(ServerRequest request, ServerResponse response) {
    response
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .send(StatusPage.of(StatusJson.of(parts)).getBytes(StandardCharsets.UTF_8));
  }
}
