package org.lastgasp.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lastgasp.access.Role;
import org.lastgasp.console.AlertSearch.Asked;
import org.lastgasp.console.AlertSearch.Found;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Field;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the list of alerts, as a page and as a file. */
final class AlertRoutes implements Routes {
  private static final int PAGE = 50; // rows
  private static final int MOST = 1_000; // rows of a CSV file

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

  private void alerts(ServerRequest request, ServerResponse response) {
    Asked asked = Asked.of(request);
    Found found = search(request, response).found(asked, PAGE);
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

  private AlertSearch search(ServerRequest request, ServerResponse response) {
    return new AlertSearch(asked -> api.get(request, response, "/api/v1/alerts", asked));
  }

  private static String sentence(Found found, Asked asked) {
    if (found.alerts().isEmpty() && !found.problem().isEmpty()) {
      return "The alerts cannot be told now.";
    }
    if (found.alerts().isEmpty()) {
      return found.goesOn() > 0
          ? "No alert of those looked at fits the filter: go on with the older ones."
          : asked.before().isPresent()
              ? "No older alert fits the filter."
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
        field("near", "Near a window", asked, List.of("true")),
        field("area", "Area (postcode, feeder, region)", asked, List.of()),
        field("model", "Model", asked, List.of()),
        field("firmware-hash", "Firmware hash", asked, List.of()),
        field("assessment", "Label", asked, List.of("suspect", "unresolved", "consistent")),
        field("from", "From (UTC)", asked, List.of()),
        field("to", "To (UTC)", asked, List.of()));
  }

  static Field field(
      String name, String label, Map<String, String> asked, List<String> choices) {
    return new Field(name, label, asked.getOrDefault(name, ""), choices);
  }

  private void csv(ServerRequest request, ServerResponse response) {
    Found found = search(request, response).whole(Asked.of(request), MOST);
    if (!found.problem().isEmpty()) {
      text(response.status(found.status()), found.problem());
      return;
    }
    if (found.isCut(MOST)) {
      text(
          response.status(422),
          "Too many alerts had to be looked at for this filter: name a time, with from and to.");
      return;
    }
    StringBuilder csv = new StringBuilder(AlertRow.HEADER);
    found.alerts().forEach(each -> csv.append(new AlertRow(each).csv()));
    response
        .header("Content-Type", "text/csv; charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"alerts.csv\"")
        .send(csv.toString());
  }

  private static void text(ServerResponse response, String words) {
    response.header("Content-Type", "text/plain; charset=utf-8").send(words + "\n");
  }
}
