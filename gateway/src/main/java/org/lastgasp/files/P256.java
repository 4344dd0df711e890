package org.lastgasp.files;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;

/** The elliptic curve P-256, the only one of the trade's certificates. */
public final class P256 {
  private P256() {}

  /** Returns true if these are its parameters, all of them: a curve can be imitated by a part. */
  public static boolean is(ECParameterSpec of) {
    try {
      AlgorithmParameters known = AlgorithmParameters.getInstance("EC");
      known.init(new ECGenParameterSpec("secp256r1"));
      ECParameterSpec p256 = known.getParameterSpec(ECParameterSpec.class);
      return of.getCurve().equals(p256.getCurve())
          && of.getGenerator().equals(p256.getGenerator())
          && of.getOrder().equals(p256.getOrder())
          && of.getCofactor() == p256.getCofactor();
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException("looking up P-256", everyJavaHasIt);
    }
  }
}
