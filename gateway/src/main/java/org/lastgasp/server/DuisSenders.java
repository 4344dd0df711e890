package org.lastgasp.server;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.access.TrustedProxy;
import org.lastgasp.id.Eui64;
import org.lastgasp.policy.Command;
import org.lastgasp.tls.ForwardedCertificate;
import org.lastgasp.tls.PeerCertificate;

/**
 * The rules for who may send what to the DUIS listener, by client certificate.
 *
 * @param originators whether a request is tracked only if its certificate names its originator
 * @param dspCertificates the SHA-256 of certificates of the DSP
 * @param dspEui the EUI-64 in the DSP's certificate; without it and without certificates, anybody
 *     that the listener lets in may send messages for Service Users
 * @param proxy where TLS ends, if not here: what it sends has the certificate that it names, and
 *     never its own
 */
public record DuisSenders(
    boolean originators,
    Set<String> dspCertificates,
    Optional<Eui64> dspEui,
    Optional<TrustedProxy> proxy) {
  public DuisSenders {
    dspCertificates = Set.copyOf(dspCertificates);
  }

  Command.Sender of(ServerRequest request) {
    if (!originators) {
      return new Command.Sender.Unchecked();
    }
    return certificate(request)
        .flatMap(PeerCertificate::eui)
        .<Command.Sender>map(Command.Sender.Proven::new)
        .orElseGet(Command.Sender.Nameless::new);
  }

  boolean isDsp(ServerRequest request) {
    if (dspCertificates.isEmpty() && dspEui.isEmpty()) {
      return true;
    }
    Optional<X509Certificate> shown = certificate(request);
    return shown.map(PeerCertificate::sha256).filter(dspCertificates::contains).isPresent()
        || (dspEui.isPresent() && dspEui.equals(shown.flatMap(PeerCertificate::eui)));
  }

  /** The SHA-256 of the client's certificate. */
  Optional<String> certificateSha256(ServerRequest request) {
    return certificate(request).map(PeerCertificate::sha256);
  }

  private Optional<X509Certificate> certificate(ServerRequest request) {
    return proxy
        .filter(known -> known.sent(request.from(), request::header))
        .map(known -> request.header(known.clientHeader()).flatMap(ForwardedCertificate::parse))
        .orElseGet(request::certificate);
  }
}
