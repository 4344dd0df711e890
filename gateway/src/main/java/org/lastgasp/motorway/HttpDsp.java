package org.lastgasp.motorway;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.lastgasp.client.Answer;
import org.lastgasp.client.HttpCaller;
import org.lastgasp.client.HttpCaller.CallFailed;

/**
 * The line to the DSP over HTTP/1.1. Safe for any number of threads; connections are reused, and
 * redirects are answers like any other.
 */
public final class HttpDsp implements Dsp, AutoCloseable {
  /**
   * Headers that belong to one connection, or that the client sets itself; a secret of ours; and
   * what would let the
   * DSP pack its answer, which could then not be read for a refusal.
   */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
          "transfer-encoding", "upgrade", "host", "content-length", "expect", "date",
          "http2-settings", "accept-encoding", "proxy-connection", "x-lastgasp-proxy-secret");

  private static final int LONGEST_ANSWER = 20 << 20; // bytes: an answer carries no image
  private static final Duration CHECKED_AFTER = Duration.ofMillis(100);

  private final HttpCaller caller;
  private final URI url;

  /**
   * A line to one DSP.
   *
   * @param url what the paths of the DUIS listener are appended to
   * @param timeout real time until an answer is given up; under three minutes, so that an outage
   *     the activation causes cannot be reported before
   * @param tls for https, asked at each connection; empty: what the platform trusts
   */
  public HttpDsp(URI url, Duration timeout, Optional<Supplier<SSLContext>> tls) {
    this.url = url;
    this.caller = new HttpCaller(new HttpCaller.Settings(timeout, CHECKED_AFTER, tls));
  }

  @Override
  public Outcome post(String path, Map<String, List<String>> headers, byte[] body) {
    try {
      return caller.post(url, base() + path, ofTheMessage(headers), body, HttpDsp::answered);
    } catch (CallFailed failed) {
      return switch (failed.why()) {
        case LATE ->
            new Outcome.Silent(
                "timeout", "no whole answer of " + url + ": " + failed.getMessage());
        case STOPPED -> new Outcome.Silent("stopped", "the gateway stops");
        case BROKEN ->
            new Outcome.Silent(
                "unreachable", "no answer of " + url + ": " + failed.getMessage());
      };
    }
  }

  private static Outcome answered(Answer answer) throws IOException {
    byte[] body = answer.body(LONGEST_ANSWER + 1);
    if (body.length > LONGEST_ANSWER) {
      throw new IOException("an answer of more than " + LONGEST_ANSWER + " bytes");
    }
    return new Outcome.Answered(answer.status(), ofTheMessage(answer.fields()), body);
  }

  private String base() {
    String path = url.getRawPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /**
   * The headers that belong to the message rather than to a connection, in lower case. A connection
   * has more of them than are known here: it names them (RFC 9110, section 7.6.1).
   */
  static Map<String, List<String>> ofTheMessage(Map<String, List<String>> headers) {
    Set<String> named = new HashSet<>();
    headers.forEach(
        (name, values) -> {
          if (name.equalsIgnoreCase("connection")) {
            values.forEach(value -> named.addAll(tokens(value)));
          }
        });
    Map<String, List<String>> kept = new TreeMap<>();
    headers.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!OF_THE_CONNECTION.contains(lower) && !named.contains(lower)) {
            kept.computeIfAbsent(lower, unused -> new ArrayList<>()).addAll(values);
          }
        });
    return kept;
  }

  private static List<String> tokens(String value) {
    return Arrays.stream(value.split(","))
        .map(token -> token.strip().toLowerCase(Locale.ROOT))
        .toList();
  }

  @Override
  public void close() {
    caller.close();
  }
}
