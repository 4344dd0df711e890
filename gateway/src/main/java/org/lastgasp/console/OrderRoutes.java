package org.lastgasp.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.api.ChangesResponse;
import org.lastgasp.api.ClockResponse;
import org.lastgasp.api.ConfigResponse;
import org.lastgasp.api.OverridesResponse;
import org.lastgasp.api.Overview;
import org.lastgasp.api.ReloadResponse;
import org.lastgasp.api.SwitchResponse;
import org.lastgasp.audit.ChangePage.Changed;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/**
 * The routes of the page of changes, and of the orders that are given there: a form is answered by
 * a page that says what the order does, and only its confirmation gives it.
 */
final class OrderRoutes implements Routes {

  private final LocalCalls api;
  private final Frames frames;

  OrderRoutes(LocalCalls api, Frames frames) {
    this.api = api;
    this.frames = frames;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/changes", Role.VIEWER, (request, response) -> show(request, response, ""))
        .form("/changes", Role.OPERATOR, this::act);
  }

  private void show(ServerRequest request, ServerResponse response, String problem) {
    Query query = new Query(request);
    Map<String, String> asked = new LinkedHashMap<>();
    query.text("from").ifPresent(text -> asked.put("from", text));
    query.text("to").ifPresent(text -> asked.put("to", text));
    String done =
        query.text("done").flatMap(ProposedOrder.Kind::of).map(ProposedOrder.Kind::done).orElse("");
    query.check();
    Map<String, String> question = new LinkedHashMap<>();
    question.put("last", String.valueOf(ChangesPage.SHOWN));
    if (done.isEmpty()) {
      question.put("so-far", "true"); // who gave an order waits to see it
    }
    Optional.ofNullable(asked.get("from")).ifPresent(text -> question.put("since", text));
    Optional.ofNullable(asked.get("to")).ifPresent(text -> question.put("to", text));
    Frame frame = frames.of(Destination.CHANGES, request).saying(done);
    LocalCalls.Answer changes = api.get(request, response, "/api/v1/changes", question);
    Optional<List<Changed>> all =
        changes.isGood()
            ? Optional.of(changes.as(ChangesResponse.class).changes().reversed())
            : Optional.empty();
    ChangesPage page =
        new ChangesPage(
            all,
            asked,
            answer(request, response, "/api/v1/switch", SwitchResponse.class),
            answer(request, response, "/api/v1/storm", OverridesResponse.class),
            answer(request, response, "/api/v1/clock", ClockResponse.class),
            answer(request, response, "/api/v1/config", ConfigResponse.class),
            Optional.ofNullable(frames.now(request).status().gateway()),
            problem.isEmpty() ? changes.problem() : problem,
            frame);
    Page.send(response, "changes", Map.of("frame", frame, "changes", page));
  }

  /** Empty for who may not ask that. */
  private <T> Optional<T> answer(
      ServerRequest request, ServerResponse response, String path, Class<T> type) {
    LocalCalls.Answer answer = api.get(request, response, path, Map.of());
    return answer.isGood() ? Optional.of(answer.as(type)) : Optional.empty();
  }

  private void act(ServerRequest request, ServerResponse response) {
    Optional<ProposedOrder> order = ProposedOrder.of(request);
    if (order.isEmpty()) {
      refused(request, response, "The form has no order that is known here.");
      return;
    }
    String fault = order.get().fault();
    if (!fault.isEmpty()) {
      refused(request, response, fault);
    } else if (request.field("confirmed").filter("yes"::equals).isEmpty()) {
      confirm(request, response, order.get());
    } else {
      give(request, response, order.get());
    }
  }

  private void refused(ServerRequest request, ServerResponse response, String why) {
    response.status(409);
    show(request, response, "Nothing was changed. " + why);
  }

  private void confirm(ServerRequest request, ServerResponse response, ProposedOrder order) {
    Frame frame = frames.of(Destination.CHANGES, request);
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("frame", frame);
    shown.put("order", order);
    shown.put("effects", effects(request, response, order));
    Page.send(response, "confirm", shown);
  }

