package org.lastgasp.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.lastgasp.access.AdminToken;
import org.lastgasp.config.Address;
import org.lastgasp.config.Config;
import org.lastgasp.files.ErrorText;
import org.lastgasp.tls.TlsContexts;

/** A client of a gateway's admin listener. Safe for any number of threads. */
public final class GatewayClient {
  private static final Duration CONNECTING = Duration.ofSeconds(5);
  private static final Duration READING = Duration.ofSeconds(30);

  /** An import of a whole country takes minutes. */
  private static final Duration CHANGING = Duration.ofHours(1);

  private final HttpClient client;
  private final URI url;
  private final Optional<String> token;

  /** Of the gateway at this address, with the token if there is one. */
  public GatewayClient(URI url, Optional<String> token) {
    this(url, token, Optional.empty());
  }

  /**
   * Of the gateway at this address, with the token if there is one.
   *
   * @param tls for https; empty: what the platform trusts
   */
  public GatewayClient(URI url, Optional<String> token, Optional<SSLContext> tls) {
    this.url = url;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NEVER);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /**
   * A client of the gateway that runs on this machine with this configuration; over TLS it accepts
   * exactly the certificate that is configured.
   */
  public static GatewayClient of(Config config, Console console) {
    Path data = config.journal().path().resolveSibling("");
    try {
      return new GatewayClient(
          admin(config),
          console.variable("LASTGASP_TOKEN").or(() -> AdminToken.read(data)),
          config.tls().files().own().map(own -> TlsContexts.pinnedTo(own.certificate())));
    } catch (IllegalArgumentException unusable) {
      throw new CommandFailed(Exit.WRONG_CONFIGURATION, String.valueOf(unusable.getMessage()));
    }
  }

  /** Returns where this machine reaches the admin listener of a configuration. */
  static URI admin(Config config) {
    return reachable(config.scheme(), config.listen().admin());
  }

  /** Returns where this machine reaches a listener. */
  public static URI reachable(String scheme, Address listener) {
    boolean anywhere = listener.host().equals("0.0.0.0") || listener.host().equals("::");
    return URI.create(
        scheme + "://" + (anywhere ? new Address("127.0.0.1", listener.port()) : listener));
  }

  /** An answer of the gateway. */
  public sealed interface Answer {

    /** An answer that says that it was done. */
    record Done(JsonNode body) implements Answer {
      /** The record that the body is. */
      public <T> T as(Class<T> type) {
        return record(body, type);
      }
    }

    /**
     * An answer that says that it was refused.
     *
     * @param problem the problem document, or nothing if there was none
     */
    record Refused(int status, JsonNode problem) implements Answer {

      /** The record that the problem is. */
      <T> T as(Class<T> type) {
        return record(problem, type);
      }

      /** The problem in one line. */
      public String text() {
        String title = problem.path("title").asText("HTTP status " + status);
        String detail = problem.path("detail").asText("");
        return detail.isEmpty() || detail.equals(title) ? title : title + ": " + detail;
      }
    }

    /** The absence of an answer: nobody is there, or it was lost on its way. */
    record Silent(String why, Effect effect) implements Answer {}

    /** What a request without an answer may have changed. */
    enum Effect {
      /** Nothing: it changes nothing, or did not reach the gateway. */
      NONE,
      /** What it asked for, or nothing. */
      UNKNOWN
    }
  }

  private static <T> T record(JsonNode body, Class<T> type) {
    try {
      return CliJson.MAPPER.treeToValue(body, type);
    } catch (JsonProcessingException other) {
      throw new CommandFailed(
          Exit.FAILED,
          "the gateway's answer is not what was expected: " + other.getOriginalMessage(),
          "is it of another version? its own lastgasp understands it");
    }
  }

  /** Its address. */
  public URI url() {
    return url;
  }

  /** Asks for something; parameters without a value are left out. */
  public Answer get(String path, Map<String, String> parameters) {
    return send(request(path, parameters).timeout(READING).GET(), Answer.Effect.NONE);
  }

  /** Has something changed. */
  public Answer post(
      String path,
      Map<String, String> parameters,
      String type,
      HttpRequest.BodyPublisher body) {
    return post(path, parameters, Map.of("Content-Type", type), body);
  }

  /** The same, with fields of the head; the type of the body is one of them. */
  public Answer post(
      String path,
      Map<String, String> parameters,
      Map<String, String> head,
      HttpRequest.BodyPublisher body) {
    HttpRequest.Builder request = request(path, parameters).timeout(CHANGING);
    head.forEach(request::header);
    return send(request.POST(body), Answer.Effect.UNKNOWN);
  }

  /** What a person typed, without the space around it, as a part of a path. */
  static String segment(String typed) {
    return URLEncoder.encode(typed.strip(), StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path, Map<String, String> parameters) {
    StringBuilder query = new StringBuilder();
    parameters.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
            query.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
          }
        });
    String front = url.toString().replaceFirst("/+$", "");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(front + path + query))
            .header("Accept", "application/json, application/problem+json");
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    return request;
  }

  /**
   * Sends a request.
   *
   * @param lost the effect of the request if it was sent and its answer is lost
   */
  private Answer send(HttpRequest.Builder request, Answer.Effect lost) {
    if (url.getPort() == 0) {
      return unsent("it takes any free port: name the one it took with --url");
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      int status = response.statusCode();
      boolean done = status >= 200 && status < 300;
      JsonNode body = json(response.body());
      return done ? new Answer.Done(body) : new Answer.Refused(status, body);
    } catch (ConnectException nobody) {
      return unsent("connection refused");
    } catch (HttpConnectTimeoutException nobody) {
      return unsent("no connection in time");
    } catch (HttpTimeoutException late) {
      return new Answer.Silent("no answer in time", lost);
    } catch (SSLException broken) {
      if (isBeforeTheRequest(broken)) {
        throw notAsked(broken);
      }
      return new Answer.Silent("TLS: " + broken.getMessage(), lost);
    } catch (IOException broken) {
      return new Answer.Silent(ErrorText.of(broken), lost);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Answer.Silent("interrupted", lost);
    }
  }

  private static boolean isBeforeTheRequest(SSLException broken) {
    return broken instanceof SSLHandshakeException || isPlain(broken);
  }

  private static boolean isPlain(SSLException broken) {
    return String.valueOf(broken.getMessage()).contains("plaintext");
  }

  private CommandFailed notAsked(SSLException broken) {
    String said = url + " cannot be asked over TLS: ";
    if (isPlain(broken)) {
      return new CommandFailed(
          Exit.FAILED,
          said + "the other side does not speak TLS",
          "name it with http, or see that the port is the one of its admin listener");
    }
    boolean untrusted = false;
    for (Throwable each = broken; each != null && !untrusted; each = each.getCause()) {
      untrusted = each instanceof CertificateException;
    }
    return new CommandFailed(
        Exit.FAILED,
        said + broken.getMessage(),
        untrusted
            ? "name the authority of its certificate with --ca FILE or LASTGASP_CA, or its"
                + " configuration with --config FILE"
            : "see what TLS that listener asks for");
  }

  private static Answer.Silent unsent(String why) {
    return new Answer.Silent(why, Answer.Effect.NONE);
  }

  private static JsonNode json(String text) {
    try {
      return CliJson.MAPPER.readTree(text);
    } catch (JsonProcessingException somethingElse) {
      return MissingNode.getInstance();
    }
  }
}
