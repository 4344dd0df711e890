package org.lastgasp.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The TLS material of one configuration, read from its files. Does not change; safe for any number
 * of threads.
 */
public final class TlsMaterial {
  private final Optional<KeyPairFile> own;
  private final Optional<X509ExtendedTrustManager> clients;
  private final Optional<List<X509Certificate>> servers;
  private final Optional<List<X509Certificate>> others;
  private final List<Expiry> expiries;
  private Optional<SSLContext> client = Optional.empty(); // the platform's takes long to read
  private Optional<SSLContext> otherClient = Optional.empty();

  private record KeyPairFile(PrivateKey key, List<X509Certificate> chain) {
    KeyManager[] managers() {
      return TlsContexts.keyManagers(key, chain);
    }
  }

  /** The result of reading the files. */
  public sealed interface Result {
    /** Material that can be used. */
    record Loaded(TlsMaterial material) implements Result {}

    /** Faults, never none. */
    record Faulty(List<Fault> faults) implements Result {
      public Faulty {
        faults = List.copyOf(faults);
      }
    }
  }

  private TlsMaterial(
      Optional<KeyPairFile> own,
      Optional<X509ExtendedTrustManager> clients,
      Optional<List<X509Certificate>> servers,
      Optional<List<X509Certificate>> others,
      List<Expiry> expiries) {
    this.own = own;
    this.clients = clients;
    this.servers = servers;
    this.others = others;
    this.expiries = List.copyOf(expiries);
  }

  /** Reads the files. Whether a certificate is still valid is not asked here. */
  public static Result read(TlsFiles files) {
    return new Reading().of(files);
  }

  /** True if the listeners speak TLS. */
  public boolean isForServer() {
    return own.isPresent();
  }

  /** True if client certificates are asked for. */
  public boolean asksForClients() {
    return clients.isPresent();
  }

  /**
   * A context for listeners, with sessions of its own: none made with other material is resumed.
   *
   * @throws java.util.NoSuchElementException if there is no certificate of its own
   */
  public SSLContext server() {
    return TlsContexts.context(own.orElseThrow().managers(), clients);
  }

  /**
   * The context for calls to the DSP and to receivers, always the same: it shows the gateway's own
   * certificate, if there is one and the server asks.
   */
  public synchronized SSLContext client() {
    SSLContext made = client.orElseGet(() -> calling(servers));
    client = Optional.of(made);
    return made;
  }

  /** The same for calls to everybody else. */
  public synchronized SSLContext otherClient() {
    SSLContext made = otherClient.orElseGet(() -> calling(others));
    otherClient = Optional.of(made);
    return made;
  }

  private SSLContext calling(Optional<List<X509Certificate>> authorities) {
    return TlsContexts.context(
        own.map(KeyPairFile::managers).orElse(new KeyManager[0]),
        Optional.of(TlsContexts.trustManager(authorities)));
  }

  /**
   * A context for either end of a connection that shows its own certificate and accepts exactly the
   * first certificate of a file, whatever name the other end is called by.
   *
   * @throws IllegalArgumentException if the file cannot be used, saying what to do
   * @throws java.util.NoSuchElementException if there is no certificate of its own
   */
  public SSLContext pinnedTo(Path certificate) {
    return TlsContexts.context(
        own.orElseThrow().managers(), Optional.of(TlsContexts.pinned(certificate)));
  }

  /** Its own certificate; empty if there is none. */
  public Optional<X509Certificate> certificate() {
    return own.map(pair -> pair.chain().getFirst());
  }

  /**
   * Checks a chain that a client showed on an earlier connection.
   *
   * @throws CertificateException if it would be refused now
   */
  public void checkClient(X509Certificate[] chain) throws CertificateException {
    if (clients.isPresent()) {
      clients.get().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
    }
  }

  /** The end of what each file holds. */
  public List<Expiry> expiries() {
    return expiries;
  }

  /** One reading of all files. */
  private static final class Reading {
    private final List<Fault> faults = new ArrayList<>();
    private final List<Expiry> expiries = new ArrayList<>();

