package org.lastgasp.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.lastgasp.access.Role;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.Decider.Decision;
import org.lastgasp.policy.StormOrder;
import org.lastgasp.server.Json;
import org.lastgasp.server.JsonOrder;
import org.lastgasp.server.Problem;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of storm orders and the breaker: their state, and the orders that change it. */
final class OverridesRoutes implements Routes {
  private static final int LONGEST_REGION = 200;
  private static final int LAST_DISTRIBUTOR = 99;

  private final AdminServices parts;

  OverridesRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/storm", Role.ANALYST, this::shown)
        .post("/api/v1/storm", Role.OPERATOR, this::storm)
        .get("/api/v1/breaker", Role.ANALYST, this::shown)
        .post("/api/v1/breaker", Role.OPERATOR, this::breaker);
  }

  private void shown(ServerRequest request, ServerResponse response) {
    Json.send(response, OverridesResponse.of(parts.tracked().overrides()));
  }

  private void storm(ServerRequest request, ServerResponse response) {
    JsonOrder order = new JsonOrder(request);
    Optional<StormOrder.Order> to =
        Arrays.stream(StormOrder.Order.values())
            .filter(each -> each.code().equals(order.text("to")))
            .findFirst();
    Optional<StormOrder.Scope> place = place(order);
    Instant now = parts.clock().instant();
    StormEnd end = StormEnd.of(order, to, now);
    if (to.isEmpty() || place.isEmpty() || order.text("reason").isEmpty()) {
      Problem.of(
              400,
              "Not a storm order",
              "send {\"to\":\"on|off\",\"distributor\":20,\"region\":\"North\",\"for\":\"6h\","
                  + "\"reason\":\"why\"}; without distributor and region it is for"
                  + " everywhere, without for or until it stands until it is taken back")
          .send(response);
      return;
    }
    if (end.fault().isPresent()) {
      Problem.of(400, "Not a storm order", end.fault().get()).send(response);
      return;
    }
    try {
      Decision.Outcome outcome =
          parts
              .controls()
              .storm(place.get(), to.get(), end.until(), request.by(), order.text("reason"));
      switch (outcome) {
        case DONE -> shown(request, response);
        case NOTHING_THERE ->
            Problem.of(409, "No such order", "none stands for " + place.get() + "; " + standing())
                .send(response);
        case TOO_MANY ->
            Problem.of(409, "Too many orders", "take some back first; " + standing())
                .send(response);
      }
    } catch (JournalUnavailable unavailable) {
      Problem.of(
              503, "The order was not recorded",
              unavailable.getMessage() + "; give it again later")
          .send(response);
    }
  }

  private String standing() {
    return "in force: "
        + parts.tracked().overrides().storms().stream().map(StormOrder::place).toList();
  }

  private void breaker(ServerRequest request, ServerResponse response) {
    JsonOrder order = new JsonOrder(request);
    if (!order.text("to").equals("closed") || order.text("reason").isEmpty()) {
      Problem.of(
              400,
              "Not an order for the breaker",
              "send {\"to\":\"closed\",\"reason\":\"why\"}; to have everything"
                  + " forwarded, order a storm or set the switch")
          .send(response);
      return;
    }
    try {
      switch (parts.controls().closeBreaker(request.by(), order.text("reason"))) {
        case DONE -> shown(request, response);
        case NOTHING_THERE, TOO_MANY ->
            Problem.of(409, "Not open", "the breaker is closed").send(response);
      }
    } catch (JournalUnavailable unavailable) {
      Problem.of(503, "The breaker stays open", unavailable.getMessage() + "; close it again later")
          .send(response);
    }
  }

  /** Nothing if distributor or region are not what they should be. */
  private static Optional<StormOrder.Scope> place(JsonOrder order) {
    Optional<JsonNode> distributor = order.member("distributor");
    Optional<JsonNode> region = order.member("region");
    boolean right =
        distributor.map(OverridesRoutes::isDistributor).orElse(true)
            && region.map(node -> node.isTextual() && isRegion(node.asText())).orElse(true);
    return right
        ? Optional.of(
            new StormOrder.Scope(
                distributor
                    .map(node -> OptionalInt.of(node.intValue()))
                    .orElse(OptionalInt.empty()),
                region.map(JsonNode::asText)))
        : Optional.empty();
  }

  private static boolean isDistributor(JsonNode node) {
    return node.isInt() && node.intValue() >= 0 && node.intValue() <= LAST_DISTRIBUTOR;
  }

  private static boolean isRegion(String text) {
    return !text.isBlank() && text.length() <= LONGEST_REGION;
  }
}
