package org.lastgasp.report;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.MessageDigest;

/** A consumer of an HTTP body of any length that keeps its SHA-256 alone. */
final class Sha256Body {
  private Sha256Body() {}

  /** The digest, as 64 lower-case hexadecimal digits. */
  static BodyHandler<String> handler() {
    return about -> {
      MessageDigest digest = Digests.sha256();
      return BodySubscribers.mapping(
          BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(digest::update)),
          nothing -> Digests.text(digest.digest()));
    };
  }
}
