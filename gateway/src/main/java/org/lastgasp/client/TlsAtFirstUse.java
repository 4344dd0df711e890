package org.lastgasp.client;

import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The TLS of a caller, made ready when it is needed first: reading what the platform trusts takes a
 * tenth of a second, which a start need not spend where nobody is called over https. Other material
 * counts from the next connection on.
 */
final class TlsAtFirstUse implements TlsSocketStrategy {
  private final Supplier<SSLContext> contexts;
  private volatile Optional<Ready> ready = Optional.empty();

  private record Ready(SSLContext context, TlsSocketStrategy strategy) {}

  TlsAtFirstUse(Optional<Supplier<SSLContext>> given) {
    this.contexts = given.orElse(TlsAtFirstUse::platforms);
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, Object attachment, HttpContext context)
      throws IOException {
    return strategy().upgrade(socket, target, port, attachment, context);
  }

  /** Made twice if two ask at once, which does no harm. */
  private TlsSocketStrategy strategy() {
    SSLContext context = contexts.get();
    Optional<Ready> made = ready.filter(known -> known.context() == context);
    if (made.isPresent()) {
      return made.get().strategy();
    }
    TlsSocketStrategy fresh =
        ClientTlsStrategyBuilder.create().setSslContext(context).buildClassic();
    ready = Optional.of(new Ready(context, fresh));
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
