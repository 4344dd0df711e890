package org.lastgasp.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.lastgasp.logging.EventLog;

/**
 * A deadline for the heads of requests, for the TLS handshakes before them and the trailers behind
 * them: whoever sends a byte now and then would keep a connection from all others for ever, as
 * Jetty only counts the time between two bytes. Bodies have a {@link DeadlineInputStream}.
 *
 * <p>All connections are looked at every few seconds, so one may last that much longer. Starts and
 * stops with its listener.
 */
final class HeadDeadline extends AbstractLifeCycle implements Runnable {
  private static final EventLog LOG = EventLog.of(HeadDeadline.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LOOKS = 6; // within that time

  private final String listener;
  private final ServerConnector connector;
  private final Duration patience;
  private Map<EndPoint, Head> heads = Map.of(); // for the scheduler's thread, after each other

  /**
   * A head that has not ended.
   *
   * @param requests that the connection had by then
   * @param bytes that had come before it
   * @param since in nanoseconds
   */
  private record Head(long requests, long bytes, long since) {}

  HeadDeadline(String listener, ServerConnector connector) {
    this(listener, connector, PATIENCE);
  }

  HeadDeadline(String listener, ServerConnector connector, Duration patience) {
    this.listener = listener;
    this.connector = connector;
    this.patience = patience;
  }

  @Override
  protected void doStart() {
    again();
  }

  private void again() {
    var unused =
        connector
            .getScheduler()
            .schedule(this, patience.toMillis() / LOOKS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void run() {
    try {
      look(System.nanoTime());
    } finally {
      if (isRunning()) {
        again();
      }
    }
  }

  private void look(long now) {
    Map<EndPoint, Head> still = new HashMap<>();
    for (EndPoint each : connector.getConnectedEndPoints()) {
      Connection connection = each.getConnection();
      if (connection == null || !isInHead(connection)) {
        continue;
      }
      Head head = new Head(requests(connection), connection.getBytesIn(), now);
      Head before = heads.get(each);
      if (before == null || before.requests() != head.requests()
          || before.bytes() == head.bytes()) {
        still.put(each, head); // it may have just begun, or nothing came: it is idle
      } else if (now - before.since() < patience.toNanos()) {
        still.put(each, before);
      } else {
        LOG.warn(
            "head-too-slow", "listener", listener, "from", host(each),
            "detail", "no whole head of a request within " + patience.toSeconds() + " s",
            "action", "find-out-who");
        each.close(new TimeoutException("the head took too long"));
      }
    }
    heads = still;
  }

  /** Without the port, so that lines about one sender are folded. */
  private static String host(EndPoint of) {
    return of.getRemoteSocketAddress() instanceof InetSocketAddress address
        ? address.getHostString()
        : "unknown";
  }

  private static boolean isInHead(Connection connection) {
    return !(spoken(connection) instanceof HttpConnection http)
        || http.getParser().inHeaderState()
        || http.getParser().isState(HttpParser.State.TRAILER);
  }

  private static long requests(Connection connection) {
    return spoken(connection) instanceof HttpConnection http ? http.getMessagesIn() : 0;
  }

  /** The connection inside TLS, or the one without. */
  private static Connection spoken(Connection connection) {
    return connection instanceof SslConnection tls
        ? tls.getSslEndPoint().getConnection()
        : connection;
  }
}
