package org.lastgasp.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Optional;

/**
 * A filter that lets nobody without the token change anything or read the JSON interface, if one is
 * set.
 */
final class TokenFilter implements Router.Filter {
  private final Optional<byte[]> expected;

  TokenFilter(Optional<String> token) {
    this.expected = token.map(t -> ("Bearer " + t).getBytes(UTF_8));
  }

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    if (expected.isEmpty() || !route.path().startsWith("/api/") || shown(request)) {
      onward.go();
      return;
    }
    response.header("WWW-Authenticate", "Bearer");
    Problem.of(401, "No or another token", "send the gateway's token: set LASTGASP_TOKEN")
        .send(response);
  }

  private boolean shown(ServerRequest request) {
    byte[] given = request.header("Authorization").orElse("").getBytes(UTF_8);
    return MessageDigest.isEqual(given, expected.orElseThrow());
  }
}
