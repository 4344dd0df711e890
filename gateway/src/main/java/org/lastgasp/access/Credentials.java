package org.lastgasp.access;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The credentials that came with one request.
 *
 * @param from the address that the connection comes from
 * @param header the first field of a name
 * @param session the value of the session's cookie
 * @param certificateSha256 of the client certificate, if the connection proved one
 */
public record Credentials(
    InetAddress from,
    Function<String, Optional<String>> header,
    Optional<String> session,
    Optional<String> certificateSha256) {
  private static final String BEARER = "Bearer ";

  /** The fields that a proxy adds. */
  private static final List<String> OF_A_PROXY =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

  /** The bearer token that was sent; what is sent in another form proves nobody. */
  Optional<String> token() {
    return header
        .apply("Authorization")
        .map(sent -> sent.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? sent.substring(BEARER.length()).strip() : "");
  }

  /** True if the request comes straight from this machine, not through a proxy on it. */
  boolean isLocal() {
    return from.isLoopbackAddress()
        && OF_A_PROXY.stream().allMatch(name -> header.apply(name).isEmpty());
  }
}
