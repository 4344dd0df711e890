package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI description, compared with what a running gateway does. */
class OpenApiTest {
  private static final Set<String> FOR_PEOPLE = Set.of("/", "/login", "/favicon.ico");

  @TempDir Path folder;
  private Operator operator;
  private JsonNode described;
  private OpenApiDescription description;

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
    described = operator.get("openapi.json");
    description = new OpenApiDescription(described);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void everyPathThatIsNoPageIsDescribedAndNoOther() throws IOException {
    Set<String> wanted = new TreeSet<>(AdminPaths.ofTheSources());
    wanted.removeAll(FOR_PEOPLE);
    wanted.removeIf(path -> !path.startsWith("/api/") && !path.startsWith("/-/")
        && !path.equals("/metrics"));
    wanted.addAll(
        List.of("/api/v1/serviceT", "/api/v1/serviceS", "/api/v1/serviceD", "/api/v1/receive"));
    assertThat(new TreeSet<>(names(described.path("paths")))).isEqualTo(wanted);
  }

  @Test
  void everyMethodOfAPathIsDescribedAndNoOther() {
    described.path("paths").properties().forEach(
        path -> {
          if (path.getValue().has("servers")) {
            return; // those of the other listener
          }
          String url = path.getKey().replaceAll("\\{\\w+}", "1");
          String allowed =
              operator.town.send(operator.gateway().adminPort(), "DELETE", url)
                  .headers().firstValue("Allow").orElse("");
          Set<String> methods = new TreeSet<>(List.of(allowed.split(", ")));
          methods.remove("HEAD");
          Set<String> told = new TreeSet<>();
          names(path.getValue()).forEach(name -> told.add(name.toUpperCase(Locale.ROOT)));
          assertThat(told).as(path.getKey()).isEqualTo(methods);
        });
  }

  @Test
  void everyAnswerHasTheFieldsThatItsSchemaSaysAndNoOthers() {
    operator.activated(1);
    operator.at("10:04:00");
    operator.alerted();
    operator.at("10:50:00");
    operator.alerted();
    for (Map.Entry<String, String> each :
        Map.of(
                "/api/v1/explain/{id}", "/api/v1/explain/" + HUB,
                "/api/v1/support/{id}", "/api/v1/support/" + HUB,
                "/api/v1/inventory/{id}", "/api/v1/inventory/" + METER)
            .entrySet()) {
      check(each.getKey(), each.getValue());
    }
    described.path("paths").properties().stream()
        .filter(path -> path.getValue().has("get") && !path.getKey().contains("{"))
        .filter(
            path ->
                path.getValue().at("/get/responses/200/content").has("application/json"))
        .forEach(path -> check(path.getKey(), path.getKey()));
  }

  @Test
  void everyPathOfTheApiRefusesANameThatItDoesNotKnow() {
    described.path("paths").properties().stream()
        .filter(path -> path.getKey().startsWith("/api/") && !path.getValue().has("servers"))
        .forEach(
            path -> {
              String url = path.getKey().replaceAll("\\{\\w+}", "1") + "?frob=1";
              if (path.getValue().has("get")) {
                assertUnknown(asAdministrator(url), url);
              }
              if (path.getValue().has("post")) {
                assertUnknown(
                    operator.post(url.substring("/api/v1/".length()), "{\"to\":\"on\"}").body(),
                    url);
              }
            });
    assertUnknown(operator.post("storm", "{\"to\":\"on\",\"frob\":1}").body(), "an order");
  }

