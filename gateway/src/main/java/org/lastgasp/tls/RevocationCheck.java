package org.lastgasp.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A trust manager that refuses what another accepts if a list names it as revoked. A list whose
 * successor is overdue still counts: to refuse everybody then would stop every message for a file
 * that was not fetched. It is made known instead.
 */
final class RevocationCheck extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager before;
  private final List<X509CRL> crls;

  RevocationCheck(X509ExtendedTrustManager before, List<X509CRL> crls) {
    this.before = before;
    this.crls = List.copyOf(crls);
  }

  private void refuseRevoked(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate each : chain) {
      for (X509CRL crl : crls) {
        if (crl.getIssuerX500Principal().equals(each.getIssuerX500Principal())
            && crl.isRevoked(each)) {
          throw new CertificateException(
              "revoked: " + each.getSubjectX500Principal() + ", serial "
                  + each.getSerialNumber().toString(16));
        }
      }
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    before.checkClientTrusted(chain, type, socket);
    refuseRevoked(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    before.checkClientTrusted(chain, type, engine);
    refuseRevoked(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    before.checkClientTrusted(chain, type);
    refuseRevoked(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    before.checkServerTrusted(chain, type, socket);
    refuseRevoked(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    before.checkServerTrusted(chain, type, engine);
    refuseRevoked(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type)
      throws CertificateException {
    before.checkServerTrusted(chain, type);
    refuseRevoked(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return before.getAcceptedIssuers();
  }
}
