package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.access.Identities;
import org.lastgasp.access.Role;
import org.lastgasp.access.Token;

/** Every route for every role: who may ask, and whose rows are in the answer. */
class AccessMatrixTest {
  /** The routes, with the least role that each needs; {@code -} if anybody may ask. */
  private static final String ROUTES =
      """
      GET  /-/healthy                        -
      GET  /-/ready                          -
      GET  /login                            -
      GET  /favicon.ico                      -
      GET  /                                 analyst
      GET  /metrics                          analyst
      GET  /api/v1/status                    analyst
      GET  /api/v1/windows                   viewer
      GET  /api/v1/blind                     viewer
      GET  /api/v1/switch                    analyst
      POST /api/v1/switch                    operator
      POST /api/v1/reload                    administrator
      GET  /api/v1/set-aside                 analyst
      POST /api/v1/set-aside/1/resend        operator
      GET  /api/v1/storm                     analyst
      POST /api/v1/storm                     operator
      GET  /api/v1/breaker                   analyst
      POST /api/v1/breaker                   operator
      GET  /api/v1/clock                     analyst
      POST /api/v1/clock                     administrator
      GET  /api/v1/alerts                    viewer
      GET  /api/v1/audit                     analyst
      GET  /api/v1/campaigns                 analyst
      GET  /api/v1/explain/2012345678903     viewer
      GET  /api/v1/support/2012345678903     analyst
      GET  /api/v1/changes                   analyst
      GET  /api/v1/reports                   analyst
      POST /api/v1/reports/build             operator
      POST /api/v1/reports/pass              administrator
      POST /api/v1/reports/send              operator
      GET  /api/v1/reconcile                 analyst
      GET  /api/v1/worklist                  viewer
      POST /api/v1/worklist/1/resolve        operator
      POST /api/v1/guids                     administrator
      POST /api/v1/inventory                 administrator
      GET  /api/v1/inventory/00-DB-12-34-56-78-90-A0  analyst
      """;

  private static final List<String> ROLES =
      List.of("nobody", "viewer", "foreign", "analyst", "operator", "administrator");

