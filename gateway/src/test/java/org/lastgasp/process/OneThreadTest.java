package org.lastgasp.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with one thread of the system's for all messages, as on a machine with one processor.
 * Whatever does not give it up stops every message.
 */
class OneThreadTest {
  private static final List<String> ONE_THREAD =
      List.of(
          "env",
          "JAVA_TOOL_OPTIONS=-Djdk.virtualThreadScheduler.parallelism=1"
              + " -Djdk.virtualThreadScheduler.maxPoolSize=1");

  @TempDir Path folder;

  /** The configuration is read from a pipe that says nothing: the system's thread stands still. */
  @Test
  void takesAlertsWhileAQuestionKeepsItsThread() throws Exception {
    try (Neighbours neighbours = new Neighbours(folder, 10);
        HttpClient operator = HttpClient.newHttpClient()) {
      Path configuration = neighbours.configure();
      List<String> text = Files.readAllLines(configuration);
      try (Program gateway = neighbours.ready(Program.serve(ONE_THREAD, configuration))) {
        makePipe(configuration);
        CompletableFuture<HttpResponse<String>> reload = reload(operator, gateway);
        try (OutputStream pipe = Files.newOutputStream(configuration)) { // once it is read
          for (int n = 1; n <= 20; n++) {
            byte[] alert = Mail.ad1(n % 10, Mail.SOUTHERN, n, Instant.EPOCH);
            var answer =
                neighbours.post(gateway.duisPort(), "receive", alert, Duration.ofSeconds(20));
            assertThat(answer.statusCode()).isEqualTo(204);
          }
          assertThat(reload).isNotDone();
          pipe.write(String.join("\n", text).getBytes());
        }
        assertThat(reload.join().statusCode()).as(reload.join().body()).isEqualTo(200);
      }
    }
  }

  private static void makePipe(Path path) throws IOException, InterruptedException {
    Files.delete(path);
    try {
      assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    } catch (IOException missing) {
      assumeTrue(false, "skipped: no mkfifo on this machine");
    }
  }

  private static CompletableFuture<HttpResponse<String>> reload(
      HttpClient operator, Program gateway) {
    URI uri = URI.create("http://127.0.0.1:" + gateway.adminPort() + "/api/v1/reload");
    var request = HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + gateway.token())
            .POST(HttpRequest.BodyPublishers.noBody()).build();
    return operator.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }
}
