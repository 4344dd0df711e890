package org.lastgasp.server;

import java.util.Optional;
import java.util.Set;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Sender;

/**
 * The rules for who may send what to the DUIS listener, by client certificate.
 *
 * @param originators whether a request is tracked only if its certificate names its originator
 * @param dspCertificates the SHA-256 of certificates of the DSP
 * @param dspEui the EUI-64 in the DSP's certificate; without it and without certificates, anybody
 *     that the listener lets in may send messages for Service Users
 */
public record DuisSenders(
    boolean originators, Set<String> dspCertificates, Optional<Eui64> dspEui) {
  public DuisSenders {
    dspCertificates = Set.copyOf(dspCertificates);
  }

  Sender of(ServerRequest request) {
    if (!originators) {
      return new Sender.Unchecked();
    }
    return request
        .certificateEui()
        .<Sender>map(Sender.Proven::new)
        .orElseGet(Sender.Nameless::new);
  }

  boolean isDsp(ServerRequest request) {
    boolean anybody = dspCertificates.isEmpty() && dspEui.isEmpty();
    return anybody
        || request.certificateSha256().filter(dspCertificates::contains).isPresent()
        || (dspEui.isPresent() && dspEui.equals(request.certificateEui()));
  }
}