    private interface Step<T> {
      T read(PemFile file) throws UnusableFile;
    }

    Result of(TlsFiles files) {
      Optional<KeyPairFile> own = files.own().flatMap(this::own);
      Optional<List<X509Certificate>> authorities =
          files.clientCa().flatMap(file -> certificates("tls.client-ca", file));
      List<X509CRL> crls = new ArrayList<>();
      for (Path file : files.crls()) {
        read("tls.crl", file, pem -> crl(pem, authorities.orElse(List.of())))
            .ifPresent(
                crl -> {
                  crls.add(crl);
                  nextUpdate(crl)
                      .ifPresent(due -> expiries.add(new Expiry("tls.crl", file, due)));
                });
      }
      Optional<List<X509Certificate>> servers =
          files.trust().flatMap(file -> certificates("tls.trust", file));
      Optional<List<X509Certificate>> others =
          files.trustOthers().flatMap(file -> certificates("tls.trust-others", file));
      if (!faults.isEmpty()) {
        return new Result.Faulty(faults);
      }
      Optional<X509ExtendedTrustManager> clients =
          authorities.map(
              all ->
                  new RevocationCheck(
                      TlsContexts.trustManager(Optional.of(all)), crls));
      return new Result.Loaded(new TlsMaterial(own, clients, servers, others, expiries));
    }

    private Optional<KeyPairFile> own(TlsFiles.Own files) {
      Optional<List<X509Certificate>> chain = certificates("tls.certificate", files.certificate());
      Optional<PrivateKey> key = read("tls.key", files.key(), PemFile::privateKey);
      if (chain.isEmpty() || key.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> broken = brokenAt(chain.get());
      if (broken.isPresent()) {
        faults.add(
            new Fault(
                "tls.certificate", files.certificate(), broken.get(),
                "the gateway's own certificate first, each followed by the one that issued it"));
      } else if (!belong(key.get(), chain.get().getFirst())) {
        faults.add(
            new Fault(
                "tls.key", files.key(), "a key that is not the one of the first certificate in "
                    + files.certificate(),
                "the two files that belong together"));
      }
      return Optional.of(new KeyPairFile(key.get(), chain.get()));
    }

    private static Optional<String> brokenAt(List<X509Certificate> chain) {
      for (int i = 1; i < chain.size(); i++) {
        X509Certificate below = chain.get(i - 1);
        X509Certificate issuer = chain.get(i);
        if (!below.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
          return Optional.of(
              below.getSubjectX500Principal() + ", which was not issued by "
                  + issuer.getSubjectX500Principal() + " behind it");
        }
      }
      return Optional.empty();
    }

    private static boolean belong(PrivateKey key, X509Certificate certificate) {
      byte[] something = "lastgasp".getBytes(StandardCharsets.US_ASCII);
      try {
        if (!(certificate.getPublicKey() instanceof ECPublicKey)) {
          return false;
        }
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(key);
        signing.update(something);
        byte[] signature = signing.sign();
        signing.initVerify(certificate.getPublicKey());
        signing.update(something);
        return signing.verify(signature);
      } catch (GeneralSecurityException notOfOneKind) {
        return false;
      }
    }

    private Optional<List<X509Certificate>> certificates(String key, Path file) {
      Optional<List<X509Certificate>> all = read(key, file, PemFile::certificates);
      all.flatMap(
              list ->
                  list.stream()
                      .map(each -> each.getNotAfter().toInstant())
                      .min(Comparator.naturalOrder()))
          .ifPresent(end -> expiries.add(new Expiry(key, file, end)));
      return all;
    }

    /** False for an authority of the same name with another key. */
    private static boolean isSignedBy(X509CRL crl, X509Certificate authority) {
      try {
        crl.verify(authority.getPublicKey());
        return true;
      } catch (GeneralSecurityException another) {
        return false;
      }
    }

    /** A list counts only if one of the accepted authorities signed it. */
    private static X509CRL crl(PemFile pem, List<X509Certificate> authorities)
        throws UnusableFile {
      X509CRL crl = pem.crl();
      for (X509Certificate each : authorities) {
        if (each.getSubjectX500Principal().equals(crl.getIssuerX500Principal())
            && isSignedBy(crl, each)) {
          return crl;
        }
      }
      throw new UnusableFile(
          "a list of " + crl.getIssuerX500Principal() + ", which is not in tls.client-ca",
          "lists of those authorities: put the certificate of the issuer into tls.client-ca");
    }

    private static Optional<Instant> nextUpdate(X509CRL crl) {
      return Optional.ofNullable(crl.getNextUpdate()).map(Date::toInstant);
    }

    private <T> Optional<T> read(String key, Path file, Step<T> step) {
      try {
        return Optional.of(step.read(PemFile.read(file)));
      } catch (UnusableFile unusable) {
        faults.add(new Fault(key, file, unusable.found(), unusable.allowed()));
        return Optional.empty();
      }
    }
  }

