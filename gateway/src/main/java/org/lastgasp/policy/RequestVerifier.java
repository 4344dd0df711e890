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

  /** The result of looking at the signature of a request. */
  sealed interface SignatureCheck {

    /** Nothing speaks against the request: its signature verifies, or none is asked for. */
    record Valid() implements SignatureCheck {}

    /** A signature is required, and there is none. */
    record Missing() implements SignatureCheck {}

    /**
     * There is a signature, and it proves nothing.
     *
     * @param fault what is wrong with it, in words
     */
    record Invalid(String fault) implements SignatureCheck {}
  }
}
