package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is a page for a browser, and a problem document for everybody else. */
class ProblemPagesTest {
  private static final String BROWSER = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private HttpResponse<String> get(String path, String accept) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + path))
            .header("Accept", accept)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new IllegalStateException(path, failed);
    }
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  @Test
  void anUnknownPathIsAPageForABrowserWithWhatItSaysAsText() {
    HttpResponse<String> answer = get("/%3Cscript%3Ehostile", BROWSER);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(type(answer)).startsWith("text/html");
    assertThat(answer.body())
        .contains("Not found", "&lt;script&gt;hostile")
        .doesNotContain("<script");
    assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
  }

  @Test
  void theSameIsADocumentForAProgram() {
    HttpResponse<String> answer = get("/nowhere", "*/*");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(type(answer)).isEqualTo("application/problem+json");
  }

  @Test
  void wrongParametersAndUnknownReportsArePagesToo() {
    assertThat(get("/todo?since=now", BROWSER).body()).contains("Wrong parameters", "<h1>");
    HttpResponse<String> report = get("/api/v1/reports/7/file", BROWSER);
    assertThat(report.statusCode()).isEqualTo(404);
    assertThat(type(report)).startsWith("text/html");
  }

  @Test
  void anUnknownIdIsAStoryThatSaysSo() {
    HttpResponse<String> answer = get("/story?id=nobody", BROWSER);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("Nothing is known of nobody", "aria-label=\"Pages\"");
    assertThat(get("/story?id=" + "x".repeat(5_000), BROWSER).statusCode()).isEqualTo(404);
  }

  @Test
  void anOrderWithoutATokenIsRefusedOnAPage() throws Exception {
    HttpRequest order =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + "/changes"))
            .header("Accept", BROWSER)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("order=switch&to=off&reason=x&confirmed=yes"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(order, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(type(answer)).startsWith("text/html");
      assertThat(answer.body()).contains("href=\"/login\"");
    }
    assertThat(operator.text("/api/v1/switch")).contains("enforce");
  }
}
