package org.lastgasp.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * An HTTP client that posts over connections that are kept and reused. Safe for any number of
 * threads, virtual ones too: a call keeps its thread until it ends.
 *
 * <p>A call is never sent a second time. A kept connection that was unused for a while is looked at
 * before anything is written, and replaced if the other side has closed it. Once one was closed
 * earlier than that, every connection is looked at for the next {@code WARY}.
 */
public final class HttpCaller implements AutoCloseable {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofSeconds(30); // unused; gateways forget sooner
  private static final Duration WARY = Duration.ofMinutes(10);
  private static final int CONNECTIONS = 1 << 14; // to one system; calls are bounded elsewhere
  private static final int LONGEST_LINE = 64 << 10; // bytes of a head
  private static final int MOST_FIELDS = 500;
  private static final int MOST_EMPTY_LINES = 10; // before an answer

  private final Settings settings;
  private final HttpClientConnectionManager connections;
  private final CloseableHttpClient client;
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final Thread watch;
  private volatile boolean closed;
  private volatile long closedEarly = System.nanoTime() - WARY.toNanos(); // the last time

  /**
   * The settings of the calls.
   *
   * @param timeout from connecting to the end of the answer
   * @param checkedAfter a connection unused for longer is looked at before it is used, which takes
   *     a millisecond; zero: always
   * @param tls for https, asked at each connection; empty: what the platform trusts
   */
  public record Settings(
      Duration timeout, Duration checkedAfter, Optional<Supplier<SSLContext>> tls) {
    /** Every connection is looked at, and the platform trusted. */
    public static Settings of(Duration timeout) {
      return new Settings(timeout, Duration.ZERO, Optional.empty());
    }
  }

  /** A reader of an answer while its connection is open. */
  public interface Reading<T> {
    T of(Answer answer) throws IOException;
  }

  /** One that is open. */
  public HttpCaller(Settings settings) {
    this.settings = settings;
    this.connections = connections();
    this.client =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(timeout(settings.timeout()))
                    .setExpectContinueEnabled(false)
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableDefaultUserAgent()
            .build();
    this.watch = Thread.ofPlatform().name("http-timeouts").daemon().start(this::watch);
  }

  private HttpClientConnectionManager connections() {
    Duration limit = settings.timeout();
    Timeout connect = timeout(limit.compareTo(LONGEST_CONNECT) < 0 ? limit : LONGEST_CONNECT);
    ConnectionConfig usual = config(connect, settings.checkedAfter());
    ConnectionConfig wary = config(connect, Duration.ZERO);
    Http1Config lines =
        Http1Config.custom()
            .setMaxLineLength(LONGEST_LINE)
            .setMaxHeaderCount(MOST_FIELDS)
            .setMaxEmptyLineCount(MOST_EMPTY_LINES)
            .build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
        .setMaxConnPerRoute(CONNECTIONS)
        .setMaxConnTotal(CONNECTIONS)
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(lines)
                .charCodingConfig(CharCodingConfig.DEFAULT)
                .build())
        .setTlsSocketStrategy(new TlsAtFirstUse(settings.tls()))
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
        .setConnectionConfigResolver(
            route -> System.nanoTime() - closedEarly < WARY.toNanos() ? wary : usual)
        .build();
  }

  private ConnectionConfig config(Timeout connect, Duration checkedAfter) {
    return ConnectionConfig.custom()
        .setConnectTimeout(connect)
        .setSocketTimeout(Timeout.DISABLED) // a timer for each read; the watch ends what is late
        .setIdleTimeout(timeout(KEPT))
        .setValidateAfterInactivity(TimeValue.ofMilliseconds(checkedAfter.toMillis()))
        .build();
  }

  private static Timeout timeout(Duration length) {
    return Timeout.ofMilliseconds(Math.max(1, length.toMillis()));
  }

  /**
   * Posts, and waits for the answer.
   *
   * @param system its scheme, host and port
   * @param target path and query, written as they are
   * @param fields written as they are, besides Host, Connection and Content-Length
   * @throws CallFailed if there is no answer, or reading it failed
   */
  public <T> T post(
      URI system,
      String target,
      Map<String, List<String>> fields,
      byte[] body,
      Reading<T> reading)
      throws CallFailed {
    HttpUriRequestBase request = new HttpPost(system);
    request.setPath(target);
    fields.forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
    request.setEntity(new ByteArrayEntity(body, null));
    Call call = new Call(request, settings.timeout());
    calls.add(call);
    try {
      if (closed) {
        throw new IOException("closed");
      }
      try (ClassicHttpResponse response = client.executeOpen(host(system), request, null)) {
        return reading.of(new Answer(response, call));
      }
    } catch (IOException | IllegalStateException failed) {
      if (failed instanceof NoHttpResponseException || isReset(failed)) {
        closedEarly = System.nanoTime();
      }
      CallFailed.Why why = why(call, failed);
      throw new CallFailed(why, FailureText.of(why, failed, settings.timeout()), failed);
    } finally {
      calls.remove(call);
    }
  }

  private static boolean isReset(Exception failed) {
    return failed instanceof SocketException && !(failed instanceof ConnectException);
  }

  private static HttpHost host(URI system) {
    return new HttpHost(system.getScheme(), system.getHost(), system.getPort());
  }

  private CallFailed.Why why(Call call, Exception failed) {
    if (closed || Thread.currentThread().isInterrupted()) {
      return CallFailed.Why.STOPPED;
    }
    return call.isLate() || failed instanceof SocketTimeoutException
        ? CallFailed.Why.LATE
        : CallFailed.Why.BROKEN;
  }

  /** Ends calls that are late, silent ones and those whose answer comes drop by drop. */
  private void watch() {
    long look = Math.clamp(settings.timeout().toMillis() / 10, 1, 250);
    try {
      while (!closed) {
        Thread.sleep(look);
        long now = System.nanoTime();
        calls.forEach(call -> call.endIfLate(now));
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    closed = true;
    watch.interrupt();
    calls.forEach(Call::end);
    client.close(CloseMode.IMMEDIATE);
    connections.close(CloseMode.IMMEDIATE);
  }

  /** A call without an answer: nobody knows whether it arrived. Its message says why, in words. */
  public static final class CallFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final Why why;

    /** The reason of the failure. */
    public enum Why {
      /** It did not end in its time. */
      LATE,
      /** The connection could not be made, broke, or what came was no answer. */
      BROKEN,
      /** The caller was closed or interrupted. */
      STOPPED
    }

    CallFailed(Why why, String words, Exception cause) {
      super(words, cause);
      this.why = why;
    }

    /** Returns what became of it. */
    public Why why() {
      return why;
    }
  }
}
