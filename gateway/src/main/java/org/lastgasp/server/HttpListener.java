package org.lastgasp.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A listener for HTTP/1.1 and 1.0, over TLS or not. What is not framed as RFC 9112 says is refused
 * and its connection closed, as what stands behind it may be anything.
 */
final class HttpListener implements AutoCloseable {
  private static final int BACKLOG = 4_096; // connections waiting to be accepted in a storm
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration IDLE = Duration.ofMinutes(5); // between two requests
  private static final Duration IDLE_WHERE_OTHERS_WAIT = Duration.ofSeconds(2);
  private static final Duration STALLED = Duration.ofSeconds(30); // within a request
  private static final Duration IDLE_AT_THE_END = Duration.ofMillis(50);
  private static final int LONGEST_HEAD = 16 << 10; // of a request, bytes
  private static final int LONGEST_ANSWERS_HEAD = 64 << 10; // as the DSP may have it

  private final Server server;
  private final ServerConnector connector;

  /** The kind of threads that requests are handled on. */
  enum Threads {
    /** As many as there are requests, sharing the processors: for messages. */
    VIRTUAL,
    /** The system's own, for what calculates. */
    PLATFORM
  }

  /** Has Jetty look up, beside the rest of a start, what it looks up once: every language. */
  static void prepare() {
    Thread.ofPlatform().name("http-start").daemon().start(Server::new);
  }

  /**
   * One that is open.
   *
   * @param tls empty for plain HTTP
   * @param most connections at once; more wait to be accepted
   * @throws IllegalStateException if the address cannot be listened on
   */
  static HttpListener open(
      String name,
      InetSocketAddress address,
      Optional<ListenerTls> tls,
      Threads threads,
      int most,
      Handler handler) {
    Server server = new Server(pool(name, threads, most));
    ServerConnector connector = tls.map(t -> secure(server, t)).orElseGet(() -> plain(server));
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setShutdownIdleTimeout(IDLE_AT_THE_END.toMillis());
    server.addConnector(connector);
    NetworkConnectionLimit limit = new NetworkConnectionLimit(most, connector);
    limit.setEndPointIdleTimeout(IDLE_WHERE_OTHERS_WAIT.toMillis());
    server.addBean(limit);
    connector.addBean(new HeadDeadline(name, connector));
    server.setErrorHandler(new BadRequestHandler());
    server.setHandler(new GracefulHandler(tls.map(t -> t.guarding(handler)).orElse(handler)));
    server.setStopTimeout(GRACE.toMillis());
    HttpListener listener = new HttpListener(server, connector);
    listener.start(address);
    return listener;
  }

  private HttpListener(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  private static ServerConnector plain(Server server) {
    return new ServerConnector(server, 1, -1, new HttpConnectionFactory(protocol()));
  }

  private static ServerConnector secure(Server server, ListenerTls tls) {
    HttpConfiguration protocol = protocol();
    protocol.addCustomizer(new SecureRequestCustomizer(false)); // one certificate for every name
    HttpConnectionFactory http = new HttpConnectionFactory(protocol);
    ServerConnector connector =
        new ServerConnector(
            server, 1, -1, new SslConnectionFactory(tls.factory(), http.getProtocol()), http);
    connector.addBean(tls);
    return connector;
  }

  private static QueuedThreadPool pool(String name, Threads threads, int most) {
    QueuedThreadPool pool =
        switch (threads) {
          case VIRTUAL -> {
            QueuedThreadPool few = new QueuedThreadPool();
            few.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor(name));
            yield few;
          }
          case PLATFORM -> new QueuedThreadPool(most + 50, 4); // and the selectors' own
        };
    pool.setName(name);
    pool.setDaemon(true);
    return pool;
  }

  static HttpConfiguration protocol() {
    HttpConfiguration protocol = new HttpConfiguration();
    protocol.setHttpCompliance(HttpCompliance.STRICT);
    protocol.setSendServerVersion(false);
    protocol.setRequestHeaderSize(LONGEST_HEAD);
    protocol.setMaxResponseHeaderSize(LONGEST_ANSWERS_HEAD);
    protocol.setIdleTimeout(STALLED.toMillis());
    return protocol;
  }

  private void start(InetSocketAddress address) {
    try {
      server.start();
    } catch (Exception failed) {
      Throwable cause = failed;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      close();
      throw new IllegalStateException(
          "cannot listen on "
              + address
              + ": "
              + cause.getMessage()
              + "; stop what listens there, or change listen",
          failed);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  /** Lets requests under way finish for a moment. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception notGraceful) {
      // Jetty says so if a request had to be cut off; the listener is closed all the same.
      server.destroy();
    }
  }
}
