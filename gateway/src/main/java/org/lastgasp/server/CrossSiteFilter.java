package org.lastgasp.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A filter that keeps the pages of other sites in an operator's browser away from the admin
 * listener. A page can have its own name point to this machine, so only names that are known may be
 * asked for: addresses, localhost, and those of {@code listen.names}. And it can send what it may
 * not read the answer to, so what changes something has to come from here, or from no page at all.
 */
final class CrossSiteFilter implements Router.Filter {
  private static final Set<String> FROM_HERE = Set.of("same-origin", "none"); // Sec-Fetch-Site

  private final Set<String> known;
  private final Set<String> names;

  CrossSiteFilter(List<String> names) {
    this.known =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.names =
        Stream.concat(Stream.of("localhost"), known.stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    Optional<String> host = request.header("Host").map(h -> h.toLowerCase(Locale.ROOT));
    if (host.isPresent() && !isOurs(host.get())) {
      Problem.of(
              421,
              "Not a name of this gateway",
              "ask for it by its address, or add the name to listen.names")
          .send(response);
      return;
    }
    if (!request.isQuestion() && isFromAnotherPage(request, host.orElse(""))) {
      Problem.of(
              403,
              "From a page of another site",
              "what changes something has to come from a page of this gateway, or from no page")
          .send(response);
      return;
    }
    onward.go();
  }

  private boolean isFromAnotherPage(ServerRequest request, String host) {
    Optional<String> origin = request.header("Origin");
    Optional<String> site = request.header("Sec-Fetch-Site");
    boolean ours =
        origin.isEmpty()
            || authority(origin.get()).equals(host)
            || known.contains(name(authority(origin.get()))); // a proxy in front changed Host
    boolean elsewhere = site.isPresent() && !FROM_HERE.contains(site.get());
    return !ours || elsewhere;
  }

  /** The host and port of a page; nothing if it has none, as {@code null} has. */
  private static String authority(String origin) {
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException notOne) {
      return "";
    }
  }

  private boolean isOurs(String host) {
    return names.contains(name(host)) || isAddress(name(host));
  }

  private static String name(String authority) {
    return authority.replaceFirst(":[0-9]*$", "");
  }

  /** Digits and dots, or what stands in brackets: no name server is asked for these. */
  private static boolean isAddress(String name) {
    return name.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}") || name.matches("\\[[0-9a-f:.%]+]");
  }
}
