package org.lastgasp.api;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.HubState;
import org.lastgasp.policy.Switch;
import org.lastgasp.policy.TrackingState;
import org.lastgasp.policy.Window;
import org.lastgasp.server.Json;
import org.lastgasp.server.JsonOrder;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the gateway's status and of the switch. */
final class AdminRoutes implements Routes {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;

  private final AdminServices parts;

  AdminRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/status", Role.VIEWER, this::status)
        .get("/api/v1/windows", Role.VIEWER, this::windows)
        .get("/api/v1/config", Role.ANALYST, this::config)
        .get("/api/v1/switch", Role.ANALYST, this::position)
        .post("/api/v1/switch", Role.OPERATOR, this::turn)
        .post("/api/v1/reload", Role.ADMINISTRATOR, this::reload);
  }

  private void status(ServerRequest request, ServerResponse response) {
    Json.send(response, StatusResponse.of(parts, RowScope.of(request)));
  }

  private void windows(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> hub = query.eui("hub");
    Optional<Eui64> meter = query.eui("meter");
    Optional<Window.State> state = query.choice("state", Window.State.values());
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    query.check();
    WindowsResponse.Filter filter = new WindowsResponse.Filter(hub, meter, state, after, limit);
    Collection<HubState> hubs =
        hub.isPresent() ? List.of(parts.tracked().hub(hub.get())) : parts.tracked().hubs();
    RowScope scope = RowScope.of(request);
    Json.send(
        response,
        WindowsResponse.of(
            hubs, filter, window -> scope.sees(window.mpan()), parts.clock().instant()));
  }

  private void config(ServerRequest request, ServerResponse response) {
    Json.send(response, parts.config().get());
  }

  /** Answers the switch's position and the windows that turning it off would end. */
  private void position(ServerRequest request, ServerResponse response) {
    Switch position = parts.tracked().position();
    TrackingState.Live live = parts.tracked().live(parts.clock().instant());
    Json.send(response, SwitchResponse.shown(position, live));
  }

  private void turn(ServerRequest request, ServerResponse response) {
    JsonOrder order = new JsonOrder(request);
    String to = order.text("to");
    String reason = order.text("reason");
    Optional<Switch> position =
        Arrays.stream(Switch.values()).filter(s -> s.code().equals(to)).findFirst();
    if (position.isEmpty() || reason.isEmpty()) {
      Problem.of(
              400,
              "Not an order for the switch",
              "send {\"to\":\"off|observe|enforce\",\"reason\":\"why\"}")
          .send(response);
      return;
    }
    TrackingState.Live ended;
    try {
      ended = parts.controls().set(position.get(), request.by(), reason);
    } catch (JournalUnavailable unavailable) {
      Problem.of(503, "The switch was not set", unavailable.getMessage() + "; set it again later")
          .send(response);
      return;
    }
    Json.send(response, SwitchResponse.set(position.get(), ended));
  }

  private void reload(ServerRequest request, ServerResponse response) {
    switch (parts.reload().get()) {
      case AdminServices.ReloadResult.Taken taken ->
          Json.send(
              response, new ReloadResponse(parts.rules().get().configHash(), taken.keptLists()));
      case AdminServices.ReloadResult.Refused refused ->
          Problem.of(
                  400, "The configuration was not reloaded", String.join("; ", refused.faults()))
              .with("faults", refused.faults())
              .send(response);
    }
  }
}
