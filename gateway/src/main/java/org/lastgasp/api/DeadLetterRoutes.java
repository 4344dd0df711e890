package org.lastgasp.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.lastgasp.access.Role;
import org.lastgasp.delivery.DeadLetters;
import org.lastgasp.delivery.DeadLetters.DeadLetter;
import org.lastgasp.delivery.Delivery;
import org.lastgasp.id.Eui64;
import org.lastgasp.journal.JournalUnavailable;
import org.lastgasp.policy.Event;
import org.lastgasp.server.Json;
import org.lastgasp.server.JsonOrder;
import org.lastgasp.server.Problem;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of dead letters: the list, and the orders to send one again or to drop it. */
final class DeadLetterRoutes implements Routes {
  private static final int MOST = 1_000;
  private static final int USUAL = 100;

  private final AdminServices parts;

  DeadLetterRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/api/v1/dead-letters", Role.ANALYST, this::list)
        .post("/api/v1/dead-letters/{number}/resend", Role.OPERATOR, this::resend)
        .post("/api/v1/dead-letters/{number}/drop", Role.OPERATOR, this::drop);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Optional<Eui64> user = query.eui("user");
    Optional<Instant> since = query.instant("since");
    int limit = query.number("limit", USUAL, 1, MOST);
    long after = query.number("after", 0);
    query.check();
    List<DeadLetter> found = new ArrayList<>();
    List<DeadLetter> page = parts.delivery().deadLetters(after, MOST);
    while (!page.isEmpty() && found.size() < limit) {
      page.stream()
          .filter(each -> user.isEmpty() || user.get().equals(each.user()))
          .filter(each -> since.isEmpty() || !each.at().isBefore(since.get()))
          .forEach(found::add);
      page = parts.delivery().deadLetters(page.getLast().number(), MOST);
    }
    List<DeadLetter> shown = found.subList(0, Math.min(limit, found.size()));
    Json.send(
        response,
        DeadLettersResponse.of(
            shown, found.size() > limit || !page.isEmpty(), parts.delivery().deadLetters()::message,
            names(parts.delivery())));
  }

  private static Function<Eui64, String> names(Delivery delivery) {
    Map<Eui64, String> names = new HashMap<>();
    delivery.status().forEach(each -> names.put(each.id(), each.name()));
    return user -> names.getOrDefault(user, user.toString());
  }

  /** The dead letter of an entry of the journal, if it is one. */
  static Optional<DeadLettersResponse.Item> find(Delivery delivery, long number) {
    return delivery.deadLetters(number - 1, 1).stream()
        .filter(each -> each.number() == number)
        .map(
            each ->
                DeadLettersResponse.Item.of(
                    each,
                    delivery.deadLetters().message(number),
                    names(delivery).apply(each.user())))
        .findFirst();
  }

  private void resend(ServerRequest request, ServerResponse response) {
    if (isElsewhere(response)) {
      return;
    }
    Order order = order(request, "resend");
    JsonOrder sent = new JsonOrder(request);
    String text = sent.text("user");
    Optional<Eui64> user = Eui64.parse(text);
    if (user.isEmpty() && sent.member("user").isPresent()) {
      Problem.of(400, "Wrong user", "user is an EUI-64, 16 hexadecimal digits, not '" + text + "'")
          .send(response);
      return;
    }
    DeadLetters.ResendResult result;
    try {
      result =
          parts.delivery().deadLetters().resend(
              order.number(),
              user,
              to -> record(order, to, Event.DeadLetterOrdered.Order.RESEND));
    } catch (JournalUnavailable unavailable) {
      unrecorded(unavailable).send(response);
      return;
    }
    switch (result) {
      case QUEUED ->
          Json.send(response, new DeadLettersResponse.Ordered(order.number(), "resent"));
      case NOT_SET_ASIDE -> unknown(order.number()).send(response);
      case NO_SUCH_USER ->
          Problem.of(
                  409,
                  "No such user",
                  "its user is not configured: add the user and reload, or name another: --to ID"
                      + " of dead-letters resend, or \"user\"")
              .send(response);
      case EXPIRED ->
          Problem.of(
                  410,
                  "Its text is lost",
                  "the journal no longer has message " + order.number()
                      + ": tell its receiver by hand, then drop it")
              .send(response);
      case TOO_MANY ->
          Problem.of(503, "Too many wait", "send it again when they are delivered")
              .send(response);
    }
  }

  /** Refuses the order if another node of the cluster delivers: that one takes such orders. */
  private boolean isElsewhere(ServerResponse response) {
    boolean elsewhere = parts.delivery().isElsewhere();
    if (elsewhere) {
      Problem.of(
              409,
              "Another node delivers",
              "give the order to the node that leads: status lists the nodes")
          .send(response);
    }
    return elsewhere;
  }

  private void drop(ServerRequest request, ServerResponse response) {
    if (isElsewhere(response)) {
      return;
    }
    Order order = order(request, "drop");
    Optional<DeadLetter> dropped;
    try {
      dropped =
          parts.delivery().deadLetters().drop(
              order.number(),
              letter -> record(order, letter.user(), Event.DeadLetterOrdered.Order.DROP));
    } catch (JournalUnavailable unavailable) {
      unrecorded(unavailable).send(response);
      return;
    }
    if (dropped.isEmpty()) {
      unknown(order.number()).send(response);
    } else {
      Json.send(response, new DeadLettersResponse.Ordered(order.number(), "dropped"));
    }
  }

  /** An order that can be recorded: about which message, by whom and why. */
  private record Order(long number, String by, String reason) {}

  private static Order order(ServerRequest request, String what) {
    Query query = new Query(request);
    String text = request.parameter("number");
    Optional<Long> number = Query.counted(text);
    if (number.isEmpty()) {
      query.fault("'" + text + "' is no number of a dead letter");
    }
    String reason = new JsonOrder(request).text("reason");
    if (reason.isEmpty()) {
      query.fault("to " + what + " it, post {\"reason\":\"why\"}");
    }
    query.check();
    return new Order(number.orElseThrow(), request.by(), reason);
  }

  private void record(Order order, Eui64 recipient, Event.DeadLetterOrdered.Order what) {
    parts.controls().deadLetter(order.number(), recipient, what, order.by(), order.reason());
  }

  private static Problem unknown(long number) {
    return Problem.of(
        404, "No such dead letter",
        "message " + number + " is not a dead letter: lastgasp dead-letters lists those there are");
  }

  private static Problem unrecorded(JournalUnavailable unavailable) {
    return Problem.of(
        503, "Not recorded", unavailable.getMessage() + "; nothing was done: order it again later");
  }
}
