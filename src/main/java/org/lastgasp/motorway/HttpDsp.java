package org.lastgasp.motorway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The line to the DSP over HTTP/1.1. Safe for any number of threads; connections are reused, and
 * redirects are answers like any other.
 */
public final class HttpDsp implements Dsp, AutoCloseable {
  /**
   * Headers that belong to one connection, or that the client sets itself; and what would let the
   * DSP pack its answer, which could then not be read for a refusal.
   */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
          "transfer-encoding", "upgrade", "host", "content-length", "expect", "date",
          "http2-settings", "accept-encoding");

  private static final Logger LOG = LoggerFactory.getLogger(HttpDsp.class);
  private static final long LONGEST_ANSWER = 20L << 20; // bytes: an answer carries no image

  private final HttpClient client;
  private final URI url;
  private final Duration timeout;

  /**
   * A line to one DSP.
   *
   * @param url what the paths of the DUIS listener are appended to
   * @param timeout real time until an answer is given up; under three minutes, so that an outage
   *     the activation causes cannot be reported before
   */
  public HttpDsp(URI url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public Outcome post(String path, Map<String, List<String>> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(withoutSlash() + path))
            .timeout(timeout)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    ofTheMessage(headers)
        .forEach((name, values) -> values.forEach(value -> add(request, name, value)));
    return outcome(
        client.sendAsync(
            request.build(),
            BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER)));
  }

  /** The client's own time limit ends with the head of an answer: this one bounds all of it. */
  private Outcome outcome(CompletableFuture<HttpResponse<byte[]>> answer) {
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Outcome.Answered(
          response.statusCode(), ofTheMessage(response.headers().map()), response.body());
    } catch (TimeoutException late) {
      answer.cancel(true);
      return new Outcome.Silent("timeout", "no whole answer of " + url + " in " + timeout);
    } catch (ExecutionException failed) {
      return switch (failed.getCause()) {
        case HttpTimeoutException late ->
            new Outcome.Silent("timeout", "no answer of " + url + " in " + timeout);
        case Error mistake -> throw mistake;
        case null, default ->
            new Outcome.Silent("unreachable", "no answer of " + url + ": " + failed.getCause());
      };
    } catch (InterruptedException stopping) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new Outcome.Silent("stopped", "the gateway stops");
    }
  }

  /** What cannot be written into a header again is left behind: the document goes on. */
  private static void add(HttpRequest.Builder request, String name, String value) {
    try {
      request.header(name, value);
    } catch (IllegalArgumentException noHeader) {
      LOG.debug("event=header-left-behind name={}", name, noHeader);
    }
  }

  private String withoutSlash() {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** The headers that belong to the message rather than to a connection, in lower case. */
  static Map<String, List<String>> ofTheMessage(Map<String, List<String>> headers) {
    Map<String, List<String>> kept = new TreeMap<>();
    headers.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!OF_THE_CONNECTION.contains(lower) && !lower.startsWith(":")) {
            kept.put(lower, values);
          }
        });
    return kept;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
