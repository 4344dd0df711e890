package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.HUB;
import static org.lastgasp.app.Town.METER;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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

  @BeforeEach
  void start() throws IOException {
    operator = new Operator(folder);
    operator.start("");
    described = operator.get("openapi.json");
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
          names(path.getValue()).forEach(name -> told.add(name.toUpperCase(java.util.Locale.ROOT)));
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

  private void check(String path, String url) {
    JsonNode schema =
        described.path("paths").path(path)
            .at("/get/responses/200/content/application~1json/schema");
    JsonNode answer = Operator.parsed(operator.text(url));
    assertThat(faults(answer, schema, url)).isEmpty();
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
    JsonNode schema =
        described.path("paths").path(path)
            .at("/post/responses/200/content/application~1json/schema");
    assertThat(faults(answer.body(), schema, url)).isEmpty();
  }

  @Test
  void everyProblemIsADocumentAsDescribed() {
    JsonNode problem = described.at("/components/schemas/Problem");
    for (String url :
        List.of("nothing", "alerts?limit=x", "explain/nobody", "inventory/x", "audit?from=x")) {
      JsonNode answer = operator.get(url);
      assertThat(faults(answer, problem, url)).isEmpty();
      assertThat(answer.path("detail").asText()).as(url).isNotBlank();
    }
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
    assertThat(new String(answer, java.nio.charset.StandardCharsets.UTF_8))
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

  /** What of a value is not as a schema says; a member that it does not name is a fault. */
  private List<String> faults(JsonNode value, JsonNode schema, String where) {
    List<String> faults = new ArrayList<>();
    if (schema.has("$ref")) {
      return faults(value, described.at(schema.path("$ref").asText().substring(1)), where);
    }
    if (schema.has("anyOf")) {
      boolean fits = false;
      for (JsonNode each : schema.path("anyOf")) {
        fits |= faults(value, each, where).isEmpty();
      }
      return fits ? faults : List.of(where + " fits none: " + value);
    }
    if (schema.isEmpty()) {
      return schema.isMissingNode() ? List.of(where + " is not described") : faults;
    }
    List<String> types = new ArrayList<>();
    schema.path("type").forEach(each -> types.add(each.asText()));
    if (types.isEmpty()) {
      types.add(schema.path("type").asText());
    }
    if (types.stream().noneMatch(type -> is(value, type))) {
      faults.add(where + " is no " + types + ": " + value);
    }
    for (JsonNode name : schema.path("required")) {
      if (value.isObject() && !value.has(name.asText())) {
        faults.add(where + " lacks " + name.asText());
      }
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      JsonNode of = schema.path("properties").path(member.getKey());
      JsonNode others = schema.path("additionalProperties");
      if (of.isMissingNode() && others.isBoolean()) {
        faults.add(where + " has the unknown member " + member.getKey());
      } else if (!of.isMissingNode() || others.isObject()) {
        faults.addAll(
            faults(
                member.getValue(),
                of.isMissingNode() ? others : of,
                where + "." + member.getKey()));
      }
    }
    for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
      faults.addAll(faults(item, schema.path("items"), where + "[]"));
    }
    return faults;
  }

  private static boolean is(JsonNode value, String type) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new AssertionError("an unknown type: " + type);
    };
  }
}
