package org.lastgasp.sim;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** The line to the gateway's DUIS listener. Safe for any number of threads. */
final class Line implements AutoCloseable {
  /** Nobody answered. */
  static final int BROKEN = -1;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI gateway;
  private final WorldClock clock;

  Line(URI gateway, WorldClock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /** What came back; sent after {@code from}, answered before {@code to}. */
  record Answer(int status, byte[] body, Instant from, Instant to) {}

  /** Posts a document and waits for the answer. */
  Answer post(String path, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    Instant from = clock.instant();
    try {
      HttpResponse<byte[]> answer =
          client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), answer.body(), from, clock.instant());
    } catch (IOException broken) {
      return new Answer(BROKEN, new byte[0], from, clock.instant());
    }
  }

  /** What bytes are told apart by: their SHA-256, 64 lower-case hexadecimal digits. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException("no SHA-256 in this Java", everyJavaHasIt);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