  private void give(ServerRequest request, ServerResponse response, ProposedOrder order) {
    LocalCalls.Answer answer = api.post(request, response, order.path(), order.body());
    frames.refresh();
    List<String> kept =
        answer.isGood() && order.kind() == ProposedOrder.Kind.RELOAD
            ? answer.as(ReloadResponse.class).keptLists()
            : List.of();
    if (!kept.isEmpty()) {
      show(
          request, response,
          "The configuration is in force, with the list before: " + String.join("; ", kept));
    } else if (answer.isGood()) {
      String page = order.kind().isOfReports() ? "/evidence" : "/changes";
      response.status(303).header("Location", page + "?done=" + order.kind().code()).send();
    } else {
      refused(request, response, answer.problem());
    }
  }

  /** What the order would do now, one sentence each. */
  private List<String> effects(
      ServerRequest request, ServerResponse response, ProposedOrder order) {
    return switch (order.kind()) {
      case SWITCH ->
          switched(
              order.to(), answer(request, response, "/api/v1/switch", SwitchResponse.class));
      case STORM -> storm(order, frames.now(request).status().overview());
      case BREAKER ->
          List.of(
              "Alerts are suppressed again as the switch says."
                  + " It opens by itself if there are too many once more.");
      case CLOCK ->
          List.of(
              "Windows and alerts are judged by the clock as it is now,"
                  + " although the journal has later instants.");
      case RELOAD ->
          List.of(
              "The files are read and checked first. If the configuration or a file of keys,"
                  + " certificates, secrets or identities is wrong, all stays as it is and every"
                  + " fault is named.",
              "A list that is refused leaves the list before in force; the rest is taken.",
              "Windows that the new settings or lists do not allow are ended.");
      case BUILD ->
          List.of("The reports of the time since the last one are built and sent to each target.");
      case SEND -> List.of("Every report that a target does not have is sent again at once.");
    };
  }

  private static List<String> switched(String to, Optional<SwitchResponse> now) {
    List<String> all = new ArrayList<>();
    now.ifPresent(its -> all.add("It is " + its.position() + " now."));
    switch (to) {
      case "enforce" -> all.add("Alerts that fit a window are suppressed.");
      case "observe" ->
          all.add("Every alert is forwarded; what would have been suppressed is recorded.");
      default -> {
        long windows = now.map(SwitchResponse::windows).orElse(0L);
        long waiting = now.map(SwitchResponse::notBegun).orElse(0L);
        all.add("Every alert is forwarded, and no activation is tracked.");
        all.add(
            windows == 0
                ? "No window is tracked now, so none ends."
                : Words.count(windows, "window") + " would end, " + Words.count(waiting)
                    + " of them not yet begun. This cannot be undone.");
      }
    }
    return all;
  }

  private static List<String> storm(ProposedOrder order, Overview overview) {
    Map<String, String> fields = order.fields();
    if (!order.to().equals("on")) {
      return List.of("Alerts from there are suppressed again as the switch says.");
    }
    String distributor = fields.getOrDefault("distributor", "");
    long blind =
        distributor.isEmpty()
            ? overview.blind().hubs()
            : overview.distributors().stream()
                .filter(each -> each.distributor().equals(distributor))
                .mapToLong(Overview.Distributor::blind)
                .sum();
    String where = distributor.isEmpty() ? "" : " of distributor " + distributor;
    String length = fields.getOrDefault("for", "");
    return List.of(
        "Every alert from there is forwarded, whatever its window. Windows go on.",
        Words.count(blind, "hub") + where
            + (blind == 1 ? " is" : " are") + " blind now"
            + (fields.containsKey("region") ? ", in all regions." : "."),
        length.isEmpty()
            ? "It has no end: it stands until it is taken back."
            : "It ends by itself after " + length + ".");
  }
}
