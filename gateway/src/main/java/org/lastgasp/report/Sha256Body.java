package org.lastgasp.report;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.security.MessageDigest;
import org.lastgasp.files.Sha256;

/** A consumer of an HTTP body of any length that keeps its SHA-256 alone. */
final class Sha256Body {
  private Sha256Body() {}

  /** The digest, as 64 lower-case hexadecimal digits. */
  static BodyHandler<String> handler() {
    return about -> {
      MessageDigest digest = Sha256.digest();
      return BodySubscribers.mapping(
          BodySubscribers.ofByteArrayConsumer(part -> part.ifPresent(digest::update)),
          nothing -> Sha256.text(digest));
    };
  }
}
