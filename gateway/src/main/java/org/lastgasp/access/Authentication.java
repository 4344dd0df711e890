package org.lastgasp.access;

import java.util.Optional;

/** The result of looking at the credentials of a request. */
public sealed interface Authentication {
  /**
   * A proven identity.
   *
   * @param csrf what a change in this session has to repeat; empty if no session proved it
   */
  record Known(Identity identity, Optional<String> csrf) implements Authentication {}

  /** No credentials, where some are needed. */
  record Anonymous() implements Authentication {}

  /** Credentials that prove nobody: wrong, expired or revoked. */
  record Refused() implements Authentication {}
}
