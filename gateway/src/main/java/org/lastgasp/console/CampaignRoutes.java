package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lastgasp.access.Role;
import org.lastgasp.api.BlindHours;
import org.lastgasp.api.BlindResponse;
import org.lastgasp.api.CampaignsResponse;
import org.lastgasp.api.WindowsResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of what campaigns did: where hubs are blind, and what each firmware brought. */
final class CampaignRoutes implements Routes {
  static final String ACTIVATIONS = "/campaigns/activations";

  private static final Duration LATELY = Duration.ofDays(1);
  private static final String BLIND = "50"; // windows shown
  private static final String LISTED = "200"; // activations on a page

  private final LocalCalls api;
  private final Frames frames;

  CampaignRoutes(LocalCalls api, Frames frames) {
    this.api = api;
    this.frames = frames;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/campaigns", Role.VIEWER, this::campaigns)
        .get(ACTIVATIONS, Role.VIEWER, this::activations);
  }

  private void campaigns(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.CAMPAIGNS, request);
    Query query = new Query(request);
    Map<String, String> asked = Address.asked(query, List.of("from", "to"));
    Map<String, String> address = new LinkedHashMap<>(asked);
    Blind list = new Blind(query.flag("blind-now"), query.number("blind-after", 0));
    query.check();
    String since = frame.at().minus(LATELY).truncatedTo(ChronoUnit.HOURS).toString();
    asked.putIfAbsent("from", since); // the same for an hour: so what was added up is of use
    if (!asked.containsKey("to")) {
      asked.put("so-far", "true");
    }
    LocalCalls.Answer answer = api.get(request, response, "/api/v1/campaigns", asked);
    LocalCalls.Answer hours = api.get(request, response, "/api/v1/blind/hours", Map.of());
    List<Section> sections = new ArrayList<>();
    sections.add(
        hours.isGood()
            ? BlindHoursChart.section(hours.as(BlindHours.class), frame)
            : new Section(
                "hours", "Blind hubs by hour", hours.problem(), List.of(), List.of(),
                List.of()));
    sections.add(blind(request, response, frame, list, address));
    if (answer.isGood()) {
      CampaignsResponse all = answer.as(CampaignsResponse.class);
      sections.addAll(new CampaignTables(all, asked, frame).sections());
    }
    ListPage page =
        new ListPage(
            "Campaigns", answer.problem(),
            List.of(
                AlertRoutes.field("distributor", "Distributors", distributors(frame), List.of()),
                AlertRoutes.field("from", "From (UTC)", asked, List.of()),
                AlertRoutes.field("to", "To (UTC)", asked, List.of())),
            sections);
    Page.send(response, "list", Map.of("frame", frame, "list", page));
  }

  /** The activations that a number on the page of campaigns counts. */
  private void activations(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.CAMPAIGNS, request);
    Query query = new Query(request);
    Map<String, String> asked =
        Address.asked(query, List.of("figure", "model", "firmware-hash", "from", "to", "after"));
    query.check();
    Map<String, String> wanted = new LinkedHashMap<>(asked);
    wanted.put("limit", LISTED);
    if (asked.containsKey("from") && !asked.containsKey("to")) {
      wanted.put("so-far", "true");
    }
    wanted.putAll(distributors(frame));
    LocalCalls.Answer answer = api.get(request, response, "/api/v1/campaigns/activations", wanted);
    Optional<WindowsResponse> found =
        answer.isGood() ? Optional.of(answer.as(WindowsResponse.class)) : Optional.empty();
    List<List<Cell>> rows =
        found.map(WindowsResponse::windows).orElse(List.of()).stream()
            .map(each -> row(each, frame.at()))
            .toList();
    Optional<String> next = found.flatMap(part -> Optional.ofNullable(part.next()));
    List<Cell> links = new ArrayList<>();
    links.add(new Cell("All campaigns", frame.kept("/campaigns"), ""));
    if (next.isPresent()) {
      Map<String, String> further = new LinkedHashMap<>(asked);
      further.put("after", next.get());
      links.add(new Cell("Further activations", frame.kept(Address.of(ACTIVATIONS, further)), ""));
    }
    Section section =
        new Section(
            "activations", "Activations: " + asked.getOrDefault("figure", "asked"),
            found.isEmpty() ? answer.problem() : listed(rows.size(), asked, next.isPresent()),
            List.of(
                "Requested", "<From", "<Ended, or until", "<State", "<Model", "<Hub", "<Meter",
                "<MPAN"),
            rows, links);
    ListPage page = new ListPage("Activations", "", List.of(), List.of(section));
    Page.send(response, "list", Map.of("frame", frame, "list", page));
  }

  private static String listed(int count, Map<String, String> asked, boolean more) {
    String model = asked.getOrDefault("model", "");
    String firmware = asked.getOrDefault("firmware-hash", "");
    String which =
        (asked.containsKey("after") ? " further" : "")
            + (model.isEmpty() ? "" : " of " + model)
            + (firmware.isEmpty() ? "" : ", firmware " + Words.shortened(firmware));
    return count == 0
        ? "There is no such activation."
        : (more ? "The first " : "") + Words.count(count, "activation") + which
            + ", in the order they were recorded.";
  }

  private static List<Cell> row(WindowsResponse.Item each, Instant now) {
    return List.of(
        Cell.time(each.requestedAt(), now),
        Cell.time(each.from(), now).styled("l"),
        Cell.time(Optional.ofNullable(each.endedAt()).orElse(each.until()), now).styled("l"),
        Cell.left(each.state()),
        Cell.left(each.model()),
        Cell.id(each.hub()).linked(Address.story(each.hub())),
        Cell.id(each.meter()).styled("l id meter"),
        Cell.left(Optional.ofNullable(each.mpan()).orElse("")).styled("l id"));
  }

  private static Map<String, String> distributors(Frame frame) {
    return frame.distributors().isEmpty()
        ? Map.of()
        : Map.of("distributor", String.join(",", frame.distributors()));
  }

  /**
   * A part of the list of blind hubs.
   *
   * @param now whether only those are wanted that are blind now
   * @param after behind which window it begins; 0 for the first
   */
  private record Blind(boolean now, long after) {
    Map<String, String> question(Map<String, String> distributors) {
      Map<String, String> asked = new LinkedHashMap<>(distributors);
      asked.put("limit", BLIND);
      asked.put("after", String.valueOf(after));
      asked.put("now", String.valueOf(now));
      return asked;
    }

    String sentence(int windows, long hubs, boolean more) {
      if (windows == 0) {
        return after > 0
            ? "There is no further window."
            : now ? "No hub is blind now." : "No hub is blind, and no activation is planned.";
      }
      return (more && after == 0 ? "The first " : "")
          + Words.count(windows, after > 0 ? "further window" : "window")
          + (hubs == windows ? "" : " of " + Words.count(hubs, "hub"))
          + (now ? " that began" : "") + ", in the order they were asked for.";
    }
  }

  /** The windows that make hubs blind, now or from a known time on. */
  private Section blind(
      ServerRequest request,
      ServerResponse response,
      Frame frame,
      Blind list,
      Map<String, String> address) {
    LocalCalls.Answer answer =
        api.get(request, response, "/api/v1/blind", list.question(distributors(frame)));
    Optional<BlindResponse> found =
        answer.isGood() ? Optional.of(answer.as(BlindResponse.class)) : Optional.empty();
    List<BlindResponse.Item> items = found.map(BlindResponse::blind).orElse(List.of());
    List<List<Cell>> rows = items.stream().map(each -> row(each, frame.at())).toList();
    long hubs = items.stream().map(BlindResponse.Item::hub).distinct().count();
    Optional<String> next = found.flatMap(part -> Optional.ofNullable(part.next()));
    boolean forwarded = found.filter(part -> !part.suppressing()).isPresent();
    String sentence =
        list.sentence(rows.size(), hubs, next.isPresent())
            + (forwarded && !rows.isEmpty()
                ? " Every alert is forwarded now: none of these hubs is blind."
                : "");
    List<Cell> links = new ArrayList<>();
    next.ifPresent(
        after -> links.add(blindLink("Further windows", frame, address, list.now(), after)));
    links.add(
        list.now()
            ? blindLink("Planned ones too", frame, address, false, "0")
            : blindLink("Only those blind now", frame, address, true, "0"));
    String json = frame.kept("/api/v1/blind");
    links.add(new Cell("As JSON", json, ""));
    links.add(new Cell("As CSV", json + (json.contains("?") ? "&" : "?") + "format=csv", ""));
    return new Section(
        "blind", list.now() ? "Hubs that are blind now" : "Hubs that are blind, now or planned",
        found.isEmpty() ? answer.problem() : sentence,
        List.of(
            "From", "<Until", "<State", "<Distributor", "<Feeder", "<Postcode", "<Hub", "<Meter",
            "<MPAN"),
        rows, links);
  }

  private static Cell blindLink(
      String text, Frame frame, Map<String, String> address, boolean now, String after) {
    Map<String, String> all = new LinkedHashMap<>(address);
    all.put("blind-now", String.valueOf(now));
    all.put("blind-after", after);
    return new Cell(text, frame.kept(Address.of("/campaigns", all)) + "#blind", "");
  }

  private static List<Cell> row(BlindResponse.Item each, Instant now) {
    return List.of(
        Cell.time(each.from(), now),
        Cell.time(each.until(), now).styled("l"),
        Cell.left(!each.now() ? "planned" : each.suppressing() ? "blind now" : "forwarded now"),
        Cell.left(each.distributor()),
        Cell.left(each.feeder()),
        Cell.left(each.postcode()),
        Cell.id(each.hub()).linked(Address.story(each.hub())),
        Cell.id(each.meter()).styled("l id meter"),
        Cell.left(Optional.ofNullable(each.mpan()).orElse("")).styled("l id"));
  }
}
