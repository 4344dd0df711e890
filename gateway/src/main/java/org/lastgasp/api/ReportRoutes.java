package org.lastgasp.api;

import java.time.InstantSource;
import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.report.ReportServer;
import org.lastgasp.server.Json;
import org.lastgasp.server.JsonOrder;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The reports: their list, and orders to build and to send now. */
final class ReportRoutes implements Routes {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;

  private final ReportServer reports;
  private final InstantSource clock;

  ReportRoutes(ReportServer reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/reports", Role.ANALYST, this::list)
        .post("/api/v1/reports/build", Role.OPERATOR, this::build)
        .post("/api/v1/reports/pass", Role.ADMINISTRATOR, this::pass)
        .post("/api/v1/reports/send", Role.OPERATOR, this::send);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    query.check();
    Json.send(
        response, ReportsResponse.of(reports.page(after, limit + 1), reports.passed(), limit));
  }

  private void build(ServerRequest request, ServerResponse response) {
    answer(reports.build(), response);
  }

  private void pass(ServerRequest request, ServerResponse response) {
    JsonOrder order = new JsonOrder(request);
    if (order.text("reason").isEmpty()) {
      Problem.of(400, "Not an order to pass a break", "send {\"reason\":\"why\"}")
          .send(response);
      return;
    }
    answer(reports.buildPastBreak(request.by(), order.text("reason")), response);
  }

  private static void answer(ReportServer.Order order, ServerResponse response) {
    switch (order) {
      case ReportServer.Order.NotDone notDone ->
          Problem.of(
                  503,
                  "No report was built",
                  notDone.why() + "; look at degraded in /-/ready, then order it again")
              .send(response);
      case ReportServer.Order.Done done ->
          Json.send(response, ReportsResponse.Built.of(done.reports(), done.passed()));
    }
  }

  private void send(ServerRequest request, ServerResponse response) {
    Optional<String> target = new Query(request).text("target");
    if (!reports.send(target)) {
      Problem.of(404, "No such target", "the targets stand in /api/v1/status under reports")
          .send(response);
      return;
    }
    ReportServer.Status status = reports.status();
    if (status.targets().isEmpty() && status.fault().isPresent()) {
      String why = status.fault().get() + "; look at degraded in /-/ready, then order it again";
      Problem.of(503, "Not sent", why).send(response);
      return;
    }
    Json.send(
        response,
        new ReportsResponse.Sent(ReportsResponse.Target.of(status.targets(), clock.instant())));
  }
}
