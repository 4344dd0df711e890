package org.lastgasp.server;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.lastgasp.files.ErrorText;
import org.lastgasp.logging.EventLog;

/**
 * A router that finds the route of a request, and answers what no route does: an unknown path,
 * another method, a store that cannot be asked now, a fault of ours.
 */
final class Router extends Handler.Abstract {
  private static final EventLog LOG = EventLog.of(Router.class);

  private final RouteTable table;
  private final List<Filter> filters;

  /**
   * A filter that a request passes on its way to its handler; it may answer in the handler's place.
   */
  interface Filter {
    void pass(RouteTable.Route route, ServerRequest request, ServerResponse response, Onward on);
  }

  /** The rest of the way. */
  interface Onward {
    void go();
  }

  /** Filters are passed in their order, if the path and the method are known. */
  Router(RouteTable table, List<Filter> filters) {
    this.table = table;
    this.filters = List.copyOf(filters);
  }

  @Override
  public boolean handle(Request raw, Response out, Callback callback) {
    ServerRequest request = new ServerRequest(raw);
    ServerResponse response = new ServerResponse();
    try {
      route(request, response);
      if (response.status() >= 400 && !Body.drain(request)) {
        response.closing();
      }
    } catch (RuntimeException failed) {
      response.reset();
      explain(request, response, failed);
    }
    show(request, response);
    response.write(out, callback);
    return true;
  }

  /** A browser gets a page in place of a problem document. */
  private void show(ServerRequest request, ServerResponse response) {
    Optional<ServerResponse.Explained> problem = response.explained();
    Optional<RouteTable.ProblemPage> page = table.problemPage();
    if (problem.isPresent() && page.isPresent() && request.wantsPage()) {
      page.get()
          .show(
              response.status(), problem.get().title(), problem.get().detail(), response);
    }
  }

  private void route(ServerRequest request, ServerResponse response) {
    switch (table.match(request.method(), request.path())) {
      case RouteTable.Match.Found found -> {
        request.parameters(found.parameters());
        try {
          pass(0, found.route(), request, response);
        } catch (Query.Refused wrong) {
          wrong.problem().send(response);
        }
      }
      case RouteTable.Match.OtherMethod other -> {
        response.header("Allow", other.allowed());
        Problem.of(
                405,
                "Method not allowed",
                request.path() + " takes " + other.allowed() + ", not " + request.method())
            .send(response);
      }
      case RouteTable.Match.Unknown _ ->
          Problem.of(
                  404, "Not found", "nothing is at " + request.path() + ": " + table.whatThereIs())
              .send(response);
    }
  }

  private void pass(
      int filter, RouteTable.Route route, ServerRequest request, ServerResponse response) {
    if (filter == filters.size()) {
      route.handler().handle(request, response);
      return;
    }
    Onward rest = () -> pass(filter + 1, route, request, response);
    filters.get(filter).pass(route, request, response, rest);
  }

  /** An error in one request: said, and the next one is served. */
  private void explain(
      ServerRequest request, ServerResponse response, RuntimeException failed) {
    switch (failed) {
      case BodyBroken broken -> {
        response.closing();
        Problem.of(broken.status(), "The body cannot be read", broken.text()).send(response);
      }
      case HttpException bad -> {
        response.closing();
        Problem.of(bad.getCode(), "Not a request", String.valueOf(bad.getReason()))
            .send(response);
      }
      default -> {
        Optional<Problem> store = StoreProblem.of(failed);
        if (store.isPresent()) {
          LOG.warn(
              "store-not-available", "path", template(request), "why", ErrorText.of(failed));
        } else {
          LOG.error("request-failed", failed, "path", template(request));
        }
        store
            .orElse(Problem.of(500, "Internal error", "this is a fault of Lastgasp: see its log"))
            .send(response);
      }
    }
  }

  /** The path as the table has it: what stands in it may be a supply point, which no log names. */
  private String template(ServerRequest request) {
    return table.match(request.method(), request.path()) instanceof RouteTable.Match.Found found
        ? found.route().path()
        : "";
  }

  /** A body that ends too early, comes too slowly or is not framed as it should be. */
  static final class BodyBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    BodyBroken(IOException cause) {
      super(cause);
    }

    BodyBroken(RuntimeException cause) {
      super(cause);
    }

    int status() {
      return getCause() instanceof DeadlineInputStream.TooSlow ? 408 : 400;
    }

    String text() {
      return getCause() instanceof EOFException || getCause() instanceof DeadlineInputStream.TooSlow
          ? "the body is not whole: send all that is announced, without pausing"
          : "the body is not whole or not framed as HTTP/1.1 says: send all that is announced";
    }
  }
}
