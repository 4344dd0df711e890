package org.lastgasp.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.api.AdminServices;
import org.lastgasp.api.Remedies;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.gbcs.PayloadBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/** The pages of the console as they are sent, without a browser. */
class ConsolePagesTest {
  private static final List<String> PAGES =
      List.of(
          "/", "/todo", "/alerts", "/campaigns", "/campaigns/activations", "/delivery",
          "/evidence", "/changes", "/runbook", "/story?id=" + Town.METER);
  private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"(/[^\"]*)\"");
  private static final Pattern CELL = Pattern.compile("(?s)<t[dh][^>]*>(.*?)</t[dh]>");
  private static final String SCRIPT = "<script>window.hostile=1</script>";
  private static final String BACKWARDS = "\u202e1F";

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

  /** An alert in a window, which is suspect, and one behind it, which is delivered. */
  private void twoAlerts() {
    twoAlerts("name: SSEN");
  }

  private void twoAlerts(String receiver) {
    operator.write(
        "lastgasp.yaml", operator.town.yaml("enforce").replace("name: SSEN", receiver));
    operator.begin();
    Town.await("lists are in force", () -> !operator.degraded().contains("-missing"));
    operator.activated(1);
    operator.at("10:04:00");
    assertThat(operator.alerted()).isEqualTo("in-window");
    operator.at("10:40:00");
    assertThat(operator.alerted()).isEqualTo("after-window");
    Town.await("one is suspect", () -> page("/todo").contains("Looks real"));
    Town.await("one is delivered", () -> page("/alerts").contains("<bdi>delivered"));
  }

  private String page(String path) {
    HttpResponse<byte[]> answer = operator.town.get(operator.gateway().adminPort(), path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return operator.town.text(answer);
  }

  /** The rows of a section's table, each cell as its text. */
  private static List<List<String>> rows(String page, String section) {
    int begin = page.indexOf("<div id=\"" + section + "\"");
    String table = page.substring(page.indexOf("<table>", begin), page.indexOf("</table>", begin));
    List<List<String>> rows = new ArrayList<>();
    for (String row : table.split("<tr")) {
      List<String> cells = new ArrayList<>();
      Matcher cell = CELL.matcher(row);
      while (cell.find()) {
        cells.add(cell.group(1).replaceAll("<[^>]*>", ""));
      }
      if (!cells.isEmpty()) {
        rows.add(cells);
      }
    }
    return rows;
  }

  @Test
  void theListOfAlertsSaysWhereWhenAndWhatBecameOfEach() {
    twoAlerts();
    List<List<String>> rows = rows(page("/alerts"), "alerts");
    assertThat(rows.getFirst())
        .containsExactly(
            "Received", "Area", "Verdict", "Since activation", "Label", "Delivery",
            "Distributor", "Hub", "Meter", "Model");
    assertThat(rows.get(1))
        .containsExactly(
            "10:40:00", "SO14, feeder F1", rows.get(1).get(2), "40 min", "", "delivered", "20",
            "…00-00-00-01", "…56-78-90-A0", "E470");
    assertThat(rows.get(2).subList(3, 7))
        .containsExactly("4 min", "suspect", "suppressed", "20");
  }

  /** Each number of activations leads to those activations. */
  @Test
  void theNumbersOfACampaignListTheirActivations() {
    twoAlerts();
    Town.await("a campaign", () -> page("/campaigns").contains("figure=asked"));
    Matcher links =
        Pattern.compile("href=\"(/campaigns/activations[^\"]*)\">(\\d+)<")
            .matcher(page("/campaigns"));
    int found = 0;
    while (links.find()) {
      String list = page(links.group(1).replace("&amp;", "&"));
      assertThat(rows(list, "activations").size() - 1)
          .as(links.group(1))
          .isEqualTo(Integer.parseInt(links.group(2)));
      found++;
    }
    assertThat(found).isPositive();
  }

  /** Each number of alerts on the first page leads to those alerts. */
  @Test
  void theNumbersOfAlertsOfTheLastHourListThem() {
    operator.start("");
    operator.activated(1);
    operator.at("10:00:40");
    operator.alerted();
    operator.at("10:30:00");
    operator.alerted();
    operator.at("11:00:20");
    Town.await(
        "the page of that time",
        () -> page("/").contains("11:00:20Z\">11:00:20<")
            && page("/").contains("1 alert received"));
    Matcher links =
        Pattern.compile("href=\"(/alerts\\?[^\"]*)\">(\\d+)</a>").matcher(page("/"));
    int found = 0;
    while (links.find()) {
      String list = page(links.group(1).replace("&amp;", "&"));
      assertThat(list.split("<tr data-row", -1).length - 1)
          .as(links.group(1))
          .isEqualTo(Integer.parseInt(links.group(2)));
      found++;
    }
    assertThat(found).isGreaterThan(3);
  }

  @Test
  void theNumberSettledTodayLeadsToAllOfTheDay() {
    operator.start("");
    operator.at("2030-01-16T00:01:00Z");
    operator.activated(1);
    operator.at("2030-01-16T00:02:00Z");
    operator.alerted();
    operator.at("2030-01-16T00:40:00Z");
    operator.alerted();
    Town.await("one is suspect", () -> page("/todo").contains("Looks real"));
    long number = operator.get("worklist").at("/worklist/0/number").asLong();
    String settle = "worklist/" + number + "/resolve";
    assertThat(operator.post(settle, "{\"reason\":\"read by hand\"}").status()).isEqualTo(200);
    operator.at("2030-01-16T13:00:00Z");
    Town.await("it is told", () -> page("/").contains("1 settled today"));
    Matcher link = Pattern.compile("href=\"([^\"]*)\">1 settled today<").matcher(page("/"));
    assertThat(link.find()).isTrue();
    assertThat(page(link.group(1).split("#", 2)[0])).contains("read by hand");
  }

  /** Fifty-one hubs are blind, and a further activation is planned. */
  @Test
  void theNumberOfBlindHubsLeadsToThemAlonePageByPage() {
    meters(51);
    activated(0, Town.HASH, Optional.of(Instant.parse("2030-01-15T12:00:00Z")));
    for (int i = 0; i < 51; i++) {
      activated(i, Town.HASH, Optional.empty());
    }
    operator.at("10:01:00");
    Town.await("blind", () -> page("/").contains("51 hubs are blind in 1 distributor"));
    Matcher link = Pattern.compile("href=\"([^\"]*)\">51</a>").matcher(page("/"));
    int found = 0;
    while (link.find()) { // of all, and of the distributor
      String first = page(link.group(1).split("#", 2)[0].replace("&amp;", "&"));
      Matcher further = Pattern.compile("href=\"([^\"]*)#blind\">Further").matcher(first);
      assertThat(further.find()).as(link.group(1)).isTrue();
      String second = page(further.group(1).replace("&amp;", "&"));
      assertThat(rows(first, "blind")).as(link.group(1)).hasSize(1 + 50);
      assertThat(rows(second, "blind")).as(further.group(1)).hasSize(1 + 1);
      assertThat(rows(first, "blind") + "" + rows(second, "blind")).doesNotContain("planned");
      found++;
    }
    assertThat(found).isEqualTo(2);
    assertThat(page("/campaigns?blind-now=true&distributor=17,20"))
        .contains("#blind\">Further", "\"/api/v1/blind?distributor=17%2C20\"");
    assertThat(page("/campaigns/activations?figure=asked&distributor=17,20"))
        .contains("52 activations");
    assertThat(rows(page("/campaigns"), "blind").toString()).contains("planned");
  }

  /** Each number of a campaign leads to the alerts of its firmware alone. */
  @Test
  void theNumbersOfACampaignListTheAlertsOfItsFirmware() {
    meters(2);
    activated(0, Town.HASH, Optional.empty());
    activated(1, "CD".repeat(32), Optional.empty());
    operator.at("10:04:00");
    for (int i = 0; i < 2; i++) {
      byte[] alert = Town.ad1(hub(i), i, operator.now.get());
      operator.town.post(operator.gateway().duisPort(), "/api/v1/receive", alert);
    }
    Town.await(
        "two campaigns with an alert each",
        () -> page("/campaigns").split("verdict=suppressed", -1).length == 3);
    Matcher links =
        Pattern.compile("href=\"(/alerts\\?verdict=suppressed[^\"]*)\">1<")
            .matcher(page("/campaigns"));
    int found = 0;
    while (links.find()) {
      String path = links.group(1).replace("&amp;", "&");
      assertThat(rows(page(path), "alerts")).as(path).hasSize(1 + 1);
      assertThat(page(path.replace("/alerts?", "/alerts.csv?")).lines()).hasSize(1 + 1);
      found++;
    }
    assertThat(found).isEqualTo(2);
  }

  /** A gateway with so many meters of one model, each on a hub of its own. */
  private void meters(int count) {
    StringBuilder rows =
        new StringBuilder(
            "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,"
                + "feeder\n");
    StringBuilder listed = new StringBuilder();
    for (int i = 0; i < count; i++) {
      rows.append(meter(i)).append(",ESME,SMETS2 V4.2,Landis+Gyr,E470,").append(hub(i))
          .append(",").append(Town.MPAN).append(",South,SO14 1AA,F1\n");
      listed.append(meter(i)).append('\n');
    }
    operator.write("inventory.csv", rows.toString());
    operator.write("guids.txt", listed.toString());
    operator.start("");
  }

  private static Eui64 meter(int number) {
    return new Eui64(0xDB0000 + number);
  }

  private static Eui64 hub(int number) {
    return new Eui64(0xDC0000 + number);
  }

  private void activated(int number, String firmware, Optional<Instant> time) {
    long counter = time.isPresent() ? 1 : 2;
    byte[] command =
        PayloadBuilder.activateFirmware(
            Town.SUPPLIER, meter(number), counter, firmware, time);
    byte[] request =
        MessageBuilder.signedActivation(
            new RequestId(Town.SUPPLIER, meter(number), counter), 5,
            PayloadBuilder.signed(command, new byte[64]));
    operator.town.post(operator.gateway().duisPort(), "/api/v1/serviceS", request);
  }

  @Test
  void aPageBehindTheLastAlertSaysThatThereIsNoOlderOne() {
    operator.start("");
    assertThat(page("/alerts?before=1")).contains("No older alert fits the filter.");
    assertThat(page("/alerts")).contains("No alert fits the filter.");
  }

  /** An alert long after its window is none that came just after it. */
  @Test
  void theNumbersOfACampaignListTheirAlerts() {
    twoAlerts();
    operator.at("11:10:00");
    assertThat(operator.alerted()).isEqualTo("after-window");
    Town.await("it is added up", () -> page("/campaigns").contains("reason=after-window"));
    Matcher links =
        Pattern.compile("href=\"(/alerts\\?[^\"]*)\">(\\d+)</a>").matcher(page("/campaigns"));
    int found = 0;
    while (links.find()) {
      String list = page(links.group(1).replace("&amp;", "&"));
      assertThat(rows(list, "alerts").size() - 1)
          .as(links.group(1))
          .isEqualTo(Integer.parseInt(links.group(2)));
      found++;
    }
    assertThat(found).as("suppressed, just after, suspect").isEqualTo(3);
  }

  @Test
  void whoReadsOnTheGatewaysMachineIsOfferedWhatItMayHave() {
    twoAlerts();
    Town.await(
        "a report is built",
        () -> operator.post("reports/build", "{}").status() == 200
            && page("/evidence").contains("<a href=\"/api/v1/reports/1/file\">"));
    assertThat(page("/evidence")).contains("a name downloads it");
    int port = operator.gateway().adminPort();
    assertThat(operator.town.get(port, "/api/v1/reports/1/file").statusCode()).isEqualTo(200);
    assertThat(page("/story?id=" + Town.HUB)).contains("the last 100 alerts as they came");
    assertThat(page("/story/pack?id=" + Town.HUB)).contains("document_base64");
  }

  @Test
  void whatLooksRealIsGroupedByFeederAndSaysOfHowManyHubs() {
    twoAlerts();
    assertThat(page("/todo"))
        .contains("feeder F1 of distributor 20</bdi>: <bdi>1 of 1 hub within 1 s, 1 suspect");
  }

  @Test
  void theNumberAtToDoIsOfTheDistributorsThatThePageIsFilteredBy() {
    twoAlerts();
    assertThat(page("/todo?distributor=17,20")).contains(" id=\"todo-count\">1</span>");
    assertThat(page("/todo?distributor=17"))
        .contains("hidden>0</span>")
        .contains("<title>Suppressing · To do · Lastgasp</title>");
  }

  @Test
  void aStoryThatWasAskedForWronglyIsNoneThatIsMissing() {
    operator.start("");
    int port = operator.gateway().adminPort();
    String wrong = "/story?before=yesterday&id=" + Town.METER;
    assertThat(operator.town.get(port, wrong).statusCode()).isEqualTo(400);
    assertThat(operator.town.get(port, "/story?id=nobody").statusCode()).isEqualTo(404);
  }

  @Test
  void theFileOfAlertsHasTheSameColumns() {
    twoAlerts();
    String[] lines = page("/alerts.csv").split("\r\n", -1);
    assertThat(lines).hasSize(4);
    assertThat(lines[0])
        .isEqualTo(
            "number,received_at,area,verdict,reason,in_words,minutes_since_activation,label,"
                + "delivery,distributor,hub,meter,model");
    assertThat(lines[1])
        .contains(",2030-01-15T10:40:00Z,\"SO14, feeder F1\",forwarded,after-window,\"")
        .endsWith("\",40.0,,delivered,20," + Town.HUB + "," + Town.METER + ",\"E470\"");
    assertThat(lines[2])
        .contains(",suppressed,in-window,\"")
        .endsWith("\",4.0,suspect,suppressed,20," + Town.HUB + "," + Town.METER + ",\"E470\"");
  }

  @Test
  void campaignsSayWhatWasAskedForAndWhichAlertsLookReal() {
    twoAlerts();
    Town.await(
        "added up",
        () ->
            page("/campaigns")
                .replace("&#39;", "'")
                .contains("1 before the usual window's edge at 30 min"));
    String page = page("/campaigns");
    List<List<String>> rows = rows(page, "tracked");
    assertThat(rows.getFirst())
        .containsExactly(
            "Model", "Firmware", "Distributors", "Asked", "Refused", "Activated", "Suppressed",
            "Per 1,000", "No alert", "Just before", "Just after", "Blind", "Suspects");
    assertThat(rows.get(1))
        .containsExactly(
            "E470", "ABABABAB…", "20", "1", "0", "1", "1", "1000", "0", "0", "1", "30 min", "1");
    assertThat(rows(page, "minutes"))
        .contains(List.of("40 to 41", "0", "1", "behind its edge"));
  }

  @Test
  void evidenceListsTheFilesOfTheLogToWhoMayReadThem() {
    twoAlerts();
    Town.await("it is in the log", () -> operator.get("log").path("last_seq").asLong() == 1);
    assertThat(rows(page("/evidence"), "log"))
        .contains(
            List.of(
                "poa-suppression-20300115T100000Z-000001.jsonl", "10:00:00", "1", "1", "1 KiB"));
    assertThat(page("/evidence")).contains("No end of it was signed");
  }

  @Test
  void aProblemSaysSinceWhenItStandsWhatItDoesAndWhereItIsExplained() {
    operator.start("");
    operator.at("10:05:00");
    operator.write("lastgasp.yaml", "nonsense: 1\n");
    assertThat(operator.gateway().reload()).isInstanceOf(AdminServices.ReloadResult.Refused.class);
    Town.await("it stands", () -> page("/").contains("config-refused"));
    operator.at("10:09:00");
    assertThat(page("/"))
        .containsPattern("<b>config-refused</b> since <time [^>]*>10:05:00</time>")
        .contains(
            "Effect: alerts are not affected. To do: put right what it names, then reload",
            "<a href=\"/runbook#config-refused\">");
    String runbook = page("/runbook");
    for (String reason : Remedies.reasons()) {
      assertThat(runbook)
          .contains(
              "<tr id=\"" + reason + "\"", Remedies.effect(reason).words(), Remedies.of(reason));
    }
  }

  @Test
  void everyLinkOfEveryPageLeadsSomewhere() {
    twoAlerts();
    Town.await("it is in the log", () -> operator.get("log").path("last_seq").asLong() == 1);
    Map<String, String> pages = new HashMap<>();
    Deque<String> open = new ArrayDeque<>(PAGES);
    List<String> dead = new ArrayList<>();
    while (!open.isEmpty()) {
      String from = open.remove();
      Matcher link = LINK.matcher(pages.computeIfAbsent(from, this::page));
      while (link.find()) {
        String[] to = link.group(1).replace("&amp;", "&").split("#", 2);
        String found = pages.computeIfAbsent(to[0], this::whatever);
        if (found.isEmpty() || (to.length == 2 && !found.contains("id=\"" + to[1] + "\""))) {
          dead.add(from + " to " + link.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
    assertThat(pages.keySet())
        .contains("/?distributor=20", "/alerts.csv")
        .anyMatch(path -> path.contains("assessment=suspect"));
  }

  /** What is at an address; empty if there is nothing, or it is of no page's. */
  private String whatever(String path) {
    HttpResponse<byte[]> answer = operator.town.get(operator.gateway().adminPort(), path);
    boolean given = answer.statusCode() == 200;
    boolean kept = path.matches("/api/v1/(log|reports)/.*"); // for who proves who it is
    return given ? operator.town.text(answer) : kept && answer.statusCode() == 401 ? "kept" : "";
  }

  @Test
  void aNameFromOutsideIsTextOnEveryPageAndNoFormulaInAFile() {
    String model = "=1+1," + SCRIPT + "x".repeat(10_000);
    inventory("\"" + model + "\"", "@SO14 1AA", BACKWARDS);
    twoAlerts("name: \"<img src=x onerror=1>" + BACKWARDS + "\"");
    List<String> turned = new ArrayList<>();
    for (String path : PAGES) {
      String page = page(path);
      assertThat(page).as(path).doesNotContain("<script>window", "<img");
      String apart = page.replaceAll("(?s)<(bdi|svg).*?</\\1>", "").replaceAll("<[^>]*>", "");
      apart.lines().filter(line -> line.contains("\u202e")).forEach(
          line -> turned.add(path + ": " + line));
    }
    assertThat(turned).as("what turns the writing round is kept apart").isEmpty();
    Town.await("added up", () -> page("/campaigns").contains("=1+1,&lt;script&gt;"));
    assertThat(page("/alerts")).contains("=1+1,&lt;script&gt;", "x".repeat(10_000));
    String csv = page("/alerts.csv");
    assertThat(csv)
        .contains(",\"'@SO14, feeder " + BACKWARDS + "\",", ",\"'" + model + "\"\r\n")
        .doesNotContainPattern("(?m)(^|,)\"?[=@]");
  }

  private void inventory(String model, String postcode, String feeder) {
    operator.write(
        "inventory.csv",
        "device_id,device_type,smets_version,manufacturer,model,chf_id,mpan,region,postcode,"
            + "feeder\n%s,ESME,SMETS2 V4.2,Landis+Gyr,%s,%s,%s,South,%s,%s\n"
                .formatted(Town.METER, model, Town.HUB, Town.MPAN, postcode, feeder));
  }
}
