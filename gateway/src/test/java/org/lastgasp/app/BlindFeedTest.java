package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network's systems know of which hubs no alert will come, and where those are. */
class BlindFeedTest {
  private static final String FIRST = "2030-01-15T10:00:00Z,2030-01-15T10:30:00Z";

  @TempDir Path folder;
  private Operator operator;
  private HttpClient client;

  @BeforeEach
  void build() throws IOException {
    operator = new Operator(folder);
    client = HttpClient.newHttpClient();
    operator.start("");
    operator.activated(1);
  }

  @AfterEach
  void stop() {
    operator.close();
    client.shutdownNow();
  }

  private HttpRequest blind(String query, String accept) {
    String url = "http://127.0.0.1:" + operator.gateway().adminPort() + "/api/v1/blind" + query;
    return HttpRequest.newBuilder(URI.create(url)).header("Accept", accept).build();
  }

  private HttpResponse<String> asked(String query, String accept) throws Exception {
    return client.send(blind(query, accept), HttpResponse.BodyHandlers.ofString());
  }

  private void later(long counter, String from) {
    operator.town.post(
        operator.gateway().duisPort(),
        "/api/v1/serviceS",
        Town.activation(counter, Optional.of(Instant.parse(from))));
  }

  private JsonNode only() {
    JsonNode list = operator.get("blind").path("blind");
    assertThat(list).hasSize(1);
    return list.get(0);
  }

  private void order(String to, String where) {
    String order = "{\"to\":\"" + to + "\",\"reason\":\"gale\"" + where + "}";
    assertThat(operator.post("storm", order).status()).isEqualTo(200);
  }

  @Test
  void eachWindowSaysWhereItsHubIs() {
    assertThat(only().path("feeder").asText()).isEqualTo("F1");
    assertThat(only().path("postcode").asText()).isEqualTo("SO14 1AA");
  }

