package org.lastgasp.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lastgasp.delivery.DeadLetter;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.JournalUnavailable;
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

/** The JSON interface: what stands, and the switch. */
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
        .get("/api/v1/status", this::status)
        .get("/api/v1/windows", this::windows)
        .get("/api/v1/switch", this::position)
        .post("/api/v1/switch", this::turn)
        .post("/api/v1/reload", this::reload)
        .get("/api/v1/set-aside", this::setAside)
        .post("/api/v1/set-aside/{number}/resend", this::resend);
  }

  private void status(ServerRequest request, ServerResponse response) {
    Json.send(response, StatusJson.of(parts));
  }

  private void windows(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> hub = query.eui("hub");
    Optional<Eui64> meter = query.eui("meter");
    Optional<Window.State> state = query.choice("state", Window.State.values());
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    if (query.isFaulty()) {
      query.refuse(response);
      return;
    }
    Json.send(
        response, WindowsJson.of(parts, new WindowsJson.Asked(hub, meter, state, after, limit)));
  }

  /** The switch, and what turning it off would end. */
  private void position(ServerRequest request, ServerResponse response) {
    ObjectNode node = Json.object();
    node.put("switch", parts.tracked().position().code());
    TrackingState.Live live = parts.tracked().live(parts.clock().instant());
    node.put("windows", live.windows());
    node.put("not_begun", live.notBegun());
    Json.send(response, node);
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
              "send {\"to\":\"off|observe|enforce\",\"reason\":\"why\",\"by\":\"who\"}")
          .send(response);
      return;
    }
    TrackingState.Live ended;
    try {
      ended = parts.controls().set(position.get(), order.by(), reason);
    } catch (JournalUnavailable unavailable) {
      Problem.of(503, "The switch was not set", unavailable + "; set it again later")
          .send(response);
      return;
    }
    ObjectNode node = Json.object();
    node.put("switch", position.get().code());
    node.put("windows_ended", ended.windows());
    node.put("not_begun", ended.notBegun());
    node.put("said", said(position.get(), ended));
    Json.send(response, node);
  }

  private static String said(Switch to, TrackingState.Live ended) {
    if (to != Switch.OFF) {
      return to.code();
    }
    String windows = ended.windows() + (ended.windows() == 1 ? " window ended" : " windows ended");
    String begun =
        ended.notBegun() > 0 ? ", " + ended.notBegun() + " of them not yet begun" : "";
    String done = ended.windows() > 0 ? ". This cannot be undone." : "";
    return to.code() + ": " + (ended.windows() == 0 ? "no " + windows.substring(2) : windows)
        + begun + done;
  }

  private void reload(ServerRequest request, ServerResponse response) {
    List<String> faults = parts.reload().get();
    if (faults.isEmpty()) {
      Json.send(response, Json.object().put("config_hash", parts.rules().get().configHash()));
      return;
    }
    Problem problem =
        Problem.of(400, "The configuration was not reloaded", String.join("; ", faults));
    ArrayNode list = problem.list("faults");
    faults.forEach(list::add);
    problem.send(response);
  }

  private void setAside(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    if (query.isFaulty()) {
      query.refuse(response);
      return;
    }
    List<DeadLetter> found = parts.delivery().setAside(after, limit);
    ObjectNode node = Json.object();
    ArrayNode list = node.putArray("set_aside");
    for (DeadLetter each : found) {
      ObjectNode item = list.addObject();
      item.put("number", each.number());
      item.put("user", each.user().toString());
      item.put("at", each.at().toString());
      item.put("reason", Query.code(each.reason()));
      item.put("status", each.status());
      item.put("answer", each.answer());
    }
    if (found.size() == limit) {
      node.put("next", String.valueOf(found.getLast().number()));
    } else {
      node.putNull("next");
    }
    Json.send(response, node);
  }

  private void resend(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> user = query.eui("user");
    String text = request.parameter("number");
    Optional<Long> number = Query.counted(text);
    if (number.isEmpty()) {
      query.fault("'" + text + "' is no number of the list of what is set aside");
    }
    if (query.isFaulty()) {
      query.refuse(response);
      return;
    }
    switch (parts.delivery().resend(number.get(), user)) {
      case QUEUED -> Json.send(response, Json.object().put("queued", number.get()));
      case NOT_SET_ASIDE ->
          Problem.of(404, "Not set aside", "no message " + number.get() + " is set aside")
              .send(response);
      case NO_SUCH_USER ->
          Problem.of(409, "No such user", "name a configured user: ?user=EUI-64").send(response);
      case EXPIRED ->
          Problem.of(410, "Gone", "the journal no longer has it").send(response);
      case TOO_MANY ->
          Problem.of(503, "Too many wait", "try again when they are delivered").send(response);
    }
  }
}
