package org.lastgasp.hindsight;

import java.net.URI;
import java.util.Optional;

/**
 * The address that is told of a suspect at once.
 *
 * @param url where the message is posted
 * @param secret what it is signed with; empty if it is not signed
 */
public record Webhook(URI url, Optional<String> secret) {

  /** Without the secret. */
  @Override
  public String toString() {
    return "webhook " + url + (secret.isPresent() ? ", signed" : "");
  }
}
