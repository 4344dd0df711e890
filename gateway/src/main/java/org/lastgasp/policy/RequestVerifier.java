package org.lastgasp.policy;

import java.time.Instant;
import org.lastgasp.duis.Message;

/** A verifier of the signatures of requests. Safe for any number of threads; never throws. */
@FunctionalInterface
public interface RequestVerifier {
  /** Looks at no signature. */
  RequestVerifier OFF = (request, received) -> new SignatureCheck.Valid();

  /**
   * Returns whether the party that a request names has signed it.
   *
   * @param received at this instant the certificate has to be valid
   */
  SignatureCheck check(Message.Request request, Instant received);
}
