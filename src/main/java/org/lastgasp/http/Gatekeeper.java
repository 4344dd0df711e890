package org.lastgasp.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** Lets nobody without the token change anything or read the JSON interface, if one is set. */
final class Gatekeeper implements Filter {
  private final Optional<byte[]> expected;

  Gatekeeper(Optional<String> token) {
    this.expected = token.map(t -> ("Bearer " + t).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    if (expected.isEmpty() || !request.path().path().startsWith("/api/") || shown(request)) {
      chain.proceed();
      return;
    }
    response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
    Problem.of(401, "No or another token", "send the gateway's token: set LASTGASP_TOKEN")
        .send(response);
  }

  private boolean shown(RoutingRequest request) {
    byte[] given =
        request.headers().first(HeaderNames.AUTHORIZATION).orElse("")
            .getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, expected.orElseThrow());
  }
}
