package org.lastgasp.policy;

/** The result of looking at the signature of a request. */
public sealed interface SignatureCheck {

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
