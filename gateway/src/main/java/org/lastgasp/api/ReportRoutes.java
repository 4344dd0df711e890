package org.lastgasp.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.access.Role;
import org.lastgasp.files.ErrorText;
import org.lastgasp.report.Report;
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
  private static final long LARGEST_FILE = 64 << 20; // 64 MiB, about 100,000 records; in memory

  private final ReportServer reports;
  private final InstantSource clock;

  ReportRoutes(ReportServer reports, InstantSource clock) {
    this.reports = reports;
    this.clock = clock;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/reports", Role.VIEWER, this::list)
        .get("/api/v1/reports/{number}/file", Role.VIEWER, this::file)
        .post("/api/v1/reports/build", Role.OPERATOR, this::build)
        .post("/api/v1/reports/pass", Role.ADMINISTRATOR, this::pass)
        .post("/api/v1/reports/send", Role.OPERATOR, this::send);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    int last = query.number("last", 0, 1, MOST);
    long before = query.number("before", Long.MAX_VALUE);
    AuditRoutes.refuseHalves(query, last, before, after);
    query.check();
    RowScope scope = RowScope.of(request);
    List<Report> page =
        last > 0
            ? reports.last(last, before, scope.isEverything() ? Set.of() : scope.names())
            : page(scope, after, limit + 1);
    ReportsResponse all = ReportsResponse.of(page, reports.passed(), last > 0 ? last : limit);
    Json.send(response, scope.isEverything() ? all : all.own());
  }

  private List<Report> page(RowScope scope, long after, int most) {
    return scope.isEverything()
        ? reports.page(after, most)
        : reports.page(after, most, scope.names());
  }

  /** The file as targets get it; refused to senders from whom supply points are masked. */
  private void file(ServerRequest request, ServerResponse response) {
    if (response.mask().isPresent()) {
      Problem.of(
              403, "Not allowed",
              "reports name supply points, which the role " + Role.ANALYST.code()
                  + " does not see: this needs " + Role.OPERATOR.code())
          .send(response);
      return;
    }
    String text = request.parameter("number");
    Optional<Report> report =
        Query.counted(text)
            .filter(number -> number > 0)
            .flatMap(
                number ->
                    page(RowScope.of(request), number - 1, 1).stream()
                        .filter(each -> each.number() == number)
                        .findFirst());
    Optional<Path> file = report.flatMap(reports::file);
    if (file.isEmpty()) {
      Problem.of(
              404, "No such file",
              "no report " + text + " is here: not built yet, removed, or there is none")
          .send(response);
      return;
    }
    send(report.orElseThrow(), file.get(), response);
  }

  private static void send(Report report, Path file, ServerResponse response) {
    try {
      if (Files.size(file) > LARGEST_FILE) {
        Problem.of(
                422, "Too large",
                "it has more than " + (LARGEST_FILE >> 20) + " MiB: take it from the target that"
                    + " it was sent to")
            .send(response);
        return;
      }
      response
          .header("Content-Type", "application/octet-stream")
          .header("Content-Disposition", "attachment; filename=\"" + report.name() + "\"")
          .send(Files.readAllBytes(file));
    } catch (IOException failed) {
      Problem.of(503, "It cannot be read now", ErrorText.of(failed)).send(response);
    }
  }

  /** Refuses the order if another node builds and sends the reports: that one takes such orders. */
  private boolean isElsewhere(ServerResponse response) {
    boolean elsewhere = reports.isElsewhere();
    if (elsewhere) {
      Problem.of(
              409, "Another node sends the reports",
              "give the order to the node that leads records: status lists the nodes")
          .send(response);
    }
    return elsewhere;
  }

  private void build(ServerRequest request, ServerResponse response) {
    if (isElsewhere(response)) {
      return;
    }
    answer(reports.build(), response);
  }

  private void pass(ServerRequest request, ServerResponse response) {
    if (isElsewhere(response)) {
      return;
    }
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
    if (isElsewhere(response)) {
      return;
    }
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
