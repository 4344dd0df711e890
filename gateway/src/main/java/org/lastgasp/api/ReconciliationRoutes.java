package org.lastgasp.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.lastgasp.access.Role;
import org.lastgasp.report.ReconciliationService;
import org.lastgasp.server.Json;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the reconciliation: whether everything that was received is accounted for. */
final class ReconciliationRoutes implements Routes {
  private static final Duration USUAL = Duration.ofDays(1);

  private final ReconciliationService books;
  private final InstantSource clock;

  ReconciliationRoutes(ReconciliationService books, InstantSource clock) {
    this.books = books;
    this.clock = clock;
  }

  @Override
  public void routing(RouteTable table) {
    table.get("/api/v1/reconcile", Role.VIEWER, this::reconcile);
  }

  private void reconcile(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Instant to = query.instant("to").orElseGet(clock::instant);
    Instant from = query.instant("from").orElse(to.minus(USUAL));
    if (!query.isFaulty() && !from.isBefore(to)) {
      query.fault("from is before to, not " + from + " with " + to);
    } else if (!query.isFaulty()
        && Duration.between(from, to).compareTo(ReconciliationService.LONGEST) > 0) {
      query.fault("from is at most " + ReconciliationService.LONGEST.toDays() + " days before to");
    }
    query.check();
    RowScope scope = RowScope.of(request);
    switch (books.reconcile(from, to)) {
      case ReconciliationService.Order.Done done ->
          Json.send(response, ReconcileResponse.of(
                  scope.isEverything() ? done.books() : done.books().only(scope::sees)));
      case ReconciliationService.Order.NotNow notNow ->
          Problem.of(503, "It cannot be reconciled now", notNow.why()).send(response);
    }
  }
}
