package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Token;

/** What two operators order about one item of the work-list. */
class WorkListOrdersTest {
  private static final String CLAIM = "{\"note\":\"claimed\"}";
  private static final String GIVE_BACK = "{\"note\":\"given-back\"}";
  private static final String REASON = "{\"reason\":\"the customer called\"}";

  @TempDir Path folder;
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Operator operator;
  private long item;

  @BeforeEach
  void aSuspect() throws IOException {
    operator = new Operator(folder);
    StringBuilder people = new StringBuilder("identities:\n");
    for (String name : List.of("ann", "bob")) {
      tokens.put(name, Token.create());
      people
          .append("  - {name: ").append(name).append(", role: operator, token-sha256: ")
          .append(Identities.hash(tokens.get(name))).append("}\n");
    }
    operator.write("people.yaml", people.toString());
    operator.configure("identities: {file: people.yaml}\n");
    operator.begin();
    Town.await("the lists are in force", () -> !ask("status").contains("-missing"));
    operator.activated(1);
    operator.at("10:04:00");
    alert(1);
    operator.at("10:40:00");
    alert(2);
    Town.await("it is on the list", () -> ask("worklist").contains("\"suspect\""));
    item = Operator.parsed(ask("worklist")).at("/worklist/0/number").asLong();
  }

  @AfterEach
  void stop() {
    operator.close();
    client.shutdownNow();
  }

  private void alert(long number) {
    byte[] alert = Town.ad1(Town.HUB, number, operator.now.get());
    assertThat(
            operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert)
                .statusCode())
        .isEqualTo(204);
  }

  private HttpRequest.Builder request(String who, String path) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + path))
        .header("Authorization", "Bearer " + tokens.get(who));
  }

  private String ask(String what) {
    return sent(request("ann", "/api/v1/" + what)).join().body();
  }

  private CompletableFuture<HttpResponse<String>> sent(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> order(String who, String what, String body) {
    return sent(
        request(who, "/api/v1/worklist/" + item + "/" + what)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private String page() {
    return sent(request("bob", "/todo").header("Accept", "text/html")).join().body();
  }

  @Test
  void anItemThatSomebodyHasIsNotClaimedByAnother() {
    assertThat(order("ann", "note", CLAIM).join().statusCode()).isEqualTo(200);
    HttpResponse<String> second = order("bob", "note", CLAIM).join();
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(second.body()).contains("ann", "2030-01-15T10:40:00Z");
    assertThat(page()).contains("<b>Claimed</b> by <bdi>ann</bdi>");
    assertThat(order("ann", "note", CLAIM).join().statusCode()).isEqualTo(200);
    assertThat(order("bob", "note", GIVE_BACK).join().statusCode()).isEqualTo(200);
    assertThat(order("bob", "note", CLAIM).join().statusCode()).isEqualTo(200);
    assertThat(page()).contains("<b>Claimed</b> by <bdi>bob</bdi>");
  }

  @Test
  void aClaimStandsHoweverMuchIsWrittenBehindIt() {
    assertThat(order("ann", "note", CLAIM).join().statusCode()).isEqualTo(200);
    for (int i = 0; i < 60; i++) {
      String note = "{\"note\":\"note\",\"text\":\"call " + i + "\"}";
      assertThat(order("bob", "note", note).join().statusCode()).isEqualTo(200);
    }
    assertThat(order("bob", "note", CLAIM).join().statusCode()).isEqualTo(409);
    JsonNode listed = Operator.parsed(ask("worklist")).at("/worklist/0");
    assertThat(listed.at("/claimed/by").asText()).isEqualTo("ann");
    assertThat(listed.get("notes")).hasSize(50);
    assertThat(listed.at("/notes/49/text").asText()).isEqualTo("call 59");
  }

  @Test
  void ofTwoWhoClaimAnItemAtOnceOneHasIt() {
    for (int i = 0; i < 20; i++) {
      List<CompletableFuture<HttpResponse<String>>> both =
          List.of(order("ann", "note", CLAIM), order("bob", "note", CLAIM));
      assertThat(both.stream().map(each -> each.join().statusCode()))
          .containsExactlyInAnyOrder(200, 409);
      assertThat(order("ann", "note", GIVE_BACK).join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAlertIsReleasedOnceAndItsItemSaysSo() {
    assertThat(page()).contains("Release now");
    assertThat(order("ann", "release", REASON).join().statusCode()).isEqualTo(200);
    Town.await("it is delivered", () -> operator.town.atDistributor.size() == 2);
    HttpResponse<String> again = order("bob", "release", REASON).join();
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("was delivered late at 2030-01-15T10:40:00Z");
    assertThat(page()).contains("<b>Released</b> at 10:40:00").doesNotContain("Release now");
    assertThat(operator.town.atDistributor).hasSize(2);
  }

  @Test
  void anAlertThatCanNoLongerBeReleasedIsNotSaidToBeOnItsWay() {
    operator.at("2030-01-16T10:31:00Z");
    operator.gateway().sweep();
    HttpResponse<String> late = order("ann", "release", REASON).join();
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("tell its receiver by hand");
    assertThat(operator.town.atDistributor).hasSize(1);
  }
}
