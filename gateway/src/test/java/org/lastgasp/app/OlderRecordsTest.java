package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.lastgasp.app.Town.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.id.Eui64;

/** Lists of the console and of the API are read to their beginning, page by page. */
class OlderRecordsTest {
  private static final int PAGE = 50;

  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void prepare() throws IOException {
    operator = new Operator(folder);
  }

  @AfterEach
  void stop() {
    operator.close();
  }

  private String page(String path) {
    HttpResponse<byte[]> answer = operator.town.get(operator.gateway().adminPort(), path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return operator.town.text(answer);
  }

  /** The first cell of each row of a section's table, on all of its pages. */
  private List<String> walked(String path, String section) {
    List<String> all = new ArrayList<>();
    String next = path;
    while (!next.isEmpty()) {
      String page = page(next);
      String own = part(page, section);
      Matcher row =
          Pattern.compile("<tr data-row><td[^>]*>(?:<bdi[^>]*>)?(?:<a[^>]*>)?([^\n]*)")
              .matcher(own);
      while (row.find()) {
        all.add(row.group(1).replaceAll("<[^>]*>.*", ""));
      }
      next = link(own, "Older");
    }
    return all;
  }

  private static String part(String page, String section) {
    int begin = page.indexOf("<div id=\"" + section + "\"");
    assertThat(begin).as(section).isPositive();
    int end = page.indexOf("<h2>", begin);
    return page.substring(begin, end < 0 ? page.length() : end);
  }

  /** Where a link leads, without its fragment; empty if there is no such link. */
  private static String link(String page, String text) {
    Matcher found = Pattern.compile("href=\"([^\"#]*)(#[^\"]*)?\">" + text + "<").matcher(page);
    return found.find() ? found.group(1).replace("&amp;", "&") : "";
  }

  @Test
  void everyReportIsListed() {
    operator.start("");
    for (int i = 0; i <= PAGE; i++) {
      operator.now.updateAndGet(at -> at.plusSeconds(1));
      assertThat(operator.post("reports/build", "{}").status()).isEqualTo(200);
    }
    JsonNode last = operator.get("reports?last=1").path("reports").get(0);
    int count = last.path("number").asInt();
    assertThat(count).isGreaterThan(PAGE);
    List<String> numbers = walked("/evidence?distributor=20", "reports");
    assertThat(numbers).hasSize(count).doesNotHaveDuplicates();
    String older = page("/evidence?distributor=20&reports-before=" + (count - PAGE + 1));
    assertThat(part(older, "reports")).contains(" before number " + (count - PAGE + 1));
    assertThat(link(part(older, "reports"), "The latest")).isEqualTo("/evidence?distributor=20");
    assertThat(page("/evidence?reports-before=1")).contains("There is no older report.");
    assertThat(page("/evidence?reports-before=x")).contains("role=\"alert\"", "not 'x'");
    assertThat(operator.get("reports?before=3").path("detail").asText())
        .isEqualTo("before goes with last");
    assertThat(operator.get("reports?last=2&before=3").at("/reports/0/number").asInt())
        .isEqualTo(1);
  }

  @Test
  void filesOfTheLogAreListedBeforeOneOfThem() {
    operator.write(
        "lastgasp.yaml",
        operator.town.yaml("enforce").replace("data/log}", "data/log, rotate-every: 1m}"));
    operator.begin();
    await("lists are in force", () -> !operator.degraded().contains("-missing"));
    operator.activated(1);
    for (int minute = 1; minute <= 3; minute++) {
      operator.at("10:0" + minute + ":00");
      assertThat(operator.alerted()).isEqualTo("in-window");
      long seq = minute;
      await("it is in the log", () -> operator.get("log").path("last_seq").asLong() == seq);
    }
    JsonNode files = operator.get("log").path("files");
    assertThat(files).hasSize(3);
    String third = files.get(2).path("name").asText();
    JsonNode before = operator.get("log?before=" + third);
    assertThat(before.path("files")).hasSize(2);
    assertThat(before.path("files").get(1)).isEqualTo(files.get(1));
    assertThat(before.path("count").asInt()).isEqualTo(3);
    assertThat(operator.get("log?last=1&before=" + third).path("files").get(0))
        .isEqualTo(files.get(1));
    assertThat(operator.get("log?before=admin.token").path("detail").asText())
        .isEqualTo("before is the name of a file of this list, not 'admin.token'");
    String older = part(page("/evidence?log-before=" + third), "log");
    assertThat(older)
        .contains("The last 2 of 3 files before " + third)
        .contains(files.get(0).path("name").asText())
        .doesNotContain("<bdi>" + third);
    assertThat(link(older, "The latest")).isEqualTo("/evidence");
  }

  @Test
  void everyChangeIsListed() {
    operator.start("");
    for (int i = 0; i <= PAGE; i++) {
      operator.now.updateAndGet(at -> at.plusSeconds(1));
      String order = i % 2 == 0 ? "observe" : "enforce";
      assertThat(
              operator.post("switch", "{\"to\":\"" + order + "\",\"reason\":\"" + i + "\"}")
                  .status())
          .isEqualTo(200);
    }
    await("they are told", () -> page("/changes").contains(">50</bdi>"));
    int all = operator.get("changes?limit=1000").path("changes").size();
    assertThat(all).isGreaterThan(PAGE);
    assertThat(walked("/changes", "changes")).hasSizeGreaterThanOrEqualTo(all);
    assertThat(page(link(part(page("/changes"), "changes"), "Older"))).contains(">0</bdi>");
  }

  @Test
  void deadLettersAreListedByReceiverAndFurther() {
    operator.start("");
    operator.town.distributorAnswers.set(
        body -> new Town.Answer(400, "no such hub".getBytes(UTF_8)));
    operator.at("10:50:00");
    for (int i = 0; i <= PAGE; i++) {
      operator.alerted();
    }
    await(
        "dead letters",
        () -> operator.get("dead-letters").path("dead_letters").size() == PAGE + 1);
    String own = "/todo?receiver=" + Town.DISTRIBUTOR;
    await("the page of delivery counts them", () -> page("/delivery").contains(own));
    String first = page(own);
    assertThat(part(first, "letters").split("<tr data-row>", -1)).hasSize(1 + PAGE);
    String further = link(first, "Further dead letters");
    String second = page(further);
    assertThat(part(second, "letters").split("<tr data-row>", -1)).hasSize(1 + 1);
    assertThat(link(second, "The first dead letters")).isEqualTo(own);
    assertThat(link(second, "Those for everybody")).isEqualTo("/todo");
    assertThat(page("/todo?receiver=" + new Eui64(1)))
        .contains("There is no dead letter for " + new Eui64(1));
    assertThat(page("/todo?receiver=SSEN")).contains("role=\"alert\"", "user is an EUI-64");
  }

  @Test
  void theLastAlertsOfATimeAreFoundBehindMoreOfTheSameSecond() {
    operator.start("");
    operator.activated(1);
    operator.at("10:04:00.100");
    alert(1);
    operator.at("10:04:00.700");
    for (int i = 2; i < 62; i++) {
      alert(i);
    }
    Town.await(
        "all are there",
        () -> operator.get("alerts?limit=100").path("alerts").size() == 61);
    String time = "from=2030-01-15T10:04:00Z&to=2030-01-15T10:04:00.500Z";
    assertThat(operator.get("alerts?last=50&" + time).path("alerts")).hasSize(1);
    assertThat(operator.get("alerts?last=50&area=SO&" + time).path("alerts")).hasSize(1);
    assertThat(part(page("/alerts?" + time), "alerts"))
        .contains("The last 1 alert", "10:04:00.100Z");
    assertThat(page("/alerts.csv?" + time).lines()).hasSize(2);
    assertThat(operator.get("alerts?last=70&to=2030-01-15T10:05:00Z").path("alerts")).hasSize(61);
  }

  private void alert(long number) {
    byte[] alert = Town.ad1(Town.HUB, number, operator.now.get());
    int status =
        operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert).statusCode();
    assertThat(status).isEqualTo(204);
  }

  @Test
  void aTimeThatEndsBeforeItBeginsIsRefused() {
    operator.start("");
    String from = "=2030-01-15T10:00:01Z&to=2030-01-15T10:00:00Z";
    for (String list :
        List.of(
            "alerts?from", "alerts?last=5&from", "audit?from", "campaigns?from",
            "campaigns/activations?from", "changes?since")) {
      assertThat(operator.get(list + from).path("detail").asText())
          .as(list)
          .contains(" is not after to, as 2030-01-15T10:00:01Z is after 2030-01-15T10:00:00Z");
    }
    assertThat(page("/alerts?from" + from)).contains("is not after to");
  }

  @Test
  void aFilterThatIsSaidTwiceIsRefusedOnEveryPage() {
    operator.start("");
    for (String path : List.of("/todo", "/alerts", "/campaigns", "/delivery", "/evidence")) {
      String twice = path + "?distributor=17&distributor=20";
      assertThat(operator.town.get(operator.gateway().adminPort(), twice).statusCode())
          .as(path)
          .isEqualTo(400);
    }
  }
}
