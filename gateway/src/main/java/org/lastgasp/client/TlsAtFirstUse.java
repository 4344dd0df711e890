package org.lastgasp.client;

import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The TLS of a caller, made ready when it is needed first: reading what the platform trusts takes a
 * tenth of a second, which a start need not spend where nobody is called over https.
 */
final class TlsAtFirstUse implements TlsSocketStrategy {
  private final Optional<SSLContext> given;
  private volatile Optional<TlsSocketStrategy> ready = Optional.empty();

  TlsAtFirstUse(Optional<SSLContext> given) {
    this.given = given;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, Object attachment, HttpContext context)
      throws IOException {
    return strategy().upgrade(socket, target, port, attachment, context);
  }

  /** Made twice if two ask at once, which does no harm. */
  private TlsSocketStrategy strategy() {
    Optional<TlsSocketStrategy> made = ready;
    if (made.isPresent()) {
      return made.get();
    }
    TlsSocketStrategy fresh =
        ClientTlsStrategyBuilder.create()
            .setSslContext(given.orElseGet(TlsAtFirstUse::platforms))
            .buildClassic();
    ready = Optional.of(fresh);
    return fresh;
  }

  private static SSLContext platforms() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException none) {
      throw new IllegalStateException("this Java has no TLS", none);
    }
  }
}
