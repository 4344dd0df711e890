package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Token;
import org.lastgasp.api.AdminServices;
import org.lastgasp.cli.Verb;

/** A running gateway lets nobody change anything who has not proven who he is. */
class AccessTest {
  private static final String OFF = "{\"to\":\"off\",\"reason\":\"a joke\",\"by\":\"eve\"}";

  @TempDir Path folder;
  private Operator operator;
  private HttpClient client;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void stop() {
    operator.close();
    client.shutdownNow();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private HttpRequest.Builder order(String path, String order) {
    return to(path).header("Content-Type", "application/json").POST(body(order));
  }

  @Test
  void anOrderOfNobodyIsRefused() throws Exception {
    operator.start("");
    assertThat(send(order("/api/v1/switch", OFF)).statusCode()).isEqualTo(401);
    HttpRequest.Builder list =
        to("/api/v1/guids?force=true").header("Content-Type", "text/csv").POST(body("# nobody\n"));
    assertThat(send(list).statusCode()).isEqualTo(401);
    assertThat(operator.get("switch").path("switch").asText()).isEqualTo("enforce");
  }

  @Test
  void whoGaveAnOrderIsWhoProvedItNotWhoItSays() {
    operator.start("");
    assertThat(operator.post("switch", OFF).status()).isEqualTo(200);
    assertThat(operator.get("changes?last=1").toString())
        .contains("admin.token")
        .doesNotContain("eve");
  }

  @Test
  void aTokenIsRevokedWithoutARestart() throws Exception {
    String jane = Token.create();
    String otto = Token.create();
    people(List.of(jane, otto));
    operator.start("identities: {file: people.yaml}\n");
    HttpRequest.Builder asked =
        to("/api/v1/switch").header("Authorization", "Bearer " + jane).GET();
    assertThat(send(asked).statusCode()).isEqualTo(200);
    people(List.of(otto));
    assertThat(operator.gateway().reload())
        .isEqualTo(new AdminServices.ReloadResult.Taken(List.of()));
    assertThat(send(asked).statusCode()).isEqualTo(401);
  }

  @Test
  void whoMayNotIsToldTheRoleAndWhoIsUnknownWhereItsTokenBelongs() {
    String jane = Token.create();
    people(List.of(jane));
    operator.start("identities: {file: people.yaml}\n");
    String url = "http://127.0.0.1:" + operator.gateway().adminPort();
    assertThat(Verb.heard(Optional.of(jane), "reload", "--url", url).err())
        .contains("this needs the role administrator; p")
        .doesNotContain("LASTGASP_TOKEN");
    assertThat(Verb.heard(Optional.empty(), "reload", "--url", url).err())
        .contains("LASTGASP_TOKEN", "token-file")
        .doesNotContain("admin.token");
  }

  private void people(List<String> tokens) {
    StringBuilder text = new StringBuilder("identities:\n");
    for (String token : tokens) {
      text.append("  - {name: p").append(text.length()).append(", role: operator, token-sha256: ")
          .append(Identities.hash(token)).append("}\n");
    }
    operator.write("people.yaml", text.toString());
  }

  @Test
  void aFileOfIdentitiesWithAFaultChangesNothing() throws Exception {
    String jane = Token.create();
    people(List.of(jane));
    operator.start("identities: {file: people.yaml}\n");
    operator.write("people.yaml", "identities: [{name: eve, role: administrator}]");
    assertThat(operator.gateway().reload())
        .isInstanceOfSatisfying(
            AdminServices.ReloadResult.Refused.class,
            refused ->
                assertThat(refused.faults()).singleElement().asString()
                    .contains("without a proof"));
    HttpRequest.Builder asked =
        to("/api/v1/switch").header("Authorization", "Bearer " + jane).GET();
    assertThat(send(asked).statusCode()).isEqualTo(200);
  }

  @Test
  void aBrowserLogsInAndOut() throws Exception {
    operator.start("");
    String token = operator.town.token().orElseThrow();
    HttpResponse<String> in = send(form("/login", token));
    assertThat(in.statusCode()).isEqualTo(303);
    String set = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(set).contains("HttpOnly", "Secure", "SameSite=Strict");
    String cookie = set.split(";", 2)[0];
    assertThat(send(to("/").header("Cookie", cookie).GET()).body()).contains("Suppressing");
    HttpRequest.Builder order = order("/api/v1/switch", OFF).header("Cookie", cookie);
    assertThat(send(order).statusCode()).as("without the page's secret").isEqualTo(403);
    assertThat(send(form("/logout", "").header("Cookie", cookie)).statusCode()).isEqualTo(303);
    assertThat(send(order).statusCode()).isEqualTo(401);
  }

  @Test
  void whoLogsInComesToThePageThatWasAskedForAndToNoOtherHost() throws Exception {
    String jane = Token.create();
    people(List.of(jane));
    operator.start("identities: {file: people.yaml}\n");
    String asked = "/alerts?verdict=suppressed&area=SO14";
    String login =
        send(to(asked).header("Accept", "text/html").GET())
            .headers().firstValue("Location").orElseThrow();
    assertThat(send(to(login).GET()).body())
        .contains("name=\"to\" value=\"" + asked.replace("&", "&amp;") + "\"");
    assertThat(cameTo(jane, asked)).isEqualTo(asked);
    for (String other :
        List.of("", "//evil.example/", "/\\evil.example", "https://evil.example", "/a\r\nX: y")) {
      assertThat(cameTo(jane, other)).as(other).isEqualTo("/");
    }
  }

  private String cameTo(String token, String page) throws Exception {
    String form =
        "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + "&to="
            + URLEncoder.encode(page, StandardCharsets.UTF_8);
    HttpRequest.Builder login =
        to("/login").header("Content-Type", "application/x-www-form-urlencoded").POST(body(form));
    return send(login).headers().firstValue("Location").orElseThrow();
  }

  @Test
  void aPageRunsNoScriptButOursAndFitsInNoFrame() throws Exception {
    operator.start("");
    for (String path : List.of("/", "/login")) {
      HttpResponse<String> page = send(to(path).GET());
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(page.body()).doesNotContain("<style", "style=", " onclick", "javascript:");
      assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }
  }

  @Test
  void aWrongTokenIsToldSoOnThePage() throws Exception {
    operator.start("");
    HttpResponse<String> answer = send(form("/login", "guessed"));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.body()).contains("wrong, expired or revoked").doesNotContain("guessed");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
  }

  private HttpRequest.Builder form(String path, String token) {
    return to(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(body("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)));
  }
}
