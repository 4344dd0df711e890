package org.lastgasp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.lastgasp.access.Authenticator;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Identity;
import org.lastgasp.access.Role;

/**
 * The head of a request to the admin listener as a target of a fuzzer: the path with its query, and
 * the cookies. Each request is answered, none as a fault of ours, and none does what its sender may
 * not.
 */
public final class HttpTarget {
  /** Stands in a corpus for the cookie's value of the one session. */
  public static final String SESSION = "{session}";

  private static final long PATIENCE_SECONDS = 120; // the first one loads every class
  private static final String TOKEN = "sesame";
  private static final Authenticator AUTHENTICATOR = authenticator();
  private static final String COOKIE = AUTHENTICATOR.logIn(TOKEN).orElseThrow().cookie();
  private static final LocalConnector LINE = open();

  private HttpTarget() {}

  private enum Colour {
    RED,
    DARK_BLUE
  }

  private static Authenticator authenticator() {
    Identities.Entry vera =
        new Identities.Entry(
            new Identity(
                "vera", Role.VIEWER, new Identity.Scope.Of(Set.of(20)), Identity.Kind.ORDINARY),
            Optional.of(Identities.hash(TOKEN)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new Authenticator(
        new Authenticator.Settings(
            Optional.of(new Identities(List.of(vera))), Optional.empty(), Optional.empty(), false),
        InstantSource.fixed(Instant.parse("2030-01-15T10:00:00Z")));
  }

  private static LocalConnector open() {
    RouteTable table =
        new RouteTable()
            .get("/hub/{id}", Role.VIEWER, HttpTarget::read)
            .post("/mine", Role.VIEWER, (request, response) -> response.status(298).send("mine"))
            .post(
                "/switch", Role.ADMINISTRATOR,
                (request, response) -> response.status(299).send("the switch"));
    Server server = new Server();
    LocalConnector line =
        new LocalConnector(server, new HttpConnectionFactory(HttpListener.protocol()));
    server.addConnector(line);
    server.setErrorHandler(new BadRequestHandler());
    server.setHandler(
        new Router(
            table, List.of(new CrossSiteFilter(List.of()), new AccessFilter(AUTHENTICATOR))));
    try {
      server.start();
    } catch (Exception impossible) {
      throw new IllegalStateException("a listener without a port", impossible);
    }
    return line;
  }

  private static void read(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    var unused =
        List.of(
            query.eui("hub"), query.instant("from"), query.choice("colour", Colour.values()),
            query.number("limit", 50, 1, 1_000), query.number("after", 0), query.flag("all"),
            query.text("text"));
    query.check();
    response.header("Who", request.by()).send(request.parameter("id"));
  }

  /** A path and query, asked for by a viewer and then posted to by him. */
  public static void target(byte[] bytes) {
    String path = line(bytes);
    String token = "Authorization: Bearer " + TOKEN + "\r\n";
    int read = status("GET " + path, token);
    int nobodys = status("GET " + path, "");
    if (nobodys < 300 || (read < 300 && nobodys != 401)) {
      throw new AssertionError("without an identity " + nobodys + ", with one " + read);
    }
    if (status("POST " + path, token + "Content-Length: 0\r\n") == 299) {
      throw new AssertionError("a viewer changed something");
    }
  }

  /** A cookie field: it proves a session only if it has the session's secret. */
  public static void cookie(byte[] bytes) {
    String field = "Cookie: " + line(bytes).replace(SESSION, COOKIE) + "\r\n";
    int read = status("GET /hub/1", field);
    if (read < 300 && !field.contains(COOKIE)) {
      throw new AssertionError("a session without its secret");
    }
    if (status("POST /mine", field + "Content-Length: 0\r\n") < 300) {
      throw new AssertionError("a change without the secret of a page");
    }
  }

  private static String line(byte[] bytes) {
    return new String(bytes, ISO_8859_1).replaceAll("[\r\n]", "");
  }

  private static int status(String request, String fields) {
    String text =
        request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + fields + "\r\n";
    try {
      ByteBuffer answer =
          LINE.getResponse(
              ByteBuffer.wrap(text.getBytes(ISO_8859_1)), PATIENCE_SECONDS, TimeUnit.SECONDS);
      String head = answer == null ? "" : ISO_8859_1.decode(answer).toString();
      if (!head.matches("(?s)HTTP/1.1 ([2-4]..|505)[ \r].*")) { // 505: of another HTTP
        throw new AssertionError("answered '" + head + "'");
      }
      return Integer.parseInt(head.substring(9, 12));
    } catch (Exception broken) {
      throw new AssertionError("no answer", broken);
    }
  }
}