  /**
   * The end of what a file holds.
   *
   * @param key of the configuration, e.g. {@code tls.certificate}
   * @param end of the certificate in it that ends first, or when the next list of revoked ones is
   *     due
   */
  public record Expiry(String key, Path file, Instant end) {
    private static final Duration SOON = Duration.ofDays(30); // to have a new one issued
    private static final Duration URGENT = Duration.ofDays(7);

    /** True if it ends within 30 days, or has ended; a list of revoked ones is overdue. */
    public boolean isSoon(Instant now) {
      return isList() ? isOver(now) : !end.isAfter(now.plus(SOON));
    }

    /** True if it ends within 7 days, or has ended; a list of revoked ones is overdue. */
    public boolean isUrgent(Instant now) {
      return isList() ? isOver(now) : !end.isAfter(now.plus(URGENT));
    }

    /** True if it has ended. */
    public boolean isOver(Instant now) {
      return !end.isAfter(now);
    }

    /** True if it is a list of revoked certificates: its successor comes every few days. */
    public boolean isList() {
      return key.equals("tls.crl");
    }

    /** Says what ends when, and what to do. */
    public String text(Instant now) {
      Instant day = end.truncatedTo(ChronoUnit.SECONDS);
      if (isList()) {
        return file + " should have been replaced by " + day
            + ": who was revoked since is accepted; fetch the new list and reload";
      }
      return file + (isOver(now) ? " holds a certificate that ended at " : " ends at ") + day
          + ": put a new one in its place and reload";
    }
  }

  /**
   * One thing that is wrong with a file of TLS material.
   *
   * @param key of the configuration, e.g. {@code tls.key}
   * @param found what stands there
   * @param allowed what may stand there, or what to do
   */
  public record Fault(String key, Path file, String found, String allowed) {
    /** One line. */
    @Override
    public String toString() {
      return file + ": " + key + ": found " + found + "; allowed: " + allowed;
    }
  }

  /**
   * The files that TLS material is read from.
   *
   * @param own the gateway's certificate and key; empty if the listeners speak plain HTTP
   * @param clientCa the authorities whose client certificates are accepted; empty: none is asked
   *     for
   * @param crls the lists of client certificates that were revoked
   * @param trust the authorities of the DSP and of receivers; empty: those of the platform
   * @param trustOthers the authorities of every other server that is called; empty: those
   *     of the platform
   */
  public record TlsFiles(
      Optional<Own> own,
      Optional<Path> clientCa,
      List<Path> crls,
      Optional<Path> trust,
      Optional<Path> trustOthers) {
    /** No TLS material at all. */
    public static final TlsFiles NONE =
        new TlsFiles(
            Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    public TlsFiles {
      crls = List.copyOf(crls);
    }

    /**
     * A certificate and its key.
     *
     * @param certificate its chain, the gateway's own certificate first
     * @param key PKCS#8, without a passphrase
     */
    public record Own(Path certificate, Path key) {}
  }
}
