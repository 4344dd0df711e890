package org.lastgasp.sim;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.lastgasp.id.Eui64;
import org.lastgasp.tls.CertificateAuthority;

/**
 * The parties of a simulated world in which each proves who it is: by a certificate on its
 * connections, and suppliers by their signatures. Safe for any number of threads.
 */
public final class ProvenParties {
  /** The authority's certificate, in the folder of the configuration. */
  public static final String AUTHORITY = "tls/ca.pem";

  private final CertificateAuthority transport = new CertificateAuthority("CN=demo transport");
  private final CertificateAuthority smki = new CertificateAuthority("OU=07,CN=Z1");
  private final CertificateAuthority.Issued gateway = transport.issue("CN=demo gateway");
  private final CertificateAuthority.Issued operator = transport.issue("CN=demo operator");
  private final Map<Eui64, CertificateAuthority.Issued> connections = issued(transport);
  private final Map<Eui64, CertificateAuthority.Issued> signers = issued(smki);

  private static Map<Eui64, CertificateAuthority.Issued> issued(CertificateAuthority authority) {
    return Stream.concat(
            Stream.of(ServiceUser.DSP),
            Stream.concat(ServiceUser.OPERATORS.stream(), ServiceUser.SUPPLIERS.stream())
                .map(ServiceUser::id))
        .collect(Collectors.toUnmodifiableMap(party -> party, authority::issue));
  }

  /** A client or server that shows a party's certificate, and trusts the world's authority. */
  SSLContext as(Eui64 party) {
    return transport.client(Optional.of(known(connections, party)));
  }

  /** A client that trusts the world's authority, and shows another's certificate, or none. */
  SSLContext stranger(Optional<CertificateAuthority> another) {
    return transport.client(another.map(each -> each.issue("CN=stranger")));
  }

  /** The certificate of the person who watches the world. */
  public CertificateAuthority.Issued operator() {
    return operator;
  }

  /** A client of that person. */
  public SSLContext operatorsClient() {
    return transport.client(Optional.of(operator));
  }

  /** A client that shows nothing. */
  public SSLContext anonymousClient() {
    return stranger(Optional.empty());
  }

  /** A request that a party has signed. */
  byte[] signed(Eui64 party, byte[] request) {
    return RequestSigner.signed(known(signers, party), request);
  }

  private static CertificateAuthority.Issued known(
      Map<Eui64, CertificateAuthority.Issued> all, Eui64 party) {
    return Optional.ofNullable(all.get(party)).orElseThrow();
  }

  /**
   * Writes what the gateway has to know, and signs its list of GUIDs; gives the settings that name
   * the files.
   */
  String settle(Path folder) throws IOException {
    Path tls = Files.createDirectories(folder.resolve("tls"));
    String own = gateway.write(tls, "gateway").replace(": gateway", ": tls/gateway");
    operator.write(tls, "operator");
    transport.write(folder.resolve(AUTHORITY));
    transport.writeCrl(tls.resolve("ca.crl"), CertificateAuthority.LATER);
    Path certificates = Files.createDirectories(folder.resolve("certs"));
    signers.forEach((party, each) -> pem(certificates, party, each));
    signList(folder);
    String suppliers =
        ServiceUser.SUPPLIERS.stream().map(each -> each.id().toString()).collect(joining(", "));
    return """
        tls: {%s, client-ca: %s, crl: [tls/ca.crl], trust: %s}
        signatures: {requests: required, trust: certs/, guids-key: guids.pem}
        authority: {activate: [%s]}
        """
        .formatted(own, AUTHORITY, AUTHORITY, suppliers);
  }

  private static void pem(Path folder, Eui64 party, CertificateAuthority.Issued each) {
    each.writeCertificate(folder.resolve(party + ".pem"));
  }

  private static void signList(Path folder) throws IOException {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      CertificateAuthority.pem(
          folder.resolve("guids.pem"), "PUBLIC KEY", pair.getPublic().getEncoded());
      Signature signing = Signature.getInstance("Ed25519");
      signing.initSign(pair.getPrivate());
      signing.update(Files.readAllBytes(folder.resolve("guids.txt")));
      Files.write(folder.resolve("guids.txt.sig"), signing.sign());
    } catch (GeneralSecurityException everyJavaCan) {
      throw new IllegalStateException("signing the list of GUIDs", everyJavaCan);
    }
  }
}
