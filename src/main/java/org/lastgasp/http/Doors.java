package org.lastgasp.http;

import com.sun.management.UnixOperatingSystemMXBean;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.lastgasp.hindsight.HindsightUnavailable;
import org.lastgasp.report.ReportUnavailable;
import org.lastgasp.story.StoryUnavailable;
import org.lastgasp.inventory.InventoryUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both listeners. Made open; closing them lets requests under way finish for a moment. */
public final class Doors implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
  private static final String ADMIN = "admin";
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final Duration SILENCE = Duration.ofMinutes(5); // then a sender is given up
  private static final int BACKLOG = 4_096; // connections waiting to be accepted in a storm
  private static final int MOST_ASIDE = 16; // more would leave the messages too little
  private static final int MOST_GLANCES = 4; // at pages and figures
  private static final int MOST_ADMIN = 256; // connections
  private static final int FILES_KEPT = 1_000; // for the journal and all else
  private static final int FILES_EACH = 3; // its own, and two to the DSP
  private static final long ROOM = 1L << 40; // for lists, which are read as a stream

  private final WebServer server;

  private Doors(WebServer server) {
    this.server = server;
  }

  /**
   * Opens them; port 0 takes a free one.
   *
   * @throws IllegalStateException if an address cannot be listened on
   */
  public static Doors open(InetSocketAddress duis, InetSocketAddress admin, Parts parts) {
    WebServer server =
        WebServer.builder()
            .address(duis.getAddress())
            .port(duis.getPort())
            .backlog(BACKLOG)
            .useNio(false) // the other way knows no time limit
            .connectionOptions(socket -> socket.readTimeout(SILENCE))
            .maxTcpConnections(mostConnections())
            .maxPayloadSize(Body.MOST_DRAINED)
            .shutdownGracePeriod(GRACE)
            .shutdownHook(false)
            .directHandlers(protocol())
            .routing(routing -> duis(routing, parts))
            .putSocket(
                ADMIN,
                socket ->
                    socket
                        .address(admin.getAddress())
                        .port(admin.getPort())
                        .useNio(false)
                        .connectionOptions(line -> line.readTimeout(SILENCE))
                        .maxTcpConnections(MOST_ADMIN)
                        .maxPayloadSize(ROOM)
                        .shutdownGracePeriod(GRACE)
                        .directHandlers(protocol())
                        .routing(routing -> admin(routing, parts)))
            .build()
            .start();
    if (!server.isRunning()) {
      throw new IllegalStateException("cannot listen on " + taken(duis, admin));
    }
    return new Doors(server);
  }

  /**
   * How many connections messages may come over at once; more wait to be accepted. Without room for
   * one more open file the server would give up listening for good.
   */
  private static int mostConnections() {
    long files =
        ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
            ? unix.getMaxFileDescriptorCount()
            : Integer.MAX_VALUE;
    return Math.clamp((files - FILES_KEPT) / FILES_EACH, 64, 1 << 16);
  }

  /** The server only logs why it did not start: which address was it? */
  private static String taken(InetSocketAddress duis, InetSocketAddress admin) {
    for (InetSocketAddress each : List.of(duis, admin)) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(each);
      } catch (IOException cannot) {
        return each + ": " + cannot.getMessage() + "; stop what listens there, or change listen";
      }
    }
    return duis + " and " + admin + ": they are the same, or somebody has just let go of one";
  }

  private static DirectHandlers protocol() {
    return DirectHandlers.builder()
        .addHandler(DirectHandler.EventType.BAD_REQUEST, new Protocol())
        .addHandler(DirectHandler.EventType.PAYLOAD_TOO_LARGE, new Protocol())
        .build();
  }

  private static void duis(HttpRouting.Builder routing, Parts parts) {
    routing.register(
        new DuisDoor(
            parts.southbound(), parts.northbound(), parts.maxMessage(), parts.recorder()));
    unexpected(routing);
  }

  private static void admin(HttpRouting.Builder routing, Parts parts) {
    routing
        .addFilter(new Gatekeeper(parts.token()))
        .addFilter(Aside.forQuestions(MOST_ASIDE, MOST_GLANCES))
        .register(new HealthDoor(parts))
        .register(new AdminDoor(parts))
        .register(new PrecautionsDoor(parts))
        .register(new StoryDoor(parts.chronicle(), parts.hindsight(), parts.clock()))
        .register(new ReportDoor(parts.reports(), parts.clock()))
        .register(new BooksDoor(parts.books(), parts.clock()))
        .register(new WorkListDoor(parts))
        .register(new SupplyDoor(parts));
    unexpected(routing);
  }

  /** An error of ours in one request: said, and the next one is served. */
  private static void unexpected(HttpRouting.Builder routing) {
    routing.error(
        InventoryUnavailable.class,
        (request, response, failed) -> {
          LOG.error("event=inventory-failed path={}", request.path().path(), failed);
          Problem.of(503, "The inventory's disk fails", failed.getMessage() + ": look at its disk")
              .send(response);
        });
    routing.error(
        ReportUnavailable.class,
        (request, response, error) ->
            Problem.of(503, "The ledger of reports fails", error.getMessage() + ": look at it")
                .send(response));
    routing.error(
        StoryUnavailable.class,
        (request, response, error) ->
            Problem.of(503, "The index cannot be read", error.getMessage() + "; ask again later")
                .send(response));
    routing.error(
        HindsightUnavailable.class,
        (request, response, error) ->
            Problem.of(503, "Hindsight cannot be read", error.getMessage() + "; ask again later")
                .send(response));
    routing.error(
        RuntimeException.class,
        (request, response, error) -> {
          LOG.error("event=request-failed path={}", request.path().path(), error);
          Problem.of(500, "Internal error", "this is a fault of Lastgasp: see its log")
              .send(response);
        });
  }

  /** The port of the DUIS listener. */
  public int duisPort() {
    return server.port();
  }

  /** The port of the admin listener. */
  public int adminPort() {
    return server.port(ADMIN);
  }

  @Override
  public void close() {
    var unused = server.stop();
  }
}
