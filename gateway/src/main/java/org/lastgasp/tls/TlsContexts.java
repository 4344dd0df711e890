package org.lastgasp.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The TLS contexts that are made of certificates and keys. */
public final class TlsContexts {
  private static final char[] NONE = new char[0];

  private TlsContexts() {}

  /**
   * A context for a client that trusts the authorities of a file.
   *
   * @throws IllegalArgumentException if the file cannot be used, saying what to do
   */
  public static SSLContext trusting(Path authorities) {
    return context(
        new KeyManager[0], Optional.of(trustManager(Optional.of(certificates(authorities)))));
  }

  /**
   * A context for a client that trusts the first certificate of a file and no other, whatever name
   * the server is called by: for who can read the server's own file.
   *
   * @throws IllegalArgumentException if the file cannot be used, saying what to do
   */
  public static SSLContext pinnedTo(Path certificate) {
    return context(new KeyManager[0], Optional.of(pinned(certificate)));
  }

  static X509ExtendedTrustManager pinned(Path certificate) {
    return new PinnedCertificate(certificates(certificate).getFirst());
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      return PemFile.read(file).certificates();
    } catch (UnusableFile unusable) {
      throw new IllegalArgumentException(
          file + ": found " + unusable.found() + "; allowed: " + unusable.allowed(), unusable);
    }
  }

  static SSLContext context(KeyManager[] keys, Optional<X509ExtendedTrustManager> trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.map(t -> new TrustManager[] {t}).orElse(new TrustManager[0]), null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no TLS", impossible);
    }
  }

  static KeyManager[] keyManagers(PrivateKey key, List<X509Certificate> chain) {
    try {
      KeyStore store = empty();
      store.setKeyEntry("own", key, NONE, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, NONE);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("this Java cannot use a key that it has read", impossible);
    }
  }

  /** One that trusts these authorities; without any, those of the platform. */
  static X509ExtendedTrustManager trustManager(Optional<List<X509Certificate>> authorities) {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      if (authorities.isPresent()) {
        KeyStore store = empty();
        int number = 0;
        for (X509Certificate each : authorities.get()) {
          store.setCertificateEntry("authority-" + number++, each);
        }
        factory.init(store);
      } else {
        factory.init((KeyStore) null);
      }
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509ExtendedTrustManager.class::isInstance)
          .map(X509ExtendedTrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("this Java cannot check certificates", impossible);
    }
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** A trust manager for one peer. */
  private static final class PinnedCertificate extends X509ExtendedTrustManager {
    private final X509Certificate only;

    PinnedCertificate(X509Certificate only) {
      this.only = only;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (chain.length == 0 || !chain[0].equals(only)) {
        throw new CertificateException(
            "the gateway shows another certificate than the one in its configuration: reload it");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0]; // asked for one of any authority, as its own is not known
    }
  }
}
