package org.lastgasp.sim;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP server of somebody in the world, on loopback. It can be shut and opened again. Safe for
 * any number of threads.
 */
public final class LoopbackServer implements AutoCloseable {
  private static final int BACKLOG = 4_096;

  private final Household household;
  private final String host;
  private final Optional<SSLContext> tls;
  private int port;
  private Optional<Server> server = Optional.empty();

  /** A handler of the requests; called by any number of threads. */
  public interface Household {
    /** Answers a request for a path. */
    Reply answer(String path, byte[] body) throws InterruptedException;
  }

  /** An answer; {@code type} is its Content-Type, empty for none. */
  public record Reply(int status, String type, byte[] body) {
    /** An answer without a body. */
    public static Reply empty(int status) {
      return new Reply(status, "", new byte[0]);
    }
  }

  LoopbackServer(Household household) {
    this(Optional.empty(), household);
  }

  LoopbackServer(Optional<SSLContext> tls, Household household) {
    this("127.0.0.1", 0, tls, household);
  }

  /**
   * A server that listens once this returns.
   *
   * @param host an address of this machine
   * @param port 0 for any that is free
   * @throws IllegalStateException if the port is taken
   */
  public LoopbackServer(String host, int port, Household household) {
    this(host, port, Optional.empty(), household);
  }

  /**
   * The same with TLS.
   *
   * @param tls which a client has to show a certificate for; empty: plain HTTP
   */
  public LoopbackServer(
      String host, int port, Optional<SSLContext> tls, Household household) {
    this.tls = tls;
    this.household = household;
    this.host = host;
    this.port = port;
    reopen();
  }

  /** The address, the same after it was shut and opened again. */
  public synchronized URI uri() {
    String scheme = tls.isPresent() ? "https" : "http";
    return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  synchronized void reopen() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    threads.setDaemon(true);
    Server opened = new Server(threads);
    ServerConnector connector = connector(opened);
    connector.setHost(host);
    connector.setPort(port);
    connector.setAcceptQueueSize(BACKLOG);
    opened.addConnector(connector);
    opened.setHandler(new Answering(household));
    try {
      opened.start();
    } catch (Exception failed) {
      throw new IllegalStateException("cannot listen on " + host + ":" + port, failed);
    }
    port = connector.getLocalPort();
    server = Optional.of(opened);
  }

  private ServerConnector connector(Server opened) {
    if (tls.isEmpty()) {
      return new ServerConnector(opened, 1, 1);
    }
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(tls.get());
    factory.setNeedClientAuth(true);
    HttpConnectionFactory http = new HttpConnectionFactory();
    return new ServerConnector(
        opened, 1, 1, new SslConnectionFactory(factory, http.getProtocol()), http);
  }

  private static final class Answering extends Handler.Abstract {
    private final Household household;

    Answering(Household household) {
      this.household = household;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      byte[] body = Request.asInputStream(request).readAllBytes();
      Reply reply;
      try {
        reply = household.answer(request.getHttpURI().getPath(), body);
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
        reply = Reply.empty(503);
      }
      response.setStatus(reply.status());
      if (!reply.type().isEmpty()) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
      }
      response.write(true, ByteBuffer.wrap(reply.body()), callback);
      return true;
    }
  }

  /** Shuts it: whoever knocks finds nobody. */
  @Override
  public synchronized void close() {
    server.ifPresent(LoopbackServer::stop);
    server = Optional.empty();
  }

  private static void stop(Server opened) {
    try {
      opened.stop();
    } catch (Exception cutOff) {
      opened.destroy(); // somebody was still being answered
    }
  }
}