  @Test
  void theListComesAsCsvToWhoeverAsksForIt() throws Exception {
    later(2, "2030-01-15T12:00:00Z");
    HttpResponse<String> csv = asked("?distributor=20", "text/csv");
    assertThat(csv.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
    List<String> lines = csv.body().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .isEqualTo(
            "number,hub,meter,mpan,distributor,feeder,postcode,from,until,now,suppressing");
    assertThat(lines.get(1))
        .endsWith(
            "," + Town.HUB + "," + Town.METER + "," + Town.MPAN
                + ",20,\"F1\",\"SO14 1AA\"," + FIRST + ",true,true");
    assertThat(lines.get(2))
        .endsWith(",2030-01-15T12:00:00Z,2030-01-15T12:30:00Z,false,false");
    assertThat(asked("?format=csv", "*/*").body().lines().toList()).isEqualTo(lines);
    assertThat(asked("?format=csv&distributor=17", "*/*").body().lines()).hasSize(1);
    assertThat(asked("?format=csv&limit=1", "*/*").body().lines()).hasSize(2);
    assertThat(asked("?format=json", "text/csv").body()).startsWith("{");
    assertThat(asked("?format=xml", "*/*").statusCode()).isEqualTo(400);
    for (String ofPages : List.of("limit=1", "after=1")) {
      HttpResponse<String> answer = asked("?format=events&" + ofPages, "*/*");
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("limit and after are for pages");
    }
  }

  @Test
  void aStormOrderForItsDistributorOrRegionMakesAHubSeeAgain() {
    order("on", ",\"distributor\":20");
    assertThat(only().path("now").asBoolean()).isTrue();
    assertThat(only().path("suppressing").asBoolean()).isFalse();
    assertThat(operator.alerted()).isEqualTo("storm");
    order("off", ",\"distributor\":20");
    assertThat(only().path("suppressing").asBoolean()).isTrue();
    order("on", ",\"region\":\"North\"");
    assertThat(only().path("suppressing").asBoolean()).isTrue();
    order("on", ",\"region\":\"south\",\"for\":\"10m\"");
    assertThat(only().path("suppressing").asBoolean()).isFalse();
    operator.at("10:10:00");
    assertThat(only().path("suppressing").asBoolean()).as("the order is over").isTrue();
    assertThat(operator.alerted()).isEqualTo("in-window");
  }

  @Test
  void aHubAboveItsCeilingSeesAgain() {
    for (int i = 2; i <= 5; i++) {
      operator.at(LocalTime.of(10, 0).plusMinutes(29L * (i - 1)) + ":00");
      operator.activated(i);
    }
    operator.at("11:59:59");
    assertThat(only().path("suppressing").asBoolean()).isTrue();
    assertThat(operator.alerted()).isEqualTo("in-window");
    operator.at("12:00:00");
    assertThat(only().path("now").asBoolean()).isTrue();
    assertThat(only().path("suppressing").asBoolean()).isFalse();
    assertThat(operator.alerted()).isEqualTo("blindness-ceiling");
  }

  @Test
  void whoListensHearsOfEachWindowThatComesChangesOrGoes() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    HttpResponse<Stream<String>> stream =
        client.send(
            blind("?distributor=20", "text/event-stream"), HttpResponse.BodyHandlers.ofLines());
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (Stream<String> lines = stream.body()) {
                    lines.forEach(heard::add);
                  } catch (java.io.UncheckedIOException ended) {
                    heard.add("ended");
                  }
                });
    Town.await("the first list", () -> heard.contains("event: state"));
    assertThat(heard.indexOf("event: blind")).isBetween(0, heard.indexOf("event: state") - 1);
    assertThat(events(heard, "blind")).singleElement().satisfies(
        item -> assertThat(item.path("feeder").asText()).isEqualTo("F1"));
    later(2, "2030-01-15T12:00:00Z");
    Town.await("the planned one", () -> events(heard, "blind").size() == 2);
    order("on", ",\"distributor\":20");
    Town.await("the storm", () -> events(heard, "blind").size() == 3);
    assertThat(events(heard, "blind").getLast().path("suppressing").asBoolean()).isFalse();
    operator.at("10:30:00");
    Town.await("its end", () -> !events(heard, "over").isEmpty());
    assertThat(events(heard, "over").getFirst().path("from").asText())
        .isEqualTo("2030-01-15T10:00:00Z");
    operator.at("12:00:00");
    Town.await("the second begins", () -> events(heard, "blind").size() == 4);
    assertThat(events(heard, "blind").getLast().path("now").asBoolean()).isTrue();
    Town.await("a state of one",
        () -> events(heard, "state").getLast().path("windows").asInt() == 1);
    order("off", ",\"distributor\":20");
    for (int i = 3; i <= 6; i++) {
      operator.at(LocalTime.of(12, 0).plusMinutes(29L * (i - 2)) + ":00");
      operator.activated(i);
    }
    Town.await("the fifth is blind",
        () -> events(heard, "blind").getLast().path("suppressing").asBoolean());
    int before = events(heard, "blind").size();
    operator.at("14:00:00");
    Town.await("the ceiling", () -> events(heard, "blind").size() > before);
    assertThat(events(heard, "blind").getLast().path("suppressing").asBoolean()).isFalse();
    operator.end();
    reader.join();
  }

  private static List<JsonNode> events(List<String> lines, String name) {
    List<String> seen = List.copyOf(lines);
    return Stream.iterate(0, i -> i + 1)
        .limit(seen.size() - 1L)
        .filter(i -> seen.get(i).equals("event: " + name))
        .map(i -> Operator.parsed(seen.get(i + 1).replaceFirst("data: ", "")))
        .toList();
  }

  @Test
  void whoAsksForAnotherDistributorHearsOfNoWindow() throws Exception {
    HttpResponse<Stream<String>> stream =
        client.send(blind("?distributor=17&format=events", "*/*"),
            HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = stream.body()) {
      assertThat(lines.takeWhile(line -> !line.contains("windows")).toList())
          .doesNotContain("event: blind");
    }
  }
}
