package org.lastgasp.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.lastgasp.access.Role;

/**
 * The table of paths: which method of which path is answered by whom. A part of a path in braces
 * stands for any one part.
 */
public final class RouteTable {
  private static final int FEW = 5; // paths that can be named in a line

  private Optional<ProblemPage> problemPage = Optional.empty();
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, Names> names = new HashMap<>();

  /**
   * The names that a request may use: a misspelt one is refused, as without it the request would
   * mean something else.
   *
   * @param query of the parameters behind the question mark
   * @param order of the members of the JSON that is posted
   */
  public record Names(Set<String> query, Set<String> order) {}

  /** A page that shows a browser what is wrong, in place of a problem document. */
  public interface ProblemPage {
    /** Writes the page; the status is there already. */
    void show(int status, String title, String detail, ServerResponse response);
  }

  /** Has problems shown as pages to browsers. */
  public RouteTable problems(ProblemPage page) {
    problemPage = Optional.of(page);
    return this;
  }

  /** The page for problems, if there is one. */
  Optional<ProblemPage> problemPage() {
    return problemPage;
  }

  /** A handler that answers a request. */
  public interface Handler {
    void handle(ServerRequest request, ServerResponse response);
  }

  /** The kind of body that a request has. */
  enum Content {
    /** Nothing that is looked at before the handler reads it. */
    ANY,
    /** An order in JSON, or nothing. */
    ORDER,
    /** Fields of a form. */
    FORM,
    /** A list, however long. */
    LIST
  }

  /**
   * One line of the table.
   *
   * @param parts of the path
   * @param role what the sender has to have; empty if anybody may ask
   */
  record Route(
      String method,
      String path,
      List<String> parts,
      Content content,
      Optional<Role> role,
      Handler handler) {
    private Optional<Map<String, String>> match(List<String> asked) {
      if (parts.size() != asked.size()) {
        return Optional.empty();
      }
      Map<String, String> found = Map.of();
      for (int i = 0; i < parts.size(); i++) {
        String part = parts.get(i);
        if (part.startsWith("{") && !asked.get(i).isEmpty()) {
          found = found.isEmpty() ? new HashMap<>() : found;
          found.put(part.substring(1, part.length() - 1), asked.get(i));
        } else if (!part.equals(asked.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(found);
    }
  }

  /** The result of looking a request up. */
  sealed interface Match {
    /** A route that answers the request. */
    record Found(Route route, Map<String, String> parameters) implements Match {}

    /** The path is known, with these methods. */
    record OtherMethod(String allowed) implements Match {}

    /** A path that no route has. */
    record Unknown() implements Match {}
  }

  /** A question that needs a role. */
  public RouteTable get(String path, Role role, Handler handler) {
    return add("GET", path, Content.ANY, Optional.of(role), handler);
  }

  /** A question that anybody may ask: its handler looks who asks. */
  public RouteTable open(String path, Handler handler) {
    return add("GET", path, Content.ANY, Optional.empty(), handler);
  }

  /** An order: what is posted is a short text in JSON, and is read before its turn comes. */
  public RouteTable post(String path, Role role, Handler handler) {
    return add("POST", path, Content.ORDER, Optional.of(role), handler);
  }

  /** A list that is read as a stream. */
  public RouteTable list(String path, Role role, Handler handler) {
    return add("POST", path, Content.LIST, Optional.of(role), handler);
  }

  /** A form of a page that anybody may send, read before its turn comes. */
  public RouteTable form(String path, Handler handler) {
    return add("POST", path, Content.FORM, Optional.empty(), handler);
  }

  /** A form of a page that needs a role; in a session it has to repeat the session's secret. */
  public RouteTable form(String path, Role role, Handler handler) {
    return add("POST", path, Content.FORM, Optional.of(role), handler);
  }

  /** A document, which the handler reads by itself. */
  RouteTable document(String path, Handler handler) {
    return add("POST", path, Content.ANY, Optional.empty(), handler);
  }

  /**
   * One line of the table, as others see it.
   *
   * @param role what the sender has to have; empty if anybody may ask
   */
  public record Line(String method, String path, Optional<Role> role) {}

  /** The lines of the table, in their order. */
  public List<Line> lines() {
    return routes.stream().map(each -> new Line(each.method, each.path, each.role)).toList();
  }

  /** The routes of the table, in their order. */
  List<Route> routes() {
    return List.copyOf(routes);
  }

  private RouteTable add(
      String method, String path, Content content, Optional<Role> role, Handler handler) {
    routes.add(new Route(method, path, parts(path), content, role, handler));
    return this;
  }

  /** Has every other name refused in requests of this method and path. */
  public RouteTable only(String method, String path, Names known) {
    names.put(method + " " + path, known);
    return this;
  }

  /** The names that requests of a route may use; empty if it takes any. */
  Optional<Names> names(Route route) {
    return Optional.ofNullable(names.get(route.method() + " " + route.path()));
  }

  public RouteTable register(Routes service) {
    service.routing(this);
    return this;
  }

  /** The handler that answers; HEAD is answered as GET, and the server leaves the body out. */
  Match match(String method, String path) {
    List<String> asked = parts(path);
    String wanted = method.equals("HEAD") ? "GET" : method;
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> found = route.match(asked);
      if (found.isPresent() && route.method().equals(wanted)) {
        return new Match.Found(route, found.get());
      }
      found.ifPresent(known -> allowed.add(route.method()));
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return allowed.isEmpty()
        ? new Match.Unknown()
        : new Match.OtherMethod(String.join(", ", allowed));
  }

  /** What to ask for instead of what is not there. */
  String whatThereIs() {
    List<String> paths = routes.stream().map(Route::path).distinct().toList();
    return paths.size() <= FEW
        ? "post to " + String.join(", ", paths)
        : "the console is at /, and /api/v1/openapi.json tells of the rest";
  }

  private static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }
}
