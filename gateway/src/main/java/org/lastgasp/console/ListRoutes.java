package org.lastgasp.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.access.Role;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.CampaignsResponse;
import org.lastgasp.api.ChangesResponse;
import org.lastgasp.api.ReportsResponse;
import org.lastgasp.api.StatusResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Field;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the pages that are lists: alerts, campaigns, delivery, evidence, changes. */
final class ListRoutes implements Routes {
  private static final int PAGE = 50; // rows
  private static final String MOST = "1000"; // rows of a CSV file
  private static final Duration LATELY = Duration.ofDays(1);
  private static final List<String> ALERT_FILTERS =
      List.of("verdict", "distributor", "reason", "model", "assessment", "from", "to");

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
        .get("/campaigns", Role.VIEWER, this::campaigns)
        .get("/delivery", Role.VIEWER, this::delivery)
        .get("/evidence", Role.VIEWER, this::evidence)
        .get("/changes", Role.VIEWER, this::changes);
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
        all.addAll(answer.as(AlertsResponse.class).alerts());
      } else {
        problem = answer.problem();
      }
    }
    all.sort((one, other) -> Long.compare(other.number(), one.number()));
    return new Found(all.subList(0, Math.min(all.size(), Integer.parseInt(most))), problem);
  }

  private record Found(List<AlertsResponse.Alert> alerts, String problem) {}

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
    if (alerts.size() == PAGE) {
      Map<String, String> older = new LinkedHashMap<>(asked);
      older.put("before", String.valueOf(alerts.getLast().number()));
      links.add(new Cell("Older", address("/alerts", older), ""));
    }
    links.add(new Cell("As CSV (the last " + MOST + ")", address("/alerts.csv", asked), ""));
    String sentence =
        alerts.isEmpty()
            ? "No alert fits the filter."
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
    send(
        response, frame,
        new ListPage(
            "Campaigns", answer.problem(),
            List.of(
                field("from", "From (UTC)", asked, List.of()),
                field("to", "To (UTC)", asked, List.of())),
            List.of(
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

  private void delivery(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.DELIVERY, request);
    StatusResponse.Parts parts = frames.now(request).status().gateway();
    List<List<Cell>> rows = new ArrayList<>();
    if (parts != null) {
      for (StatusResponse.Recipient each : parts.delivery()) {
        rows.add(
            List.of(
                Cell.left(each.name()),
                new Cell(each.failing() ? "failing" : "working", "", each.failing() ? "bad" : ""),
                number(each.backlog()),
                Cell.of(Words.length(Duration.ofMillis((long) (each.oldestSeconds() * 1e3)))),
                number(each.parked()), number(each.setAside()), Cell.left(each.lastAnswer())));
      }
    }
    String sentence =
        parts == null
            ? "Receivers are shown to analysts and operators."
            : Words.count(rows.size(), "receiver") + ".";
    send(
        response, frame,
        new ListPage(
            "Delivery", "", List.of(),
            List.of(
                new Section(
                    "receivers", "Receivers", sentence,
                    List.of("<Service User", "State", "Waiting", "Oldest", "Parked",
                        "Dead letters", "<Last answer"),
                    rows, List.of(new Cell("Dead letters", "/todo#letters", ""))))));
  }

  private void evidence(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.EVIDENCE, request);
    StatusResponse.Parts parts = frames.now(request).status().gateway();
    LocalCalls.Answer answer =
        api.get(request, response, "/api/v1/reports", Map.of("limit", String.valueOf(PAGE)));
    List<List<Cell>> reports = new ArrayList<>();
    if (answer.isGood()) {
      for (ReportsResponse.Item each : answer.as(ReportsResponse.class).reports().reversed()) {
        String file =
            each.state().equals("built") ? "/api/v1/reports/" + each.number() + "/file" : "";
        reports.add(
            List.of(
                Cell.of(each.number()), new Cell(each.name(), file, "l"),
                Cell.left(each.scope()), Cell.left(each.state()),
                Cell.of(Words.near(each.to(), frame.at())),
                Cell.of(Optional.ofNullable(each.rows()).map(Words::count).orElse("–"))));
      }
    }
    List<Section> sections = new ArrayList<>();
    if (parts != null) {
      sections.add(
          new Section(
              "log", "Suppression log",
              "Its last record is " + Words.count(parts.log().lastSeq())
                  + "; reports have everything up to " + Words.count(parts.reports().lastSeq())
                  + ".",
              List.of("<File", "<Hash of the last record"),
              List.of(
                  List.of(
                      Cell.left(Optional.ofNullable(parts.log().file()).orElse("none yet")),
                      new Cell(parts.log().lastHash(), "", "l id"))),
              List.of()));
    }
    sections.add(
        new Section(
            "reports", "Reports", Words.count(reports.size(), "report") + ", the last one first.",
            List.of("Number", "<Name", "<Scope", "<State", "Until", "Rows"), reports,
            List.of()));
    send(response, frame, new ListPage("Evidence", answer.problem(), List.of(), sections));
  }

  private void changes(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.CHANGES, request);
    Query query = new Query(request);
    Map<String, String> asked = asked(query, List.of("from", "to"));
    query.check();
    Map<String, String> question = new LinkedHashMap<>(asked);
    question.put("last", String.valueOf(PAGE));
    LocalCalls.Answer answer = api.get(request, response, "/api/v1/changes", question);
    List<List<Cell>> rows = new ArrayList<>();
    if (answer.isGood()) {
      answer.as(ChangesResponse.class).changes().reversed().forEach(
          each ->
              rows.add(
                  List.of(
                      Cell.of(time(each.at(), frame)), Cell.left(each.what()),
                      Cell.left(each.by()), Cell.left(each.reason()), Cell.left(each.before()),
                      Cell.left(each.after()))));
    }
    String sentence =
        rows.isEmpty()
            ? "Nothing was changed in this time."
            : "The last " + Words.count(rows.size(), "change") + ", the last one first.";
    send(
        response, frame,
        new ListPage(
            "Changes", answer.problem(),
            List.of(
                field("from", "From (UTC)", asked, List.of()),
                field("to", "To (UTC)", asked, List.of())),
            List.of(
                new Section(
                    "changes", "Who changed what", sentence,
                    List.of("When", "<What", "<Who", "<Why", "<Before", "<After"), rows,
                    List.of()))));
  }

  private static String time(Instant at, Frame frame) {
    return Words.near(at, frame.at());
  }
}
