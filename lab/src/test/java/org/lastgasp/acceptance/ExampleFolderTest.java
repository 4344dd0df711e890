package org.lastgasp.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.app.Gateway;
import org.lastgasp.cli.Verb;
import org.lastgasp.config.Config;
import org.lastgasp.config.ConfigReader;
import org.lastgasp.config.ConfigResult;
import org.lastgasp.delivery.DeliverySettings;

/** The folder that a newcomer starts from: what is in it works. */
class ExampleFolderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void itsMessagesAreSuppressedAndForwardedAsItsStepsSay() throws Exception {
    Path example = folder.resolve("example");
    assertThat(Verb.said("new", example)).contains("lastgasp serve --config " + example);
    try (Participants stubs = Participants.onFreePorts(InstantSource.system());
        Gateway gateway = started(example, stubs)) {
      String admin = "http://127.0.0.1:" + gateway.adminPort();
      while (!get(admin + "/-/ready").equals("200") || get(admin, "status").contains("-missing")) {
        LockSupport.parkNanos(20_000_000);
      }
      String duis = "http://127.0.0.1:" + gateway.duisPort() + "/api/v1/";
      assertThat(post(duis + "serviceS", example, "activation")).isEqualTo(200);
      assertThat(post(duis + "receive", example, "ad1")).isEqualTo(204);
      assertThat(post(duis + "receive", example, "ad1-of-another-hub")).isEqualTo(204);
      assertThat(post(duis + "receive", example, "response")).isEqualTo(204);
      assertThat(post(duis + "serviceS", example, "activation-tomorrow")).isEqualTo(200);
      assertThat(post(duis + "serviceS", example, "cancellation")).isEqualTo(200);
      JsonNode alerts = JSON.readTree(get(admin, "alerts")).path("alerts");
      assertThat(alerts.findValuesAsText("verdict")).containsExactly("suppressed", "forwarded");
      assertThat(alerts.findValuesAsText("reason"))
          .containsExactly("in-window", "hub-not-tracked");
      JsonNode windows = JSON.readTree(get(admin, "windows")).path("windows");
      assertThat(windows.findValuesAsText("state")).containsExactly("open", "cancelled");
    }
  }

  @Test
  void itsStepsCanBeTypedWhateverTheFolderIsCalled() {
    Path example = folder.resolve("Jane's example");
    String quoted = "'" + folder + "/Jane'\\''s example/lastgasp.yaml'";
    assertThat(Verb.said("new", example))
        .contains("  lastgasp stubs --config " + quoted, "  lastgasp serve --config " + quoted)
        .contains("--data-binary '@" + folder + "/Jane'\\''s example/messages/ad1.xml' http:");
    assertThat(Verb.said("new", example))
        .contains("lastgasp new '" + folder + "/Jane'\\''s example' --messages");
  }

  private static Gateway started(Path example, Participants stubs) throws IOException {
    Path file = example.resolve("lastgasp.yaml");
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replace("127.0.0.1:8079", "127.0.0.1:0")
            .replace("127.0.0.1:8080", "127.0.0.1:0")
            .replace("http://127.0.0.1:9079", stubs.dsp().toString())
            .replace("http://127.0.0.1:9081", stubs.user("x").resolve("/").toString()
                .replaceAll("/$", "")));
    Config config =
        switch (ConfigReader.read(Optional.of(file), Map.of())) {
          case ConfigResult.Loaded loaded -> {
            assertThat(loaded.warnings()).isEmpty();
            yield loaded.config();
          }
          case ConfigResult.Faulty faulty -> throw new AssertionError(faulty.faults());
        };
    return Gateway.start(
        config,
        InstantSource.system(),
        new Gateway.Options(
            Optional.empty(),
            () -> ConfigReader.read(Optional.of(file), Map.of()),
            DeliverySettings.USUAL));
  }

  private static int post(String url, Path example, String message) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/xml")
            .POST(
                HttpRequest.BodyPublishers.ofFile(
                    example.resolve("messages/" + message + ".xml")))
            .build();
    return client(request).statusCode();
  }

  private static String get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return String.valueOf(client(request).statusCode());
  }

  private static String get(String admin, String path) throws Exception {
    return client(HttpRequest.newBuilder(URI.create(admin + "/api/v1/" + path)).build()).body();
  }

  private static HttpResponse<String> client(HttpRequest request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void aFolderWithAnythingInItIsLeftAlone() throws IOException {
    Files.writeString(folder.resolve("mine"), "x");
    assertThat(Verb.said("new", folder)).contains("is not empty, so nothing was written");
    assertThat(Files.list(folder).map(file -> file.getFileName().toString()).toList())
        .isEqualTo(List.of("mine"));
  }

  @Test
  void newMessagesReplaceTheOldOnesAlone() throws IOException {
    Path example = folder.resolve("example");
    Verb.said("new", example);
    Files.writeString(example.resolve("guids.txt"), "# mine\n");
    byte[] before = Files.readAllBytes(example.resolve("messages/activation.xml"));
    assertThat(Verb.said("new", example, "--messages")).contains("wrote new messages");
    assertThat(Files.readAllBytes(example.resolve("messages/activation.xml"))).isNotEqualTo(before);
    assertThat(Files.readString(example.resolve("guids.txt"))).isEqualTo("# mine\n");
    assertThat(Verb.said("new", folder.resolve("none"), "--messages"))
        .contains("is no folder of an example");
  }
}
