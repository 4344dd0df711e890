package org.lastgasp.api;

import java.util.List;
import org.lastgasp.access.Role;
import org.lastgasp.delivery.RecipientStatus;
import org.lastgasp.server.Json;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of figures about delivery and the DSP. */
final class DeliveryRoutes implements Routes {
  private final AdminServices parts;

  DeliveryRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/delivery", Role.ANALYST, this::delivery);
  }

  private void delivery(ServerRequest request, ServerResponse response) {
    List<DeliveryResponse.User> users =
        parts.delivery().figures().entrySet().stream()
            .map(
                each ->
                    new DeliveryResponse.User(each.getKey().toString(), lanes(each.getValue())))
            .toList();
    Json.send(
        response,
        new DeliveryResponse(users, DeliveryResponse.Dsp.of(parts.counters().dsp())));
  }

  private static List<DeliveryResponse.Lane> lanes(List<RecipientStatus.LaneFigures> figures) {
    return figures.stream().map(DeliveryResponse.Lane::of).toList();
  }
}
