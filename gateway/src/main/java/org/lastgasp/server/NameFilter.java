package org.lastgasp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A filter that refuses a name its route does not know. A misspelt {@code dry-run} would import, a
 * misspelt {@code region} would order for everywhere, a misspelt filter would show everything.
 */
final class NameFilter implements Router.Filter {
  /** Who asks is proven by the request; older clients name themselves too, which counts nothing. */
  private static final String SENDER = "by";

  private final RouteTable table;

  NameFilter(RouteTable table) {
    this.table = table;
  }

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    List<String> faults =
        table.names(route).map(known -> faults(known, route, request)).orElse(List.of());
    if (faults.isEmpty()) {
      onward.go();
      return;
    }
    Problem.of(400, "Unknown names", String.join("; ", faults))
        .with("faults", faults)
        .send(response);
  }

  private static List<String> faults(
      RouteTable.Names known, RouteTable.Route route, ServerRequest request) {
    List<String> faults = new ArrayList<>();
    add(faults, request.queryNames(), known.query(), "parameter");
    if (route.content() == RouteTable.Content.ORDER) {
      add(faults, new JsonOrder(request).names(), known.order(), "member of the order");
    }
    return faults;
  }

  private static void add(
      List<String> faults, List<String> sent, Set<String> known, String what) {
    String there =
        known.isEmpty() ? "there is none" : "there is " + String.join(", ", new TreeSet<>(known));
    sent.stream()
        .filter(name -> !known.contains(name) && !name.equals(SENDER))
        .forEach(name -> faults.add("'" + name + "' is no " + what + " here: " + there));
  }
}
