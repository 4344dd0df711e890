package org.lastgasp.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A client of the gateway's DUIS listener. Safe for any number of threads. */
final class DuisClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4); // above any dsp.timeout

  private static final String FROM_DSP = "/receive";

  private final HttpClient dsp;
  private final HttpClient user;
  private final URI gateway;

  /** One that is the DSP where the DSP sends, else a Service User. */
  DuisClient(URI gateway, PartyTls tls) {
    this.gateway = gateway;
    this.dsp = client(tls.dsp());
    this.user = client(tls.user());
  }

  private static HttpClient client(Optional<SSLContext> tls) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    tls.ifPresent(builder::sslContext);
    return builder.build();
  }

  /** An answer; status 0 is none, with the fault as its body. */
  record Answer(int status, byte[] body) {}

  /** Posts a document. */
  Answer post(String path, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve(path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      HttpClient client = path.endsWith(FROM_DSP) ? dsp : user;
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException broken) {
      return new Answer(0, String.valueOf(broken).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    dsp.shutdownNow();
    user.shutdownNow();
  }
}
