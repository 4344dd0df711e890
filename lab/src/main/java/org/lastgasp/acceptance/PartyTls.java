package org.lastgasp.acceptance;

import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.lastgasp.id.Eui64;

/**
 * The TLS of the parties that a run plays, as clients of the gateway and as stubs.
 *
 * @param dsp of the DSP; empty: plain HTTP
 * @param user of the Service Users; empty: plain HTTP
 * @param userEui the EUI-64 in the Service User's certificate
 */
record PartyTls(Optional<SSLContext> dsp, Optional<SSLContext> user, Optional<Eui64> userEui) {
  /** Plain HTTP everywhere. */
  static final PartyTls NONE = new PartyTls(Optional.empty(), Optional.empty(), Optional.empty());

  /** True if both parties have a certificate. */
  boolean isComplete() {
    return dsp.isPresent() && user.isPresent();
  }
}
