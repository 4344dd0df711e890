package org.lastgasp.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.lastgasp.report.Target.SharePointSettings;

/**
 * A client of Microsoft Graph over HTTP. A transient failure (throttling, a server error, a broken
 * connection) is thrown as {@link TransferFailed}; other responses are returned. A refused token is
 * renewed once; if it is refused again, that is a {@link TransferFailed} too.
 */
final class GraphClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SharePointSettings settings;
  private final TimedHttpClient web;
  private final TokenProvider tokens;
  private final String base;

  GraphClient(SharePointSettings settings, TimedHttpClient web) {
    this.settings = settings;
    this.web = web;
    this.tokens = new TokenProvider(settings, web);
    this.base = settings.graph().toString().replaceFirst("/+$", "");
  }

  /** A response of Graph; its body is a missing node if it was not JSON. */
  record Answer(int status, JsonNode body) {
    boolean isGood() {
      return status >= 200 && status < 300;
    }

    /** {@code HTTP 403, accessDenied: …}, short enough for a line. */
    String said() {
      JsonNode error = body.path("error");
      String code = error.path("code").asText();
      String text = error.path("message").asText().replaceAll("[\\p{Cntrl}\\s]+", " ");
      String brief = text.length() <= 200 ? text : text.substring(0, 200) + "…";
      return "HTTP " + status + (code.isEmpty() ? "" : ", " + code)
          + (brief.isEmpty() ? "" : ": " + brief);
    }
  }

  /** The address of a path that begins with a slash. */
  URI at(String path) {
    return URI.create(base + path);
  }

  /** Returns true if the token may be sent to an address that a response names. */
  boolean isOurs(String address) {
    return address.startsWith(base + "/");
  }

  Answer get(String what, URI address) {
    return ask(what, HttpRequest.newBuilder(address).GET());
  }

  Answer send(String what, String method, URI address, String type, BodyPublisher body) {
    return ask(
        what, HttpRequest.newBuilder(address).method(method, body).header("Content-Type", type));
  }

  private Answer ask(String what, HttpRequest.Builder request) {
    Answer answer = bare(what, bearing(request, tokens.token()));
    if (answer.status() == 401) {
      answer = bare(what, bearing(request, tokens.renewed()));
    }
    if (answer.status() == 401) {
      throw new TransferFailed(
          "Graph refuses the token of " + settings.client() + " for " + what + " ("
              + answer.said() + "): see that the application still is in " + settings.tenant()
              + " and that an administrator consented to its permissions");
    }
    return answer;
  }

  private static HttpRequest bearing(HttpRequest.Builder request, String token) {
    return request.copy().setHeader("Authorization", "Bearer " + token).build();
  }

  /** Sends a request without adding a token, as for a pre-authenticated address. */
  Answer bare(String what, HttpRequest request) {
    try {
      HttpResponse<byte[]> response = web.ask(request);
      Answer answer = new Answer(response.statusCode(), json(response.body()));
      if (TimedHttpClient.PASSING.contains(answer.status())) {
        throw new TransferFailed(
            "Graph cannot do it now, " + what + " (" + answer.said() + "): it is tried again",
            web.retryAfter(response.headers().allValues("Retry-After")));
      }
      return answer;
    } catch (IOException broken) {
      throw new TransferFailed(
          "no answer from " + request.uri().getHost() + ", " + what + " ("
              + SftpConnection.reason(broken) + "): see whether it can be reached from here",
          broken);
    }
  }

  /** The SHA-256 of the content at an address of Graph, which may redirect to its storage. */
  String sha256(String what, URI address, long length) {
    try {
      HttpRequest asked = bearing(HttpRequest.newBuilder(address).GET(), tokens.token());
      HttpResponse<String> answer = read(asked, length);
      List<String> onward = answer.headers().allValues("Location");
      if (!onward.isEmpty()) {
        URI next = onward(what, address, onward.getFirst()); // not Graph itself: gets no token
        answer = read(HttpRequest.newBuilder(next).GET().build(), length);
      }
      if (answer.statusCode() != 200) {
        throw new TransferFailed(
            "Graph gives no hash of " + what + ", and will not let it be read back (HTTP "
                + answer.statusCode() + "): it is tried again");
      }
      return answer.body();
    } catch (IOException broken) {
      throw new TransferFailed(
          what
              + " did not come back whole ("
              + SftpConnection.reason(broken)
              + "): it is tried again",
          broken);
    }
  }

  /** The address to go to. It may be pre-authenticated, so no message shows it. */
  private static URI onward(String what, URI from, String location) {
    try {
      URI next = from.resolve(location);
      boolean asSafe =
          "https".equalsIgnoreCase(next.getScheme())
              || String.valueOf(from.getScheme()).equalsIgnoreCase(next.getScheme());
      if (next.getHost() != null && asSafe) {
        return next;
      }
    } catch (IllegalArgumentException notOne) {
      throw notAnAddress(what, from);
    }
    throw notAnAddress(what, from);
  }

  private static TransferFailed notAnAddress(String what, URI from) {
    return new TransferFailed(
        "Graph gives no hash of " + what + ", and the answer of " + from.getHost()
            + " sends on to what is no address, or has no TLS: it is tried again");
  }

  private HttpResponse<String> read(HttpRequest request, long length) throws IOException {
    return web.ask(request, Sha256Body.handler(), web.readingTime(length));
  }

  private static JsonNode json(byte[] body) {
    try {
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (IOException none) {
      return MissingNode.getInstance();
    }
  }
}
