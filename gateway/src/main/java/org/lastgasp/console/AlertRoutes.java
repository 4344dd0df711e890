package org.lastgasp.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.access.Role;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Field;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the list of alerts, as a page and as a file. */
final class AlertRoutes implements Routes {
  private static final int PAGE = 50; // rows
  private static final int MOST = 1_000; // rows of a CSV file
  private static final List<String> FILTERS =
      List.of("verdict", "distributor", "area", "reason", "model", "assessment", "from", "to");

  private final LocalCalls api;
  private final Frames frames;

  AlertRoutes(LocalCalls api, Frames frames) {
    this.api = api;
    this.frames = frames;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/alerts", Role.VIEWER, this::alerts)
        .get("/alerts.csv", Role.VIEWER, this::csv);
  }

  /** What is asked for, and before which alert; empty for the last ones. */
  private record Asked(Map<String, String> filters, Optional<String> before) {
    static Asked of(ServerRequest request) {
      Query query = new Query(request);
      Asked asked = new Asked(Address.asked(query, FILTERS), query.text("before"));
      query.check();
      return asked;
    }

    String address(String path) {
      return address(path, before);
    }

    String address(String path, Optional<String> from) {
      Map<String, String> all = new LinkedHashMap<>(filters);
      from.ifPresent(number -> all.put("before", number));
      return Address.of(path, all);
    }
  }

  /**
   * The alerts that were found, the last one first.
   *
   * @param goesOn before which number there may be more; 0 if there are no more
   */
  private record Found(List<AlertsResponse.Alert> alerts, long goesOn, String problem) {}

  /** A list of distributors is asked for one by one, and put together in the journal's order. */
  private Found found(ServerRequest request, ServerResponse response, Asked asked, int most) {
    List<AlertsResponse.Alert> all = new ArrayList<>();
    String problem = "";
    long goesOn = 0;
    for (String id : asked.filters().getOrDefault("distributor", "").split(",", 20)) {
      Map<String, String> one = new LinkedHashMap<>(asked.filters());
      one.put("last", String.valueOf(most));
      one.put("details", "true");
      asked.before().ifPresent(number -> one.put("before", number));
      one.remove("distributor");
      if (!id.isBlank()) {
        one.put("distributor", id.strip());
      }
      LocalCalls.Answer answer = api.get(request, response, "/api/v1/alerts", one);
      if (answer.isGood()) {
        AlertsResponse part = answer.as(AlertsResponse.class);
        all.addAll(part.alerts());
        long next = Optional.ofNullable(part.next()).map(Long::parseLong).orElse(0L);
        goesOn = Math.max(goesOn, next);
      } else {
        problem = answer.problem();
      }
    }
    all.sort((one, other) -> Long.compare(other.number(), one.number()));
    long complete = goesOn; // behind it every part was looked at
    List<AlertsResponse.Alert> shown =
        all.stream().filter(each -> each.number() >= complete).limit(most).toList();
    return new Found(shown, shown.size() == most ? shown.getLast().number() : goesOn, problem);
  }

  private void alerts(ServerRequest request, ServerResponse response) {
    Asked asked = Asked.of(request);
    Found found = found(request, response, asked, PAGE);
    Frame frame = frames.of(Destination.ALERTS, request);
    Section section =
        new Section(
                "alerts", "Power Outage Alerts", sentence(found, asked), AlertRow.COLUMNS,
                found.alerts().stream().map(each -> new AlertRow(each).cells(frame.at())).toList(),
                links(found, asked))
            .kept(asked.before().isPresent() ? ListPage.Live.NO : ListPage.Live.FOLLOWED);
    ListPage page =
        new ListPage("Alerts", found.problem(), filters(asked.filters()), List.of(section));
    Page.send(response, "list", Map.of("frame", frame, "list", page));
  }

  private static String sentence(Found found, Asked asked) {
    if (found.alerts().isEmpty()) {
      return found.goesOn() > 0
          ? "No alert of those looked at fits the filter: go on with the older ones."
          : "No alert fits the filter.";
    }
    return "The last " + Words.count(found.alerts().size(), "alert")
        + asked.before().map(number -> " before number " + number).orElse("")
        + ", the last one first.";
  }

  private static List<Cell> links(Found found, Asked asked) {
    List<Cell> links = new ArrayList<>();
    if (asked.before().isPresent()) {
      links.add(new Cell("The latest", asked.address("/alerts", Optional.empty()), ""));
    }
    if (found.goesOn() > 0) {
      Optional<String> older = Optional.of(String.valueOf(found.goesOn()));
      links.add(new Cell("Older", asked.address("/alerts", older), ""));
    }
    links.add(
        new Cell(
            "As CSV (up to " + Words.count(MOST) + ")", asked.address("/alerts.csv"), ""));
    return links;
  }

  private static List<Field> filters(Map<String, String> asked) {
    List<String> reasons =
        Stream.concat(Stream.of("in-window"), Words.reasons().stream()).toList();
    return List.of(
        field("verdict", "Verdict", asked, List.of("suppressed", "forwarded", "copy")),
        field("distributor", "Distributors", asked, List.of()),
        field("reason", "Reason", asked, reasons),
        field("area", "Area (postcode, feeder, region)", asked, List.of()),
        field("model", "Model", asked, List.of()),
        field("assessment", "Label", asked, List.of("suspect", "unresolved", "consistent")),
        field("from", "From (UTC)", asked, List.of()),
        field("to", "To (UTC)", asked, List.of()));
  }

  static Field field(
      String name, String label, Map<String, String> asked, List<String> choices) {
    return new Field(name, label, asked.getOrDefault(name, ""), choices);
  }

  private void csv(ServerRequest request, ServerResponse response) {
    Found found = found(request, response, Asked.of(request), MOST);
    if (!found.problem().isEmpty()) {
      response.status(400).header("Content-Type", "text/plain; charset=utf-8")
          .send(found.problem() + "\n");
      return;
    }
    StringBuilder csv = new StringBuilder(AlertRow.HEADER);
    found.alerts().forEach(each -> csv.append(new AlertRow(each).csv()));
    response
        .header("Content-Type", "text/csv; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"alerts.csv\"")
        .send(csv.toString());
  }
}
