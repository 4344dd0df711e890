package org.lastgasp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.access.Role;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.BlindHours;
import org.lastgasp.api.CampaignsResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Field;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the lists of alerts and of campaigns. */
final class ListRoutes implements Routes {
  private static final int PAGE = 50; // rows
  private static final String MOST = "1000"; // rows of a CSV file
  private static final Duration LATELY = Duration.ofDays(1);
  private static final List<String> ALERT_FILTERS =
      List.of("verdict", "distributor", "area", "reason", "model", "assessment", "from", "to");

  private final LocalCalls api;
  private final Frames frames;

  ListRoutes(LocalCalls api, Frames frames) {
    this.api = api;
    this.frames = frames;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/alerts", Role.VIEWER, this::alerts)
        .get("/alerts.csv", Role.VIEWER, this::csv)
        .get("/campaigns", Role.VIEWER, this::campaigns);
  }

  private static void send(ServerResponse response, Frame frame, ListPage page) {
    Page.send(response, "list", Map.of("frame", frame, "list", page));
  }

  private static Map<String, String> asked(Query query, List<String> names) {
    Map<String, String> asked = new LinkedHashMap<>();
    names.forEach(name -> query.text(name).ifPresent(text -> asked.put(name, text)));
    return asked;
  }

  private static String address(String path, Map<String, String> asked) {
    StringBuilder all = new StringBuilder(path);
    asked.forEach(
        (name, value) ->
            all.append(all.indexOf("?") < 0 ? '?' : '&').append(name).append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return all.toString();
  }

  /** A list of distributors is asked for one by one, and put together in the journal's order. */
  private Found found(
      ServerRequest request, ServerResponse response, Map<String, String> asked, String most) {
    List<AlertsResponse.Alert> all = new ArrayList<>();
    String problem = "";
    long goesOn = 0;
    List<String> ids = List.of(asked.getOrDefault("distributor", "").split(",", 20));
    for (String id : ids) {
      Map<String, String> one = new LinkedHashMap<>(asked);
      one.put("last", most);
      one.remove("distributor");
      if (!id.isBlank()) {
        one.put("distributor", id.strip());
      }
      LocalCalls.Answer answer = api.get(request, response, "/api/v1/alerts", one);
      if (answer.isGood()) {
        AlertsResponse part = answer.as(AlertsResponse.class);
        all.addAll(part.alerts());
        goesOn =
            Math.max(
                goesOn, Optional.ofNullable(part.next()).map(Long::parseLong).orElse(0L));
      } else {
        problem = answer.problem();
      }
    }
    all.sort((one, other) -> Long.compare(other.number(), one.number()));
    long complete = goesOn; // behind it every part was looked at
    List<AlertsResponse.Alert> shown =
        all.stream()
            .filter(each -> each.number() >= complete)
            .limit(Integer.parseInt(most))
            .toList();
    if (shown.size() == Integer.parseInt(most)) {
      goesOn = shown.getLast().number();
    }
    return new Found(shown, goesOn, problem);
  }

  /**
   * The alerts that were found, the last one first.
   *
   * @param goesOn before which number there may be more; 0 if there are no more
   */
  private record Found(List<AlertsResponse.Alert> alerts, long goesOn, String problem) {}

  private void alerts(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Map<String, String> asked = asked(query, ALERT_FILTERS);
    Optional<String> before = query.text("before");
    query.check();
    Map<String, String> page = new LinkedHashMap<>(asked);
    before.ifPresent(number -> page.put("before", number));
    Found found = found(request, response, page, String.valueOf(PAGE));
    List<AlertsResponse.Alert> alerts = found.alerts();
    Frame frame = frames.of(Destination.ALERTS, request);
    List<Cell> links = new ArrayList<>();
    if (before.isPresent()) {
      links.add(new Cell("The latest", address("/alerts", asked), ""));
    }
    if (found.goesOn() > 0) {
      Map<String, String> older = new LinkedHashMap<>(asked);
      older.put("before", String.valueOf(found.goesOn()));
      links.add(new Cell("Older", address("/alerts", older), ""));
    }
    links.add(new Cell("As CSV (the last " + MOST + ")", address("/alerts.csv", asked), ""));
    String sentence =
        alerts.isEmpty()
            ? found.goesOn() > 0
                ? "No alert of those looked at fits the filter: go on with the older ones."
                : "No alert fits the filter."
            : "The last " + Words.count(alerts.size(), "alert")
                + (before.isPresent() ? " before number " + before.get() : "")
                + ", the last one first.";
    send(
        response, frame,
        new ListPage(
            "Alerts", found.problem(), filters(asked),
            List.of(
                new Section(
                    "alerts", "Power Outage Alerts", sentence,
                    List.of("Received", "<Verdict", "<Distributor", "<Hub", "<Model", "<Label"),
                    alerts.stream().map(each -> row(each, frame)).toList(), links))));
  }

  private static List<Field> filters(Map<String, String> asked) {
    return List.of(
        field("verdict", "Verdict", asked, List.of("suppressed", "forwarded", "copy")),
        field("distributor", "Distributors", asked, List.of()),
        field(
            "reason", "Reason", asked,
            Stream.concat(Stream.of("in-window"), Words.reasons().stream()).toList()),
        field("area", "Area (postcode, feeder, region)", asked, List.of()),
        field("model", "Model", asked, List.of()),
        field("assessment", "Label", asked, List.of("suspect", "unresolved", "consistent")),
        field("from", "From (UTC)", asked, List.of()),
        field("to", "To (UTC)", asked, List.of()));
  }

  private static Field field(
      String name, String label, Map<String, String> asked, List<String> choices) {
    return new Field(name, label, asked.getOrDefault(name, ""), choices);
  }

  private static List<Cell> row(AlertsResponse.Alert alert, Frame frame) {
    Words.Verdict verdict = Words.verdict(alert, "");
    String hub = hub(alert);
    return List.of(
        Cell.of(Words.near(alert.receivedAt(), frame.at())),
        new Cell(verdict.head() + ": " + verdict.text(), "", "l"),
        Cell.left(Optional.ofNullable(alert.about()).map(a -> a.distributor()).orElse("")),
        new Cell(hub, hub.isEmpty() ? "" : "/story?id=" + hub, "l id"),
        Cell.left(model(alert)),
        Cell.left(label(alert)));
  }

  private static String hub(AlertsResponse.Alert alert) {
    return Optional.ofNullable(alert.about())
        .flatMap(about -> Optional.ofNullable(about.hub()))
        .orElse("");
  }

  private static String model(AlertsResponse.Alert alert) {
    return Optional.ofNullable(alert.judged())
        .flatMap(judged -> Optional.ofNullable(judged.window()))
        .map(window -> window.model())
        .orElse("");
  }

  private static String label(AlertsResponse.Alert alert) {
    return Optional.ofNullable(alert.judged())
        .flatMap(judged -> Optional.ofNullable(judged.suppression()))
        .flatMap(found -> Optional.ofNullable(found.assessment()))
        .orElse("");
  }

  private void csv(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    Map<String, String> asked = asked(query, ALERT_FILTERS);
    query.check();
    Found found = found(request, response, asked, MOST);
    if (!found.problem().isEmpty()) {
      response.status(400).header("Content-Type", "text/plain; charset=utf-8")
          .send(found.problem() + "\n");
      return;
    }
    StringBuilder csv =
        new StringBuilder("number,received_at,verdict,reason,distributor,hub,model,label\r\n");
    for (AlertsResponse.Alert each : found.alerts()) {
      String reason =
          Optional.ofNullable(each.judged()).map(j -> j.reason()).orElse("copy");
      String distributor =
          Optional.ofNullable(each.about()).map(a -> a.distributor()).orElse("");
      csv.append(each.number()).append(',').append(each.receivedAt()).append(',')
          .append(each.verdict()).append(',').append(reason).append(',')
          .append(distributor).append(',').append(hub(each)).append(',')
          .append(quoted(model(each))).append(',').append(label(each)).append("\r\n");
    }
    response
        .header("Content-Type", "text/csv; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"alerts.csv\"")
        .send(csv.toString());
  }

  /** As RFC 4180 says; a text that a spreadsheet would calculate gets a quote before it. */
  private static String quoted(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return "\"" + safe.replace("\"", "\"\"") + "\"";
  }

  private void campaigns(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.CAMPAIGNS, request);
    Query query = new Query(request);
    Map<String, String> asked = asked(query, List.of("from", "to"));
    query.check();
    asked.putIfAbsent("from", frame.at().minus(LATELY).truncatedTo(ChronoUnit.SECONDS).toString());
    LocalCalls.Answer answer = api.get(request, response, "/api/v1/campaigns", asked);
    CampaignsResponse all =
        answer.isGood()
            ? answer.as(CampaignsResponse.class)
            : new CampaignsResponse(List.of(), List.of());
    List<List<Cell>> rows = new ArrayList<>();
    for (CampaignsResponse.Row each : all.campaigns()) {
      rows.add(
          List.of(
              Cell.left(each.model()), new Cell(shortened(each.firmwareHash()), "", "l id"),
              Cell.left(each.distributor()), number(each.activations()), number(each.refused()),
              number(each.alertsHeld()), Cell.of(Math.round(each.heldPerThousand())),
              number(each.withoutAlert()), number(each.justBefore()), number(each.justAfter()),
              Cell.of(Words.length(Duration.ofSeconds(each.blindHubSeconds()))),
              Cell.left(String.join(" ", each.questions()))));
    }
    List<List<Cell>> untracked = new ArrayList<>();
    for (CampaignsResponse.Untracked each : all.untracked()) {
      untracked.add(
          List.of(
              Cell.left(each.model()), new Cell(shortened(each.firmwareHash()), "", "l id"),
              Cell.left(each.reason()), number(each.activations()), number(each.alertsAfter())));
    }
    String since = "Since " + asked.get("from") + ": ";
    LocalCalls.Answer hours = api.get(request, response, "/api/v1/blind/hours", Map.of());
    send(
        response, frame,
        new ListPage(
            "Campaigns", answer.problem(),
            List.of(
                field("from", "From (UTC)", asked, List.of()),
                field("to", "To (UTC)", asked, List.of())),
            List.of(
                hours.isGood()
                    ? BlindHoursChart.section(hours.as(BlindHours.class), frame)
                    : new Section(
                        "hours", "Blind hubs by hour", hours.problem(), List.of(), List.of(),
                        List.of()),
                new Section(
                    "tracked", "Tracked, by model and firmware",
                    since + Words.count(rows.size(), "row") + ".",
                    List.of("<Model", "<Firmware", "<Distributor", "Activations", "Refused",
                        "Suppressed", "Per 1,000", "Without alert", "Just before", "Just after",
                        "Blind", "<Questions"),
                    rows, List.of()),
                new Section(
                    "untracked", "Not tracked: is the list too narrow?",
                    since + Words.count(untracked.size(), "row") + ".",
                    List.of("<Model", "<Firmware", "<Why", "Activations", "Alerts after them"),
                    untracked, List.of()))));
  }

  private static Cell number(long number) {
    return Cell.of(Words.count(number));
  }

  private static String shortened(String hash) {
    return hash.length() > 8 ? hash.substring(0, 8) : hash;
  }
}