  @TempDir Path folder;
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private Operator operator;
  private HttpClient client;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    StringBuilder people = new StringBuilder("identities:\n");
    add(people, "viewer", Role.VIEWER, ", distributors: [17, 20]");
    add(people, "foreign", Role.VIEWER, ", distributors: [17, 21]");
    add(people, "analyst", Role.ANALYST, "");
    add(people, "operator", Role.OPERATOR, "");
    add(people, "administrator", Role.ADMINISTRATOR, "");
    operator.write("people.yaml", people.toString());
    operator.configure("identities: {file: people.yaml}\n");
    operator.begin();
    Town.await("the lists are in force", () -> !ask("analyst", "status").contains("-missing"));
  }

  private void add(StringBuilder people, String name, Role role, String more) {
    String token = Token.create();
    tokens.put(name, token);
    people
        .append("  - {name: ").append(name).append(", role: ").append(role.code()).append(more)
        .append(", token-sha256: ").append(Identities.hash(token)).append("}\n");
  }

  @AfterEach
  void stop() {
    operator.close();
    client.shutdownNow();
  }

  private HttpResponse<String> send(String who, String method, String path) {
    boolean list = path.endsWith("/guids") || path.endsWith("/inventory");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", list ? "text/csv" : "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "?"));
    if (tokens.containsKey(who)) {
      request.header("Authorization", "Bearer " + tokens.get(who));
    }
    try {
      return client.send(
          request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(path, failed);
    }
  }

  private String ask(String who, String what) {
    return send(who, "GET", "/api/v1/" + what).body();
  }

  private static String expected(String who, String needed) {
    if (needed.equals("-")) {
      return "let in";
    }
    if (who.equals("nobody")) {
      return "401";
    }
    Role role =
        who.equals("foreign") ? Role.VIEWER : Role.valueOf(who.toUpperCase(java.util.Locale.ROOT));
    Role least = Role.valueOf(needed.toUpperCase(java.util.Locale.ROOT));
    return role.includes(least) ? "let in" : "403";
  }

  @Test
  void everyRouteAnswersEveryRoleAsTheTableSays() {
    Map<String, String> found = new TreeMap<>();
    Map<String, String> wanted = new TreeMap<>();
    for (String line : ROUTES.lines().toList()) {
      String[] route = line.split(" +");
      for (String who : ROLES) {
        int status = send(who, route[0], route[1]).statusCode();
        String cell = route[0] + " " + route[1] + " as " + who;
        found.put(cell, status == 401 || status == 403 ? String.valueOf(status) : "let in");
        wanted.put(cell, expected(who, route[2]));
      }
    }
    assertThat(found).isEqualTo(wanted);
  }

  @Test
  void theTableHasEveryRouteOfTheAdminListener() throws IOException {
    List<String> inTable = ROUTES.lines().map(line -> line.split(" +")[1]).toList();
    for (String each : AdminPaths.ofTheSources()) {
      String pattern = each.replaceAll("\\{[a-z]+}", "[^/]+");
      assertThat(inTable).as(each).anyMatch(path -> path.matches(pattern));
    }
  }

  private void anActivationAndAnAlert() {
    operator.activated(1);
    operator.at("10:04:00");
    byte[] alert = Town.ad1(Town.HUB, 1, operator.now.get());
    assertThat(
            operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert)
                .statusCode())
        .isEqualTo(204);
    operator.at("10:40:00");
    byte[] again = Town.ad1(Town.HUB, 2, operator.now.get());
    assertThat(
            operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", again)
                .statusCode())
        .isEqualTo(204);
  }

  @Test
  void aViewerSeesItsOwnRowsAndNoOthers() {
    anActivationAndAnAlert();
    String hub = Town.HUB.toString();
    for (String list : List.of("alerts", "worklist", "windows", "alerts?hub=" + hub)) {
      assertThat(ask("analyst", list)).as(list).contains(hub);
      assertThat(ask("viewer", list)).as(list).contains(hub);
      assertThat(ask("foreign", list)).as(list).doesNotContain(hub, Town.MPAN);
    }
    assertThat(ask("foreign", "alerts?distributor=20")).contains("\"alerts\":[]");
    assertThat(ask("viewer", "alerts?distributor=17")).contains("\"alerts\":[]");
    assertThat(ask("foreign", "worklist"))
        .as("no count of others")
        .contains("\"open\":null", "\"suspect\":null", "\"alerts\":null");
  }

  @Test
  void aViewerIsToldOfItsOwnBlindHubsOnly() {
    operator.activated(1);
    operator.at("10:04:00");
    assertThat(ask("viewer", "blind"))
        .contains(
            Town.HUB.toString(), "\"suppressing\":true", "\"until\":\"2030-01-15T10:30:00Z\"");
    assertThat(ask("foreign", "blind")).contains("\"blind\":[]");
    operator.at("10:30:00");
    assertThat(ask("viewer", "blind")).contains("\"blind\":[]");
  }

  @Test
  void anIdThatIsNotTheViewersIsAsUnknownAsOneThatIsNowhere() {
    anActivationAndAnAlert();
    for (String id : List.of(Town.HUB.toString(), Town.METER.toString(), Town.MPAN)) {
      assertThat(ask("viewer", "explain/" + id)).as(id).contains(Town.MPAN);
      String nowhere = id.length() == 13 ? "2112345678909" : "00-DB-00-00-00-00-99-99";
      HttpResponse<String> foreign = send("foreign", "GET", "/api/v1/explain/" + id);
      HttpResponse<String> unknown = send("foreign", "GET", "/api/v1/explain/" + nowhere);
      assertThat(foreign.statusCode()).as(id).isEqualTo(404);
      assertThat(unknown.statusCode()).as(id).isIn(404, 200);
      assertThat(foreign.body()).as(id).doesNotContain("suppressed", "E470");
    }
  }
}
