package org.lastgasp.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.lastgasp.access.Identity;
import org.lastgasp.access.LookupLog;
import org.lastgasp.access.Role;
import org.lastgasp.id.Mpan;

/**
 * A filter that records who looked up which supply point, hub, meter or message, and masks supply
 * points for who needs none. It is behind the access filter: the sender is proven.
 */
final class LookupFilter implements Router.Filter {
  /** The names under which a path or a query names what is looked up. */
  private static final Set<String> NAMES = Set.of("id", "hub", "meter", "device", "mpan", "mpxn");

  private final LookupLog lookups;

  LookupFilter(LookupLog lookups) {
    this.lookups = lookups;
  }

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    Optional<Identity> sender = request.sender();
    List<String> about = request.isQuestion() ? about(request) : List.of();
    if (sender.isEmpty()) {
      onward.go();
      return;
    }
    if (sender.get().role() == Role.ANALYST && !sender.get().isLocal()) {
      response.mask(new SupplyPointMask(Set.copyOf(about)));
    }
    try {
      onward.go();
    } finally {
      about.forEach(each -> add(route, request, response, sender.get(), each));
    }
  }

  private static List<String> about(ServerRequest request) {
    return NAMES.stream()
        .flatMap(
            name ->
                Stream.concat(request.part(name).stream(), request.query(name).stream()))
        .map(Mpan::typed)
        .filter(text -> !text.isEmpty())
        .distinct()
        .toList();
  }

  private void add(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Identity sender,
      String about) {
    lookups.add(
        sender.name(), sender.role(), request.from().getHostAddress(),
        route.path(), about, response.status());
  }
}
