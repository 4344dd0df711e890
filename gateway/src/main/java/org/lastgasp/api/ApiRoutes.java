package org.lastgasp.api;

import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;

/** The routes of the JSON API, of health and of metrics. */
public final class ApiRoutes implements Routes {
  private final AdminServices parts;
  private final BlindFeed blind;
  private final LiveEvents events;

  /** The routes over these services. */
  public ApiRoutes(AdminServices parts, BlindFeed blind, LiveEvents events) {
    this.parts = parts;
    this.blind = blind;
    this.events = events;
  }

  @Override
  public void routing(RouteTable table) {
    SupportRoutes support = new SupportRoutes(parts);
    table
        .register(new HealthRoutes(parts))
        .register(new AdminRoutes(parts))
        .register(new BlindRoutes(parts, blind))
        .register(new EventRoutes(events))
        .register(new DeadLetterRoutes(parts))
        .register(new OverridesRoutes(parts))
        .register(new ClockRoutes(parts))
        .register(new AuditRoutes(parts))
        .register(support)
        .register(new EvidenceRoutes(parts, support))
        .register(new LogRoutes(parts))
        .register(new DeliveryRoutes(parts))
        .register(new ChangesRoutes(parts.queries()))
        .register(new ReportRoutes(parts.reports(), parts.clock()))
        .register(new ReconciliationRoutes(parts.books(), parts.clock()))
        .register(new WorkListRoutes(parts))
        .register(new ImportRoutes(parts))
        .register(new OpenApiRoutes(parts.version()));
    ApiOperations.ALL.stream()
        .filter(ApiOperation::isOfApi)
        .forEach(each -> table.only(each.method(), each.path(), each.names()));
  }
}