  private JsonNode asAdministrator(String url) {
    HttpRequest asked =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + url))
            .header("Authorization", "Bearer " + operator.town.token().orElseThrow())
            .build();
    return Operator.parsed(operator.town.text(operator.town.send(asked)));
  }

  private static void assertUnknown(JsonNode answer, String url) {
    assertThat(answer.path("status").asInt()).as(url).isEqualTo(400);
    assertThat(answer.path("detail").asText()).as(url).contains("'frob' is no ");
  }

  private void check(String path, String url) {
    JsonNode answer = Operator.parsed(operator.text(url));
    assertThat(description.faults(path, "get", 200, "application/json", answer)).as(url).isEmpty();
  }

  @Test
  void theAnswersToOrdersAreAsDescribed() {
    order("/api/v1/switch", "switch", "{\"to\":\"observe\",\"reason\":\"why\"}");
    order("/api/v1/storm", "storm", "{\"to\":\"on\",\"reason\":\"why\",\"region\":\"North\"}");
    order("/api/v1/reload", "reload", "");
    order("/api/v1/reports/send", "reports/send", "");
    order("/api/v1/guids", "guids?dry-run=true&force=true", METER + "\n");
    order("/api/v1/guids", "guids?force=true", METER + "\n");
  }

  private void order(String path, String url, String body) {
    Operator.Answer answer = operator.post(url, body);
    assertThat(answer.status()).as(url + " " + answer.body()).isEqualTo(200);
    assertThat(description.faults(path, "post", 200, "application/json", answer.body()))
        .as(url)
        .isEmpty();
  }

  /** Another's parser and another's validator: what they take, a client's generator takes. */
  @Test
  void anIndependentParserFindsNothingWrong() {
    assertThat(description.faultsOfTheDocument()).isEmpty();
    for (List<String> spoilt :
        List.of(
            List.of("\"responses\"", "\"answers\""),
            List.of("\"in\":\"query\"", "\"in\":\"nowhere\""),
            List.of("\"schemas\":{", "\"schemas\":{\"Wrong\":{\"type\":\"strong\"},"))) {
      String wrong = described.toString().replace(spoilt.getFirst(), spoilt.getLast());
      assertThat(new OpenApiDescription(Operator.parsed(wrong)).faultsOfTheDocument())
          .as(spoilt.toString())
          .isNotEmpty();
    }
  }

  @Test
  void anAnswerThatIsNotAsDescribedIsNoticed() {
    ObjectNode answer = (ObjectNode) operator.get("status");
    for (JsonNode spoilt :
        List.of(
            answer.deepCopy().without("sentence"),
            answer.deepCopy().put("weather", "fine"),
            answer.deepCopy().put("now", "soon"),
            answer.deepCopy().put("ready", "yes"))) {
      assertThat(description.faults("/api/v1/status", "get", 200, "application/json", spoilt))
          .hasSize(1);
    }
  }

  /** What a caller may do wrong anywhere: every answer to it is one that the path may give. */
  @Test
  void everyRefusalIsDescribedToo() {
    Set<String> met = new TreeSet<>();
    described.path("paths").properties().forEach(
        path ->
            path.getValue().properties().stream()
                .filter(each -> Set.of("get", "post").contains(each.getKey()))
                .forEach(each -> met.addAll(refused(path.getKey(), each.getKey()))));
    assertThat(met).contains("400", "401", "404", "413", "415", "421", "422");
  }

  private Set<String> refused(String path, String method) {
    Set<String> met = new TreeSet<>();
    boolean duis = described.path("paths").path(path).has("servers");
    int port = duis ? operator.gateway().duisPort() : operator.gateway().adminPort();
    String proof = "Authorization: Bearer " + operator.town.token().orElseThrow();
    String url = path.replaceAll("\\{\\w+}", "9");
    String json = "Content-Type: application/json";
    for (List<String> wrong :
        List.of(
            List.of("", "", proof),
            List.of("?limit=x&after=x", "{}", proof, json),
            List.of("", "{}", json),
            List.of("", "{}", "Authorization: Bearer wrong", json),
            List.of("", "[", proof, json),
            List.of("", "x,y\n", proof, "Content-Type: text/csv"),
            List.of("", "<x/>", proof, "Content-Type: text/plain"),
            List.of("", "{}", proof, json, "Origin: http://elsewhere.example"),
            List.of("", "x".repeat(100_000), proof, json),
            List.of("", "{}", proof, json, "Host: elsewhere.example"))) {
      met.add(answered(path, method, url, port, wrong));
    }
    return met;
  }

  private String answered(String path, String method, String url, int port, List<String> wrong) {
    String body = method.equals("get") ? "" : wrong.get(1);
    List<String> lines = new ArrayList<>(wrong.subList(2, wrong.size()));
    if (lines.stream().noneMatch(line -> line.startsWith("Host"))) {
      lines.add("Host: localhost");
    }
    lines.add("Content-Length: " + body.length());
    String request =
        method.toUpperCase(Locale.ROOT) + " " + url + wrong.getFirst() + " HTTP/1.1\r\n"
            + String.join("\r\n", lines) + "\r\n\r\n" + body;
    String answer;
    try (RawLine line = new RawLine(port)) {
      answer = line.say(request.getBytes(StandardCharsets.UTF_8)).answer();
    }
    String status = answer.split(" ", 3)[1];
    JsonNode told = described.path("paths").path(path).path(method).path("responses").path(status);
    assertThat(told.isMissingNode()).as(request + "\n" + answer).isFalse();
    String problem = "application/problem+json";
    int head = answer.indexOf("\r\n\r\n");
    if (answer.substring(0, head).contains(problem)) {
      JsonNode document = Operator.parsed(answer.substring(head + 4));
      assertThat(
              description.faults(path, method, Integer.parseInt(status), problem, document))
          .as(request + "\n" + answer)
          .isEmpty();
      assertThat(document.path("detail").asText()).as(request).isNotBlank();
      assertThat(document.path("status").asText()).as(request).isEqualTo(status);
    } else {
      assertThat(status).as(request + "\n" + answer).startsWith("2");
    }
    return status;
  }

  @Test
  void everyLimitOfAListIsRefusedIfItIsNoNumber() {
    described.path("paths").properties().stream()
        .filter(path -> path.getValue().at("/get/parameters").toString().contains("\"limit\""))
        .forEach(
            path ->
                assertThat(
                        operator.text(path.getKey().replaceAll("\\{\\w+}", "1") + "?limit=x"))
                    .as(path.getKey())
                    .contains("limit is from 1 to"));
  }

  @Test
  void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
    Set<String> used = new HashSet<>();
    for (JsonNode each : described.findValues("$ref")) {
      used.add(each.asText());
      assertThat(described.at(each.asText().substring(1)).isMissingNode())
          .as(each.asText())
          .isFalse();
    }
    for (String name : names(described.at("/components/schemas"))) {
      assertThat(used).contains("#/components/schemas/" + name);
    }
  }

  @Test
  void everyOperationHasANameOfItsOwnAndSaysWhoMayCallIt() {
    List<String> ids =
        described.findValues("operationId").stream().map(JsonNode::asText).toList();
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z]+(-[A-Za-z]+)+"));
    described.path("paths").properties().stream()
        .filter(path -> path.getKey().startsWith("/api/") && !path.getValue().has("servers"))
        .forEach(
            path ->
                path.getValue().forEach(
                    operation ->
                        assertThat(operation.path("x-role").asText())
                            .as(path.getKey())
                            .isIn("viewer", "analyst", "operator", "administrator")));
  }

  @Test
  void whatIsNotThereIsAnsweredWithWhatIs() {
    assertThat(operator.text("/nowhere")).contains("/api/v1/openapi.json");
    byte[] answer =
        operator.town.post(operator.gateway().duisPort(), "/duis", new byte[0]).body();
    assertThat(new String(answer, StandardCharsets.UTF_8))
        .contains("/api/v1/serviceS", "/api/v1/receive");
  }

  @Test
  void theGuideNamesEveryPathOfTheMessageListener() throws IOException {
    String guide =
        Files.readString(org.lastgasp.SourceTree.path("docs/interface.md"));
    for (String path :
        List.of("/api/v1/serviceT", "/api/v1/serviceS", "/api/v1/serviceD", "/api/v1/receive")) {
      assertThat(guide).contains(path);
    }
  }
}
