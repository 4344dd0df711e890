package org.lastgasp.access;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.lastgasp.files.Sha256;

/**
 * A reverse proxy that says in a header who its client is: the person who logged in (OIDC, SAML),
 * or the client certificate where TLS ends in it. It is believed only from its addresses and with
 * its secret.
 *
 * @param from the addresses that it connects from
 * @param secretSha256 of what it sends in {@code X-Lastgasp-Proxy-Secret}, as hexadecimal digits
 * @param clientHeader the header that says who the client is, as {@code X-Remote-User}
 */
public record TrustedProxy(Set<InetAddress> from, String secretSha256, String clientHeader) {
  /** The header with the proxy's secret. */
  public static final String SECRET_HEADER = "X-Lastgasp-Proxy-Secret";

  public TrustedProxy {
    from = Set.copyOf(from);
  }

  /** Returns the person whom the proxy names; empty if it was not the proxy, or named nobody. */
  Optional<String> user(Authenticator.Credentials credentials) {
    return sent(credentials.from(), credentials.header())
        ? credentials.header().apply(clientHeader).map(String::strip)
        : Optional.empty();
  }

  /** Returns true if a request came from the proxy, by address and secret. */
  public boolean sent(InetAddress address, Function<String, Optional<String>> header) {
    return from.contains(address)
        && header.apply(SECRET_HEADER).filter(this::isSecret).isPresent();
  }

  private boolean isSecret(String given) {
    return MessageDigest.isEqual(
        Sha256.of(given).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        secretSha256.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
