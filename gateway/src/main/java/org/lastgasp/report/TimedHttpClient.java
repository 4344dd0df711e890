package org.lastgasp.report;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An HTTP client whose time limit covers the whole request and response. */
record TimedHttpClient(HttpClient http, InstantSource clock, Duration patience) {
  /** The status codes of transient failures, after which a request may be retried. */
  static final Set<Integer> PASSING = Set.of(408, 423, 429, 500, 502, 503, 504, 509);

  private static final int LONGEST_ANSWER = 1 << 20; // 1 MiB, a few thousand libraries

  HttpResponse<byte[]> ask(HttpRequest request) throws IOException {
    return ask(
        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER), patience);
  }

  <T> HttpResponse<T> ask(HttpRequest request, BodyHandler<T> body, Duration within)
      throws IOException {
    CompletableFuture<HttpResponse<T>> answer = http.sendAsync(request, body);
    try {
      return answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      answer.cancel(true);
      throw new HttpTimeoutException("no answer in " + within.toSeconds() + " s");
    } catch (ExecutionException failed) {
      Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
      throw new IOException(SftpConnection.reason(cause), cause);
    } catch (InterruptedException stopped) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(stopped);
    }
  }

  /** The time limit for a body of this length in bytes, at a minimum rate of 100 kB/s. */
  Duration readingTime(long length) {
    return patience.plusSeconds(length / 100_000);
  }

  /** The Retry-After: seconds or an HTTP date (RFC 9110, section 10.2.3); empty if neither. */
  Optional<Duration> retryAfter(List<String> headers) {
    if (headers.isEmpty()) {
      return Optional.empty();
    }
    String after = headers.getFirst().strip();
    try {
      if (after.matches("\\d{1,9}")) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(after)));
      }
      ZonedDateTime date = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration until = Duration.between(clock.instant(), date.toInstant());
      return Optional.of(until.isNegative() ? Duration.ZERO : until);
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }
}
