package org.lastgasp.sim;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** An HTTP server of somebody in the world, on loopback. It can be shut and opened again. */
final class Door implements AutoCloseable {
  private final Household household;
  private int port;
  private Optional<WebServer> server = Optional.empty();

  /** Who answers at the door; called by any number of threads. */
  interface Household {
    Reply answer(String path, byte[] body) throws InterruptedException;
  }

  /** An answer; {@code type} is its Content-Type, empty for none. */
  record Reply(int status, String type, byte[] body) {
    static Reply empty(int status) {
      return new Reply(status, "", new byte[0]);
    }
  }

  Door(Household household) {
    this.household = household;
    reopen();
  }

  /** The address, the same after it was shut and opened again. */
  synchronized URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  synchronized void reopen() {
    WebServer opened =
        WebServer.builder()
            .host("127.0.0.1")
            .port(port)
            .backlog(4_096)
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ZERO)
            .routing(routing -> routing.any(this::handle))
            .build()
            .start();
    port = opened.port();
    server = Optional.of(opened);
  }

  private void handle(ServerRequest request, ServerResponse response) {
    byte[] body =
        request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    try {
      Reply reply = household.answer(request.path().rawPath(), body);
      response.status(reply.status());
      if (!reply.type().isEmpty()) {
        response.header(HeaderNames.CONTENT_TYPE, reply.type());
      }
      if (reply.body().length == 0) {
        response.send();
      } else {
        response.send(reply.body());
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      response.status(503).send();
    }
  }

  /** Shuts it: whoever knocks finds nobody. */
  @Override
  public synchronized void close() {
    server.ifPresent(WebServer::stop);
    server = Optional.empty();
  }
}
