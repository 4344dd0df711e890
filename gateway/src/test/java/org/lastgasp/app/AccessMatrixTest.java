package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
      GET  /console.css                      -
      GET  /console.js                       -
      GET  /icon/suppressing.svg             -
      HEAD /api/v1/events                    viewer
      GET  /                                 viewer
      GET  /todo                             viewer
      GET  /alerts                           viewer
      GET  /alerts.csv                       viewer
      GET  /campaigns                        viewer
      GET  /campaigns/activations            viewer
      GET  /delivery                         viewer
      GET  /evidence                         viewer
      GET  /changes                          viewer
      POST /todo                             operator
      POST /changes                          operator
      GET  /story                            viewer
      GET  /story/pack                       viewer
      GET  /runbook                          viewer
      GET  /metrics                          analyst
      GET  /api/v1/status                    viewer
      GET  /api/v1/windows                   viewer
      GET  /api/v1/blind                     viewer
      GET  /api/v1/blind/hours               viewer
      GET  /api/v1/config                    analyst
      GET  /api/v1/delivery                  analyst
      GET  /api/v1/integrity                 analyst
      GET  /api/v1/log                       analyst
      GET  /api/v1/log/poa-suppression.jsonl operator
      GET  /api/v1/evidence/2012345678903    viewer
      GET  /api/v1/switch                    analyst
      POST /api/v1/switch                    operator
      POST /api/v1/reload                    administrator
      GET  /api/v1/openapi.json              viewer
      GET  /api/v1/dead-letters              analyst
      POST /api/v1/dead-letters/1/resend     operator
      POST /api/v1/dead-letters/1/drop       operator
      GET  /api/v1/storm                     analyst
      POST /api/v1/storm                     operator
      GET  /api/v1/breaker                   analyst
      POST /api/v1/breaker                   operator
      GET  /api/v1/clock                     analyst
      POST /api/v1/clock                     administrator
      GET  /api/v1/alerts                    viewer
      GET  /api/v1/audit                     analyst
      GET  /api/v1/campaigns                 viewer
      GET  /api/v1/campaigns/activations     viewer
      GET  /api/v1/explain/2012345678903     viewer
      GET  /api/v1/support/2012345678903     viewer
      GET  /api/v1/changes                   viewer
      GET  /api/v1/reports                   viewer
      GET  /api/v1/reports/1/file            viewer
      POST /api/v1/reports/build             operator
      POST /api/v1/reports/pass              administrator
      POST /api/v1/reports/send              operator
      GET  /api/v1/reconcile                 viewer
      GET  /api/v1/worklist                  viewer
      POST /api/v1/worklist/1/note           operator
      POST /api/v1/worklist/1/release        operator
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
    operator.configure(
        "identities: {file: people.yaml}\n"
            + "report: {scope: [consolidated, per-distributor], for-people: csv, digest: daily}\n");
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

  private static String expected(String who, String path, String needed) {
    if (who.equals("analyst") && (path.endsWith("/file") || path.contains("/evidence/"))) {
      return "403"; // a report names supply points, and so does a message as it came
    }
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
        wanted.put(cell, expected(who, route[1], route[2]));
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

  /** The questions about rows, by every way in which one can ask for them. */
  private static List<String> questions() {
    List<String> all = new ArrayList<>();
    ROUTES
        .lines()
        .map(line -> line.split(" +"))
        .filter(route -> route[0].equals("GET") && !route[2].equals("analyst"))
        .filter(route -> !route[1].equals("/favicon.ico"))
        .forEach(route -> all.add(route[1]));
    for (String filter :
        List.of("?hub=" + Town.HUB, "?distributor=20", "?distributor=unknown", "?limit=1")) {
      all.add("/api/v1/alerts" + filter);
    }
    all.add("/api/v1/windows?hub=" + Town.HUB);
    all.add("/api/v1/windows?meter=" + Town.METER);
    all.add("/api/v1/blind?distributor=20");
    all.add("/api/v1/worklist?distributor=20");
    all.add("/api/v1/changes?last=50");
    all.add("/api/v1/explain/" + Town.HUB);
    all.add("/api/v1/explain/" + Town.METER);
    all.add("/api/v1/evidence/" + Town.HUB);
    all.add("/api/v1/evidence/" + Town.METER);
    all.add("/api/v1/support/" + Town.HUB);
    all.add("/api/v1/support/" + Town.METER);
    for (int number = 1; number < 9; number++) {
      all.add("/api/v1/reports/" + number + "/file");
    }
    return all;
  }

  /** What somebody is told, without the instants, which pass by themselves. */
  private Map<String, String> told(String who) {
    Map<String, String> told = new TreeMap<>();
    for (String each : questions()) {
      HttpResponse<String> answer = send(who, "GET", each);
      String text =
          answer
              .body()
              .replaceAll("[0-9-]{10}[T ][0-9:.]+Z?", "T")
              .replaceAll("\\b[0-9]{2}:[0-9]{2}(:[0-9]{2})?\\b", "T"); // as pages write them
      told.put(each, answer.statusCode() + " " + text);
    }
    return told;
  }

  private void everythingHappens() {
    anActivationAndAnAlert();
    String settle =
        "http://127.0.0.1:" + operator.gateway().adminPort() + "/api/v1/";
    assertThat(
            order(
                settle + "storm",
                "{\"to\":\"on\",\"distributor\":20,\"reason\":\"wind\"}"))
        .isEqualTo(200);
    Town.await("reports can be built", () -> order(settle + "reports/build", "{}") == 200);
    Town.await(
        "the reports are built",
        () -> ask("viewer", "reports").matches("(?s)(?!.*planned).*log.*table-csv.*"));
  }

  private int order(String url, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + tokens.get("administrator"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(url, failed);
    }
  }

  /** Gives an order as the console's form does, confirmed. */
  private int byForm(String who, String order) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + operator.gateway().adminPort() + "/changes"))
            .header("Authorization", "Bearer " + tokens.get(who))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(order + "&confirmed=yes&reason=test"))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(order, failed);
    }
  }

  @Test
  void aFormGivesNoOrderThatItsSenderMayNotGive() {
    String before = ask("administrator", "changes");
    for (String order : List.of("order=reload", "order=clock")) {
      assertThat(byForm("operator", order)).as(order).isEqualTo(409);
    }
    for (String who : List.of("viewer", "foreign", "analyst")) {
      assertThat(byForm(who, "order=switch&to=off")).as(who).isEqualTo(403);
    }
    assertThat(ask("administrator", "changes")).isEqualTo(before);
    assertThat(byForm("administrator", "order=reload")).isEqualTo(303);
    assertThat(byForm("operator", "order=switch&to=observe")).isEqualTo(303);
    assertThat(ask("administrator", "changes")).contains("\"operator\"", "observe");
  }

  @Test
  void nothingThatConcernsOthersChangesWhatAViewerIsTold() {
    Map<String, String> before = told("foreign");
    Map<String, String> own = told("viewer");
    everythingHappens();
    assertThat(told("foreign")).isEqualTo(before);
    Map<String, String> after = told("viewer");
    for (String route :
        List.of("status", "windows", "alerts", "campaigns", "campaigns/activations",
            "explain/" + Town.HUB, "changes",
            "support/" + Town.HUB, "support/" + Town.MPAN, "evidence/" + Town.HUB, "reports",
            "reconcile", "worklist")) {
      assertThat(after.get("/api/v1/" + route)).as(route).isNotEqualTo(own.get("/api/v1/" + route));
    }
    assertThat(after.toString()).contains("wind", "table-csv", Town.MPAN);
  }

  @Test
  void aViewerTakesTheReportsOfItsOwnDistributorsOnly() {
    everythingHappens();
    String reports = ask("viewer", "reports");
    assertThat(reports).contains("\"scope\":\"20\"").doesNotContain("consolidated");
    assertThat(ask("foreign", "reports")).contains("\"reports\":[]");
    Matcher number =
        Pattern.compile("\"number\":(\\d+),\"name\":\"poa-report").matcher(reports);
    assertThat(number.find()).isTrue();
    String file = "/api/v1/reports/" + number.group(1) + "/file";
    assertThat(send("viewer", "GET", file).body()).startsWith("H,POASL").contains(Town.MPAN);
    assertThat(send("operator", "GET", file).body()).contains(Town.MPAN);
    assertThat(send("foreign", "GET", file).statusCode()).isEqualTo(404);
    assertThat(send("foreign", "GET", file).body().replaceAll("report \\d+", "report"))
        .isEqualTo(
            send("foreign", "GET", "/api/v1/reports/99999/file")
                .body()
                .replaceAll("report \\d+", "report"));
    assertThat(send("analyst", "GET", file).statusCode())
        .as("it names supply points")
        .isEqualTo(403);
    assertThat(send("analyst", "GET", "/evidence").body())
        .contains("reports, the last one first.")
        .doesNotContain("a name downloads it", "/file\"");
    assertThat(send("operator", "GET", "/evidence").body()).contains("a name downloads it", file);
  }

  @Test
  void anAnalystSeesNoSupplyPoints() {
    everythingHappens();
    for (String route : questions()) {
      String answer = send("analyst", "GET", route).body();
      String asked = route.substring(route.lastIndexOf('/') + 1);
      assertThat(answer.replace(asked, "")).as(route).doesNotContain(Town.MPAN);
    }
    assertThat(ask("analyst", "alerts")).contains("20xxxxxxxxxxx");
    assertThat(ask("operator", "alerts")).contains(Town.MPAN);
  }

  @Test
  void whoLookedUpWhatIsRecorded() throws IOException {
    everythingHappens();
    ask("viewer", "explain/" + Town.MPAN);
    ask("foreign", "explain/" + Town.MPAN);
    ask("operator", "windows?hub=" + Town.HUB);
    ask("operator", "windows");
    ask("nobody", "explain/" + Town.MPAN);
    Path file = folder.resolve("data/lookups/lookups-2030-01-15.jsonl");
    Town.await("it is written", () -> lines(file).size() == 3);
    assertThat(lines(file).getFirst())
        .contains(
            "\"who\":\"viewer\",\"role\":\"viewer\",\"from\":\"127.0.0.1\"",
            "\"asked\":\"/api/v1/explain/{id}\",\"about\":\"" + Town.MPAN + "\",\"status\":200");
    assertThat(lines(file).get(1)).contains("\"who\":\"foreign\"", "\"status\":404");
    assertThat(lines(file).getLast()).contains("\"about\":\"" + Town.HUB + "\"");
  }

  @Test
  void aLookUpIsAnsweredWhenItCannotBeRecorded() throws IOException {
    everythingHappens();
    Files.writeString(folder.resolve("data/lookups"), "in the way");
    assertThat(send("viewer", "GET", "/api/v1/explain/" + Town.MPAN).statusCode()).isEqualTo(200);
    Town.await("it is said", () -> ask("operator", "status").contains("lookups-not-written"));
    Files.delete(folder.resolve("data/lookups"));
    Path file = folder.resolve("data/lookups/lookups-2030-01-15.jsonl");
    Town.await("it is written later", () -> lines(file).size() == 1);
    assertThat(lines(file).getFirst()).contains("\"who\":\"viewer\"");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException failed) {
      throw new AssertionError("reading " + file, failed);
    }
  }

  @Test
  void anIdThatIsNotTheViewersIsAsUnknownAsOneThatIsNowhere() {
    anActivationAndAnAlert();
    for (String id : List.of(Town.HUB.toString(), Town.METER.toString(), Town.MPAN)) {
      assertThat(ask("viewer", "explain/" + id)).as(id).contains(Town.MPAN);
      String nowhere = id.length() == 13 ? "2112345678909" : "00-DB-00-00-00-00-99-99";
      for (String route : List.of("explain/", "support/", "windows?hub=", "alerts?hub=")) {
        if (route.endsWith("/") || id.length() != 13) {
          HttpResponse<String> foreign = send("foreign", "GET", "/api/v1/" + route + id);
          HttpResponse<String> unknown = send("foreign", "GET", "/api/v1/" + route + nowhere);
          assertThat(foreign.statusCode()).as(route + id).isEqualTo(unknown.statusCode());
          assertThat(foreign.body()).as(route + id).isEqualTo(unknown.body().replace(nowhere, id));
        }
      }
      assertThat(send("foreign", "GET", "/api/v1/explain/" + id).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void theStoryOfAnOwnAlertTellsNothingThatWasOrderedForOthers() {
    String storm = "http://127.0.0.1:" + operator.gateway().adminPort() + "/api/v1/storm";
    for (String where : List.of("\"distributor\":21,\"reason\":\"flood", "\"reason\":\"gale")) {
      assertThat(order(storm, "{\"to\":\"on\"," + where + "\"}")).isEqualTo(200);
    }
    anActivationAndAnAlert();
    for (String route : List.of("explain/", "support/", "evidence/")) {
      String path = "/api/v1/" + route + Town.HUB;
      assertThat(send("viewer", "GET", path).body()).as(route).contains("gale");
      assertThat(send("viewer", "GET", path).body()).as(route).doesNotContain("flood");
      assertThat(send("operator", "GET", path).body()).as(route).contains("gale", "flood");
    }
    assertThat(send("viewer", "GET", "/story?id=" + Town.HUB).body())
        .contains("gale")
        .doesNotContain("flood");
  }

  @Test
  void aPageSaysOfWhichDistributorsItIs() {
    anActivationAndAnAlert();
    assertThat(send("viewer", "GET", "/?distributor=20").body())
        .contains("This page is of all your distributors;")
        .doesNotContain("every distributor");
    assertThat(send("operator", "GET", "/?distributor=20").body())
        .contains("This page is of every distributor;");
    assertThat(send("viewer", "GET", "/campaigns?distributor=20").body())
        .contains("Most at once today, of all your distributors: 1 hub")
        .doesNotContain("of all distributors");
    assertThat(send("operator", "GET", "/campaigns?distributor=20").body())
        .contains("Most at once today, of all distributors: 1 hub");
    for (String path : List.of("/todo?distributor=20", "/todo?distributor=21")) {
      assertThat(send("operator", "GET", path).body().split("Of every distributor", -1))
          .as(path + ", messages and what was done")
          .hasSize(3);
    }
    assertThat(send("operator", "GET", "/todo").body()).doesNotContain("Of every distributor");
    assertThat(send("viewer", "GET", "/todo?distributor=20").body())
        .doesNotContain("Of every distributor");
  }
}
