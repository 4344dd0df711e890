package org.lastgasp.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.helidon.common.tls.Tls;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webclient.api.HttpClientResponse;
import io.helidon.webclient.api.Proxy;
import io.helidon.webclient.http1.Http1Client;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.lastgasp.duis.Document;

/**
 * HTTP/1.1 over connections that are kept and used again. Redirects are not followed: they are
 * answers like any other.
 *
 * <p>To be called by virtual threads: the read timeout of a socket bounds neither a receiver that
 * does not read nor one that answers drop by drop, so a call that has had its time is interrupted,
 * which closes the socket of a virtual thread.
 */
final class HttpCourier implements Courier {
  private static final Header XML =
      HeaderValues.create(HeaderNames.CONTENT_TYPE, "application/xml");
  private static final int EXCERPT = 200;
  private static final int LONGEST_ANSWER = 64 << 10; // a longer one costs its connection
  private static final int KEPT_CONNECTIONS = 256; // per endpoint, above any in-flight
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private final Http1Client client;
  private final InstantSource clock;
  private final Duration timeout;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();

  HttpCourier(DeliverySettings settings, InstantSource clock, ScheduledExecutorService timer) {
    this.clock = clock;
    this.timeout = settings.requestTimeout();
    var builder =
        Http1Client.builder()
            .followRedirects(false)
            .sendExpectContinue(false)
            .proxy(Proxy.noProxy())
            .dnsResolver((host, lookup) -> named(host))
            .servicesDiscoverServices(false)
            .shareConnectionCache(false)
            .connectionCacheSize(KEPT_CONNECTIONS)
            .connectTimeout(
                timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
            .readTimeout(timeout);
    settings.tls().ifPresent(context -> builder.tls(Tls.builder().sslContext(context).build()));
    client = builder.build();
    long look = Math.max(1, timeout.toMillis() / 10);
    var _ = timer.scheduleWithFixedDelay(this::endOverdue, look, look, TimeUnit.MILLISECONDS);
  }

  /**
   * With the name as it is configured: of an address alone the client asks the name server for a
   * name, and would compare the certificate with that.
   */
  private static InetAddress named(String host) {
    try {
      return InetAddress.getByAddress(host, InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException unknown) {
      throw new UncheckedIOException("looking up " + host, unknown);
    }
  }

  @Override
  public Outcome post(URI endpoint, Document document) {
    Call call = new Call(Thread.currentThread(), System.nanoTime());
    calls.add(call);
    try (HttpClientResponse response =
        client.post().uri(endpoint).header(XML).submit(document.bytes())) {
      return outcome(response);
    } catch (IOException | RuntimeException brokenOnTheWay) {
      // The client throws many kinds; all mean that nobody knows whether it arrived.
      return new Outcome.Later(name(brokenOnTheWay, call), Optional.empty());
    } finally {
      calls.remove(call);
      call.end();
    }
  }

  private Outcome outcome(HttpClientResponse response) throws IOException {
    int status = response.status().code();
    String excerpt = excerpt(response);
    String answer = "HTTP " + status;
    if (status >= 200 && status < 300) {
      return new Outcome.Taken(answer);
    }
    if (status == 429 || status == 503) {
      Optional<String> after = response.headers().first(HeaderNames.RETRY_AFTER);
      return new Outcome.Later(answer, after.flatMap(this::duration));
    }
    if (status == 408 || status >= 500) {
      return new Outcome.Later(answer, Optional.empty());
    }
    return new Outcome.Refused(answer, status, excerpt);
  }

  /** Reads the answer to its end, so that the connection can be used again. */
  private static String excerpt(HttpClientResponse response) throws IOException {
    if (!response.entity().hasEntity()) {
      return "";
    }
    try (InputStream body = response.entity().inputStream()) {
      byte[] bytes = body.readNBytes(LONGEST_ANSWER);
      String text = new String(bytes, 0, Math.min(bytes.length, EXCERPT), UTF_8);
      return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
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
    } catch (DateTimeParseException neither) {
      return Optional.empty();
    }
  }

  private static String name(Exception broken, Call call) {
    if (call.interrupted) {
      return "timeout";
    }
    Throwable cause = broken;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause.getClass().getSimpleName();
  }

  private void endOverdue() {
    long now = System.nanoTime();
    for (Call call : calls) {
      if (now - call.began > timeout.toNanos()) {
        call.interrupt();
      }
    }
  }

  @Override
  public void close() {
    calls.forEach(Call::interrupt);
    client.closeResource();
  }

  /** One call under way; it is interrupted at most once, and never after its end. */
  private static final class Call {
    private final Thread thread;
    private final long began;
    private volatile boolean interrupted;
    private boolean ended;

    Call(Thread thread, long began) {
      this.thread = thread;
      this.began = began;
    }

    synchronized void interrupt() {
      if (!ended && !interrupted) {
        interrupted = true;
        thread.interrupt();
      }
    }

    synchronized void end() {
      ended = true;
      if (interrupted) {
        Thread.interrupted(); // ours, and spent
      }
    }
  }
}
