package org.lastgasp.access;

import java.security.SecureRandom;
import java.util.Base64;

/** A secret text that its bearer proves an identity with: 256 random bits, in a URL's letters. */
public final class Token {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  /** Begins every token, so that a scanner for leaked secrets finds one. */
  private static final String PREFIX = "lg_";

  private Token() {}

  /** A new token. */
  public static String create() {
    return PREFIX + random();
  }

  /** A new secret without a prefix, for what never leaves the browser and the gateway. */
  static String random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
