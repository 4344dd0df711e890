package org.lastgasp.server;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.inventory.Inventory;
import org.lastgasp.inventory.Inventory.Received;
import org.lastgasp.sqlite.StoreUnavailable;

/**
 * A filter that checks the body of requests that change something. Orders and lists are read here,
 * before their turn comes, so that whoever sends them slowly holds up nobody. A page of another
 * site can send forms and plain texts without being asked, but no JSON: so an order has to be
 * called that.
 */
final class ContentFilter implements Router.Filter {
  private static final int LONGEST_ORDER = 64 << 10; // 64 KiB
  private static final Set<String> LISTS =
      Set.of("text/csv", "text/plain", "application/gzip", "application/octet-stream");

  private final Inventory inventory;

  /** Lists are kept on that inventory's disk while they come. */
  ContentFilter(Inventory inventory) {
    this.inventory = inventory;
  }

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    if (route.content() != RouteTable.Content.ANY
        && request.header("Content-Encoding").isPresent()) {
      response.header("Accept-Encoding", "identity");
      Problem.of(415, "Content-Encoding not supported", "send it without Content-Encoding")
          .send(response);
      return;
    }
    switch (route.content()) {
      case ANY -> onward.go();
      case LIST -> list(request, response, onward);
      case ORDER -> order(request, response, onward);
      case FORM -> form(request, response, onward);
    }
  }

  private static void form(ServerRequest request, ServerResponse response, Router.Onward onward) {
    if (type(request).filter("application/x-www-form-urlencoded"::equals).isEmpty()) {
      Problem.of(415, "Not a form", "send it as a browser sends a form").send(response);
      return;
    }
    small(request, response, onward);
  }

  private void list(
      ServerRequest request, ServerResponse response, Router.Onward onward) {
    Optional<String> type = type(request);
    if (type.isPresent() && !LISTS.contains(type.get())) {
      Problem.of(415, "Not a list", "send it with Content-Type: text/csv, or text/plain")
          .send(response);
      return;
    }
    Received kept;
    try {
      kept = inventory.receive(Body.stream(request));
    } catch (StoreUnavailable full) {
      Problem.of(503, "The list was not received", full.getMessage() + "; nothing was imported")
          .send(response);
      return;
    }
    try (kept) {
      request.list(kept);
      onward.go();
    }
  }

  private static void order(
      ServerRequest request, ServerResponse response, Router.Onward onward) {
    boolean json = type(request).filter("application/json"::equals).isPresent();
    boolean nothing = request.announced().filter(length -> length == 0).isPresent();
    if (!json && !nothing) {
      Problem.of(415, "Not an order", "send it as JSON, with Content-Type: application/json")
          .send(response);
      return;
    }
    small(
        request,
        response,
        () -> {
          Optional<Problem> refusal = new JsonOrder(request).refusal();
          if (refusal.isPresent()) {
            refusal.get().send(response);
          } else {
            onward.go();
          }
        });
  }

  private static void small(ServerRequest request, ServerResponse response, Router.Onward onward) {
    Optional<byte[]> body = Body.small(request, LONGEST_ORDER);
    if (body.isEmpty()) {
      Problem.of(413, "Too long an order", "an order has at most " + LONGEST_ORDER + " bytes")
          .send(response);
      return;
    }
    request.body(body.get());
    onward.go();
  }

  /** Without its parameters, in lower case. */
  private static Optional<String> type(ServerRequest request) {
    return request
        .header("Content-Type")
        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }
}
