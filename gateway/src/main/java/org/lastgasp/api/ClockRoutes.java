package org.lastgasp.api;

import org.lastgasp.access.Role;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.server.Json;
import org.lastgasp.server.JsonOrder;
import org.lastgasp.server.Problem;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The clock that messages are judged by, against the journal, and the order that it is right. */
final class ClockRoutes implements Routes {
  private final AdminServices parts;

  ClockRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/clock", Role.ANALYST, this::shown)
        .post("/api/v1/clock", Role.ADMINISTRATOR, this::trust);
  }

  private void shown(ServerRequest request, ServerResponse response) {
    Json.send(
        response,
        ClockResponse.of(parts.clock().instant(), parts.tracked().suppressFrom()));
  }

  private void trust(ServerRequest request, ServerResponse response) {
    JsonOrder order = new JsonOrder(request);
    if (!order.text("to").equals("trusted") || order.text("reason").isEmpty()) {
      Problem.of(
              400,
              "Not an order for the clock",
              "send {\"to\":\"trusted\",\"reason\":\"why\"} if it is right now,"
                  + " though the journal has later instants")
          .send(response);
      return;
    }
    try {
      switch (parts.controls().trustClock(request.by(), order.text("reason"))) {
        case DONE -> shown(request, response);
        case NOTHING_THERE, TOO_MANY ->
            Problem.of(409, "Not behind", "the clock is not behind the journal").send(response);
      }
    } catch (JournalUnavailable unavailable) {
      Problem.of(
              503, "The order was not recorded",
              unavailable.getMessage() + "; give it again later")
          .send(response);
    }
  }
}
