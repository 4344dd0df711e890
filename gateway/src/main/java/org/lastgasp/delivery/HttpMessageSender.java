package org.lastgasp.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.client.Answer;
import org.lastgasp.client.HttpCaller;
import org.lastgasp.client.HttpCaller.CallFailed;
import org.lastgasp.duis.Document;

/**
 * A sender that posts over HTTP/1.1 connections that are kept and reused. Redirects are not
 * followed: they are answers like any other. What counts is the head of an answer: a message is
 * taken once it says so, however the rest of it comes.
 */
final class HttpMessageSender implements MessageSender {
  private static final Map<String, List<String>> XML =
      Map.of("Content-Type", List.of("application/xml"));
  private static final int EXCERPT = 200;
  private static final int LONGEST_ANSWER = 64 << 10; // a longer one costs its connection
  private static final Duration REST = Duration.ofSeconds(2); // of an answer, behind its head
  private static final Duration CHECKED_AFTER = Duration.ofMillis(100);

  private final HttpCaller caller;
  private final InstantSource clock;

  HttpMessageSender(DeliverySettings settings, InstantSource clock) {
    this.clock = clock;
    this.caller =
        new HttpCaller(
            new HttpCaller.Settings(settings.requestTimeout(), CHECKED_AFTER, settings.tls()));
  }

  @Override
  public Outcome post(URI endpoint, Document document) {
    try {
      return caller.post(endpoint, target(endpoint), XML, document.bytes(), this::outcome);
    } catch (CallFailed nobodyKnowsWhetherItArrived) {
      return new Outcome.Later(
          String.valueOf(nobodyKnowsWhetherItArrived.getMessage()), Optional.empty());
    }
  }

  /** The part of a URL that goes into the request's first line. */
  private static String target(URI endpoint) {
    String path = endpoint.getRawPath().isEmpty() ? "/" : endpoint.getRawPath();
    return endpoint.getRawQuery() == null ? path : path + "?" + endpoint.getRawQuery();
  }

  private Outcome outcome(Answer response) {
    int status = response.status();
    response.hurry(REST);
    byte[] rest = rest(response);
    String answer = "HTTP " + status;
    if (status >= 200 && status < 300) {
      return new Outcome.Taken(answer);
    }
    if (status == 429 || status == 503) {
      return new Outcome.Later(answer, response.field("Retry-After").flatMap(this::duration));
    }
    if (status == 408 || status >= 500) {
      return new Outcome.Later(answer, Optional.empty());
    }
    return new Outcome.Refused(answer, status, excerpt(rest));
  }

  /** Reads the answer to its end, so that the connection can be used again. */
  private static byte[] rest(Answer response) {
    try {
      return response.body(LONGEST_ANSWER);
    } catch (IOException cutOff) {
      return new byte[0];
    }
  }

  private static String excerpt(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, EXCERPT), UTF_8);
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  /** Seconds or an HTTP date (RFC 9110, section 10.2.3); what is neither is not there. */
  private Optional<Duration> duration(String after) {
    try {
      if (after.matches("\\d{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(after)));
      }
      ZonedDateTime date = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration until = Duration.between(clock.instant(), date.toInstant());
      return Optional.of(until.isNegative() ? Duration.ZERO : until);
    } catch (DateTimeException neither) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    caller.close();
  }
}
