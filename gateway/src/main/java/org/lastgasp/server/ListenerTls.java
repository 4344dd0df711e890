package org.lastgasp.server;

import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.lastgasp.logging.EventLog;
import org.lastgasp.tls.TlsMaterial;

/**
 * The TLS of one listener: 1.3, and 1.2 with ephemeral keys and ECDSA, on P-256. Its material may
 * be replaced while connections are open: new ones use it at once, and on an older one the client's
 * certificate is checked again before its next request. It is no longer accepted once it has ended,
 * also on a connection or in a session that began before. Safe for any number of threads.
 */
final class ListenerTls implements SslHandshakeListener {
  private static final EventLog LOG = EventLog.of(ListenerTls.class);
  private static final String CHECKED = "org.lastgasp.checked";
  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final String[] SUITES = {
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
  };
  private static final String[] GROUPS = {"secp256r1"};

  private final String listener;
  private final InstantSource clock;
  private final SslContextFactory.Server factory = new Factory();
  private volatile TlsMaterial material;

  /** Whether a client has to show a certificate, where authorities for them are configured. */
  enum ClientAuth {
    /** Who shows none is refused. */
    REQUIRED,
    /** Who shows one is known by it. */
    WANTED
  }

  /**
   * The result of a check that a client passed.
   *
   * @param end the last instant for which it counts
   */
  private record Checked(TlsMaterial material, Instant end) {
    boolean holds(TlsMaterial current, Instant now) {
      return material == current && !now.isAfter(end);
    }
  }

  private static final class Factory extends SslContextFactory.Server {
    @Override
    public SSLParameters customize(SSLParameters parameters) {
      SSLParameters narrowed = super.customize(parameters);
      narrowed.setNamedGroups(GROUPS.clone());
      return narrowed;
    }
  }

  ListenerTls(String listener, TlsMaterial material, ClientAuth clients, InstantSource clock) {
    this.listener = listener;
    this.material = material;
    this.clock = clock;
    factory.setIncludeProtocols(PROTOCOLS.clone());
    factory.setIncludeCipherSuites(SUITES.clone());
    factory.setExcludeCipherSuites();
    factory.setRenegotiationAllowed(false);
    factory.setSslContext(material.server());
    ask(material, clients);
  }

  private void ask(TlsMaterial asking, ClientAuth clients) {
    factory.setNeedClientAuth(asking.asksForClients() && clients == ClientAuth.REQUIRED);
    factory.setWantClientAuth(asking.asksForClients() && clients == ClientAuth.WANTED);
  }

  SslContextFactory.Server factory() {
    return factory;
  }

  /** Puts other material in force. */
  void replace(TlsMaterial next, ClientAuth clients) {
    try {
      factory.reload(
          unused -> {
            factory.setSslContext(next.server());
            ask(next, clients);
          });
    } catch (Exception failed) {
      throw new IllegalStateException("the TLS of listener " + listener, failed);
    }
    material = next;
  }

  /** A handler that lets a request through if its client's certificate is accepted now. */
  Handler guarding(Handler handler) {
    return new Handler.Wrapper(handler) {
      @Override
      public boolean handle(Request request, Response response, Callback callback)
          throws Exception {
        Optional<String> refused = refused(request);
        if (refused.isPresent()) {
          refuse(refused.get(), response, callback);
          return true;
        }
        return super.handle(request, response, callback);
      }
    };
  }

  private Optional<String> refused(Request request) {
    if (!(request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE)
        instanceof EndPoint.SslSessionData data)) {
      return Optional.of("not encrypted");
    }
    SSLSession session = data.sslSession();
    TlsMaterial current = material;
    Instant now = clock.instant();
    if (session.getValue(CHECKED) instanceof Checked last && last.holds(current, now)) {
      return Optional.empty();
    }
    X509Certificate[] chain = data.peerCertificates();
    Instant end = chain == null ? Instant.MAX : chain[0].getNotAfter().toInstant();
    if (now.isAfter(end)) {
      return Optional.of("it ended at " + end);
    }
    if (chain != null) {
      try {
        current.checkClient(chain);
      } catch (CertificateException noLonger) {
        return Optional.of(String.valueOf(noLonger.getMessage()));
      }
    } else if (factory.getNeedClientAuth()) {
      return Optional.of("no client certificate");
    }
    session.putValue(CHECKED, new Checked(current, end));
    return Optional.empty();
  }

  private void refuse(String why, Response response, Callback callback) {
    LOG.warn(
        "client-certificate-refused", "listener", listener, "why", why,
        "action", "renew-the-clients-certificate-or-correct-tls");
    response.setStatus(403);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    byte[] problem = Problem.of(403, "The client certificate is no longer accepted", why).bytes();
    response.write(true, ByteBuffer.wrap(problem), callback);
  }

  @Override
  public void handshakeFailed(Event event, Throwable failure) {
    SSLEngine engine = event.getSSLEngine();
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    LOG.warn(
        "tls-handshake-failed", "listener", listener, "from", engine.getPeerHost(),
        "why", String.valueOf(root.getMessage()),
        "action", "compare-the-certificates-and-protocols-of-both-sides");
  }
}
