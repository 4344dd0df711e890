package org.lastgasp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.access.Role;

/**
 * The calls of a listener's own routes from within, for whoever sent a request: with its role, its
 * rows and its mask. So a page shows, and does, what the interface would. Safe for any thread.
 */
public final class LocalCalls {
  private final RouteTable table;

  /** Calls routes of that table. */
  public LocalCalls(RouteTable table) {
    this.table = table;
  }

  /** An answer: a record in JSON, or a problem document. */
  public record Answer(int status, byte[] body) {
    public boolean isGood() {
      return status < 300;
    }

    /** The record; only of a good answer. */
    public <T> T as(Class<T> type) {
      try {
        return Json.mapper().readValue(body, type);
      } catch (IOException ours) {
        throw new UncheckedIOException("reading " + type.getName(), ours);
      }
    }

    /** The problem in words; empty if there is none. */
    public String problem() {
      if (isGood()) {
        return "";
      }
      try {
        var document = Json.mapper().readTree(body);
        return document.path("title").asText() + ": " + document.path("detail").asText();
      } catch (IOException ours) {
        return "The gateway answered " + status + ".";
      }
    }
  }

  /** Asks a question. */
  public Answer get(
      ServerRequest from, ServerResponse shown, String path, Map<String, String> query) {
    return call(new ServerRequest(from, path, query, new byte[0]), "GET", shown);
  }

  /** Gives an order. */
  public Answer post(
      ServerRequest from, ServerResponse shown, String path, Map<String, ?> order) {
    try {
      byte[] body = Json.mapper().writeValueAsString(order).getBytes(UTF_8);
      Optional<Problem> refusal = new JsonOrder(body).refusal();
      if (refusal.isPresent()) {
        ServerResponse response = new ServerResponse();
        refusal.get().send(response);
        return new Answer(response.status(), response.body());
      }
      return call(new ServerRequest(from, path, Map.of(), body), "POST", shown);
    } catch (JsonProcessingException ours) {
      throw new IllegalStateException("writing an order", ours);
    }
  }

  private Answer call(ServerRequest request, String method, ServerResponse shown) {
    ServerResponse response = new ServerResponse();
    shown.mask().ifPresent(response::mask);
    if (table.match(method, request.path()) instanceof RouteTable.Match.Found found) {
      request.parameters(found.parameters());
      try {
        answer(found.route(), request, response);
      } catch (Query.Refused wrong) {
        wrong.problem().send(response);
      } catch (RuntimeException failed) {
        StoreProblem.of(failed).orElseThrow(() -> failed).send(response);
      }
    } else {
      Problem.of(404, "Not found", "nothing is called that").send(response);
    }
    return new Answer(response.status(), response.body());
  }

  private static void answer(
      RouteTable.Route route, ServerRequest request, ServerResponse response) {
    Optional<Role> needed = route.role();
    boolean may =
        needed.isEmpty()
            || request.sender().filter(who -> who.role().includes(needed.get())).isPresent();
    if (may) {
      route.handler().handle(request, response);
    } else {
      Problem.of(403, "Not allowed", "this needs the role " + needed.get().code())
          .send(response);
    }
  }
}
