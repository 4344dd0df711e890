package org.lastgasp.sim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.lastgasp.files.Sha256;
import org.lastgasp.id.Eui64;

/** The line to the gateway's DUIS listener. Safe for any number of threads. */
final class GatewayConnection implements AutoCloseable {
  /** Nobody answered. */
  static final int BROKEN = -1;

  /** The path at which the DSP keeps silent at times; everything else is answered at once. */
  private static final String MAY_BE_SILENT = "/serviceS";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Map<Optional<SSLContext>, HttpClient> clients = new ConcurrentHashMap<>();
  private final Map<Object, Long> underWay = new ConcurrentHashMap<>();
  private final LongAccumulator slowest = new LongAccumulator(Long::max, 0);
  private final URI gateway;
  private final WorldClock clock;
  private final Function<Eui64, Optional<SSLContext>> identities;

  /**
   * A line to a gateway.
   *
   * @param identities what each party shows of itself, always the same; empty: without TLS
   */
  GatewayConnection(
      URI gateway, WorldClock clock, Function<Eui64, Optional<SSLContext>> identities) {
    this.gateway = gateway;
    this.clock = clock;
    this.identities = identities;
  }

  /**
   * An answer, sent after {@code from} and received before {@code to}; {@code took} is real time.
   */
  record Answer(int status, byte[] body, Instant from, Instant to, Duration took) {}

  /** Posts a document of a party and waits for the answer. */
  Answer post(Eui64 party, String path, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    boolean prompt = !path.endsWith(MAY_BE_SILENT);
    long begun = System.nanoTime();
    Object call = new Object();
    if (prompt) {
      underWay.put(call, begun);
    }
    Instant from = clock.instant();
    try {
      HttpResponse<byte[]> answer =
          client(party).send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(
          answer.statusCode(), answer.body(), from, clock.instant(), since(begun));
    } catch (IOException broken) {
      return new Answer(BROKEN, new byte[0], from, clock.instant(), since(begun));
    } finally {
      if (prompt) {
        underWay.remove(call);
        slowest.accumulate(System.nanoTime() - begun);
      }
    }
  }

  private HttpClient client(Eui64 party) {
    return clients.computeIfAbsent(identities.apply(party), GatewayConnection::client);
  }

  private static HttpClient client(Optional<SSLContext> tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10));
    tls.ifPresent(builder::sslContext);
    return builder.build();
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** The longest that any post took since this was last asked, or has taken so far. */
  Duration slowest() {
    long now = System.nanoTime();
    long waiting = underWay.values().stream().mapToLong(begun -> now - begun).max().orElse(0);
    return Duration.ofNanos(Math.max(waiting, slowest.getThenReset()));
  }

  /** Returns what bytes are told apart by: their SHA-256, 64 lower-case hexadecimal digits. */
  static String sha256(byte[] bytes) {
    return Sha256.of(bytes);
  }

  @Override
  public void close() {
    clients.values().forEach(HttpClient::shutdownNow);
  }
}
