package org.lastgasp.hindsight;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * The address that is told of a suspect at once.
 *
 * @param url where the message is posted
 * @param secret what it is signed with; empty if it is not signed
 * @param tls for https, asked at each connection; empty: what the platform trusts
 */
public record Webhook(
    URI url, Optional<String> secret, Optional<Supplier<SSLContext>> tls) {

  /** Without the secret. */
  @Override
  public String toString() {
    return "webhook " + url + (secret.isPresent() ? ", signed" : "");
  }
}
