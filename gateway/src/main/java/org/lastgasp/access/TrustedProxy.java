package org.lastgasp.access;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.files.Sha256;

/**
 * A reverse proxy that has people log in (OIDC, SAML) and names them in a header. It is believed
 * only from its addresses and with its secret.
 *
 * @param from the addresses that it connects from
 * @param secretSha256 of what it sends in {@code X-Lastgasp-Proxy-Secret}, as hexadecimal digits
 * @param userHeader the header that names the person, as {@code X-Remote-User}
 */
public record TrustedProxy(Set<InetAddress> from, String secretSha256, String userHeader) {
  /** The header with the proxy's secret. */
  public static final String SECRET_HEADER = "X-Lastgasp-Proxy-Secret";

  public TrustedProxy {
    from = Set.copyOf(from);
  }

  /** Returns the person whom the proxy names; empty if it was not the proxy, or named nobody. */
  Optional<String> user(Credentials credentials) {
    boolean proven =
        from.contains(credentials.from())
            && credentials.header().apply(SECRET_HEADER).filter(this::isSecret).isPresent();
    return proven ? credentials.header().apply(userHeader).map(String::strip) : Optional.empty();
  }

  private boolean isSecret(String given) {
    return MessageDigest.isEqual(
        Sha256.of(given).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        secretSha256.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
