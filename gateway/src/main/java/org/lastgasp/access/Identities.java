package org.lastgasp.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.lastgasp.files.Sha256;

/**
 * The identities that are configured, looked up by what proves them. Immutable: a reload makes new
 * ones.
 */
public final class Identities {
  private final List<Entry> entries;
  private final Map<String, Entry> byToken;
  private final Map<String, Entry> byCertificate;
  private final Map<String, Entry> byProxy;

  /**
   * One identity and its proofs.
   *
   * @param tokenSha256 of the bearer token, 64 hexadecimal digits in lower case
   * @param certificateSha256 of the client certificate's DER form, as the token's
   * @param proxyUser the name that a trusted proxy gives it
   * @param expires from when on no proof of it counts
   */
  public record Entry(
      Identity identity,
      Optional<String> tokenSha256,
      Optional<String> certificateSha256,
      Optional<String> proxyUser,
      Optional<Instant> expires) {

    boolean counts(Instant now) {
      return expires.filter(end -> !now.isBefore(end)).isEmpty();
    }
  }

  /** Those entries; a proof belongs to one of them only. */
  public Identities(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    this.byToken = index(Entry::tokenSha256);
    this.byCertificate = index(Entry::certificateSha256);
    this.byProxy = index(Entry::proxyUser);
  }

  private Map<String, Entry> index(Function<Entry, Optional<String>> proof) {
    return entries.stream()
        .filter(entry -> proof.apply(entry).isPresent())
        .collect(Collectors.toUnmodifiableMap(e -> proof.apply(e).orElseThrow(), e -> e));
  }

  /** The hash under which a token is configured. It has 256 random bits, so it needs no salt. */
  public static String hash(String token) {
    return Sha256.of(token);
  }

  /** Returns whom a token's hash proves now; the time of the look-up tells nothing of the token. */
  Optional<Identity> ofToken(String sha256, Instant now) {
    return known(byToken, sha256, now);
  }

  /** Returns whom a client certificate proves now. */
  Optional<Identity> ofCertificate(String sha256, Instant now) {
    return known(byCertificate, sha256, now);
  }

  /** Returns whom a trusted proxy names. */
  Optional<Identity> ofProxy(String user, Instant now) {
    return known(byProxy, user, now);
  }

  private static Optional<Identity> known(Map<String, Entry> index, String proof, Instant now) {
    return Optional.ofNullable(index.get(proof)).filter(e -> e.counts(now)).map(Entry::identity);
  }
}
