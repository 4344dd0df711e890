package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.access.Role;
import org.lastgasp.api.ConfigResponse;
import org.lastgasp.api.DeliveryResponse;
import org.lastgasp.api.IntegrityResponse;
import org.lastgasp.api.LogResponse;
import org.lastgasp.api.NowResponse;
import org.lastgasp.api.ReportsResponse;
import org.lastgasp.api.StatusResponse;
import org.lastgasp.console.ListPage.Cell;
import org.lastgasp.console.ListPage.Offer;
import org.lastgasp.console.ListPage.Section;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the pages of delivery and of evidence. */
final class RecordRoutes implements Routes {
  private static final String OTHERS = "This is shown to analysts and operators.";

  private final LocalCalls api;
  private final Frames frames;

  RecordRoutes(LocalCalls api, Frames frames) {
    this.api = api;
    this.frames = frames;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/delivery", Role.VIEWER, this::delivery)
        .get("/evidence", Role.VIEWER, this::evidence);
  }

  private void delivery(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.DELIVERY, request);
    Optional<StatusResponse.Parts> parts =
        Optional.ofNullable(frames.now(request).status().gateway());
    LocalCalls.Answer answer = api.get(request, response, "/api/v1/delivery", Map.of());
    Optional<DeliveryResponse> figures =
        answer.isGood() ? Optional.of(answer.as(DeliveryResponse.class)) : Optional.empty();
    List<StatusResponse.Recipient> shown = shown(request, parts, frame);
    List<Section> sections = new ArrayList<>();
    sections.add(receivers(shown, parts.isPresent(), figures, frame.at()));
    sections.add(lanes(shown, figures));
    figures.ifPresent(all -> sections.add(dsp(all.dsp())));
    send(response, frame, new ListPage("Delivery", "", List.of(), sections));
  }

  /** The receivers of the distributors that are asked for. */
  private List<StatusResponse.Recipient> shown(
      ServerRequest request, Optional<StatusResponse.Parts> parts, Frame frame) {
    Set<String> names =
        frames.now(request).networks().stream()
            .filter(each -> each.distributors().stream().anyMatch(frame::shows))
            .map(NowResponse.Network::name)
            .collect(Collectors.toSet());
    return parts.map(StatusResponse.Parts::delivery).orElse(List.of()).stream()
        .filter(each -> frame.distributors().isEmpty() || names.contains(each.name()))
        .toList();
  }

  private static void send(ServerResponse response, Frame frame, ListPage page) {
    Page.send(response, "list", Map.of("frame", frame, "list", page));
  }

  private static Section receivers(
      List<StatusResponse.Recipient> shown,
      boolean seen,
      Optional<DeliveryResponse> figures,
      Instant at) {
    Map<String, Long> rates = new HashMap<>();
    figures.ifPresent(
        all ->
            all.users()
                .forEach(
                    user ->
                        rates.put(
                            user.user(),
                            user.lanes().stream()
                                .mapToLong(DeliveryResponse.Lane::lastMinute)
                                .sum())));
    List<List<Cell>> rows = new ArrayList<>();
    for (StatusResponse.Recipient each : shown) {
      rows.add(
          List.of(
              Cell.left(each.name()),
              new Cell(state(each, at), "", each.failing() ? "l bad" : "l"),
              Cell.of(Words.count(each.backlog()) + (each.more() ? "+" : "")),
              Cell.of(
                  each.backlog() == 0
                      ? "–"
                      : Words.length(Duration.ofMillis((long) (each.oldestSeconds() * 1e3)))),
              Cell.of(Words.count(rates.getOrDefault(each.user(), 0L))),
              Cell.of(Words.count(each.parked())),
              Cell.count(each.setAside(), letters(each)),
              Cell.left(each.lastAnswer())));
    }
    return new Section(
        "receivers", "Receivers",
        seen ? Words.count(rows.size(), "receiver") + "." : OTHERS,
        List.of("<Service User", "<State", "Waiting", "Oldest", "Last minute", "On disk",
            "Dead letters", "<Last answer"),
        rows, List.of(new Cell("Dead letters", "/todo#letters", "")));
  }

  private static String letters(StatusResponse.Recipient of) {
    return Address.of("/todo", Map.of(TodoPage.RECEIVER, of.user())) + "#letters";
  }

  private static String state(StatusResponse.Recipient each, Instant at) {
    if (each.endpoint() == null) {
      return "not configured";
    }
    Instant since = each.failingSince();
    String state = each.failing() || since != null ? "failing" : "working";
    return since == null ? state : state + " since " + Words.near(since, at);
  }

  private static Section lanes(
      List<StatusResponse.Recipient> shown, Optional<DeliveryResponse> figures) {
    Map<String, String> names =
        shown.stream()
            .collect(
                Collectors.toMap(
                    StatusResponse.Recipient::user, StatusResponse.Recipient::name, (a, b) -> a));
    List<List<Cell>> rows = new ArrayList<>();
    figures.ifPresent(
        all ->
            all.users().stream()
                .filter(user -> names.containsKey(user.user()))
                .forEach(
                    user ->
                        user.lanes()
                            .forEach(
                                lane ->
                                    rows.add(
                                        lane(
                                            String.valueOf(names.get(user.user())),
                                            lane)))));
    return new Section(
        "lanes", "From receipt until taken",
        figures.isEmpty()
            ? OTHERS
            : "Times are of the last thousand messages of each lane since the start.",
        List.of("<Service User", "<Lane", "Delivered", "p50", "p99"), rows, List.of());
  }

  private static List<Cell> lane(String name, DeliveryResponse.Lane lane) {
    return List.of(
        Cell.left(name), Cell.left(lane.lane()), Cell.of(Words.count(lane.delivered())),
        Cell.of(Words.seconds(lane.p50Seconds())), Cell.of(Words.seconds(lane.p99Seconds())));
  }

  private static Section dsp(DeliveryResponse.Dsp dsp) {
    List<List<Cell>> rows = new ArrayList<>();
    dsp.answers().forEach((code, count) -> rows.add(counted("answered " + code, count)));
    dsp.silent().forEach((why, count) -> rows.add(counted("silent: " + why, count)));
    dsp.activations().forEach((what, count) -> rows.add(counted("activation " + what, count)));
    long answers = dsp.answers().values().stream().mapToLong(n -> n).sum();
    long silent = dsp.silent().values().stream().mapToLong(n -> n).sum();
    String times =
        answers == 0
            ? ""
            : " Half of its answers came within " + Words.seconds(dsp.p50AtMost()) + ", 99 in 100"
                + " within " + Words.seconds(dsp.p99AtMost()) + ".";
    DeliveryResponse.Failing failing = dsp.failing();
    String now =
        failing == null
            ? ""
            : "Failing since " + Words.time(failing.since()) + ", "
                + Words.count(failing.requests(), "request") + " in a row; the last: "
                + failing.last() + ". ";
    return new Section(
        "dsp", "DSP",
        now + "Since the start " + Words.count(answers, "answer") + ", and "
            + Words.count(silent, "call") + " without one." + times,
        List.of("<What", "Count"), rows, List.of());
  }

  private static List<Cell> counted(String what, long count) {
    return List.of(Cell.left(what), Cell.of(Words.count(count)));
  }

  private void evidence(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    String done =
        query.text("done").flatMap(ProposedOrder.Kind::of).map(ProposedOrder.Kind::done).orElse("");
    Map<String, String> asked =
        Address.asked(
            query, List.of(EvidenceTables.LOG_BEFORE, EvidenceTables.REPORTS_BEFORE));
    query.check();
    Frame frame = frames.of(Destination.EVIDENCE, request).saying(done);
    Optional<StatusResponse.Parts> parts =
        Optional.ofNullable(frames.now(request).status().gateway());
    LocalCalls.Answer checks = api.get(request, response, "/api/v1/integrity", Map.of());
    Optional<IntegrityResponse> checked =
        checks.isGood() ? Optional.of(checks.as(IntegrityResponse.class)) : Optional.empty();
    LocalCalls.Answer log =
        api.get(
            request, response, "/api/v1/log", part(asked.get(EvidenceTables.LOG_BEFORE)));
    LocalCalls.Answer config = api.get(request, response, "/api/v1/config", Map.of());
    LocalCalls.Answer answer =
        api.get(
            request, response, "/api/v1/reports",
            part(asked.get(EvidenceTables.REPORTS_BEFORE)));
    EvidenceTables tables = new EvidenceTables(frame, asked);
    List<Section> sections = new ArrayList<>();
    if (log.isGood() && parts.isPresent()) {
      long reported = parts.get().reports().lastSeq();
      sections.add(tables.log(log.as(LogResponse.class), reported, checked));
    }
    checked.ifPresent(all -> sections.add(tables.books(all.books())));
    List<ReportsResponse.Target> targets =
        parts.map(all -> all.reports().targets()).orElse(List.of());
    if (answer.isGood()) {
      sections.add(tables.reports(answer.as(ReportsResponse.class).reports().reversed(), targets));
    }
    if (parts.isPresent()) {
      sections.add(tables.targets(targets));
    }
    if (config.isGood() && checked.isPresent()) {
      sections.add(tables.disk(checked.get(), config.as(ConfigResponse.class)));
    }
    List<Offer> offers =
        frame.mayOperate()
            ? List.of(
                new Offer("build", "End the period and build now …"),
                new Offer("send", "Send what waits now …"))
            : List.of();
    send(
        response, frame,
        new ListPage(
            "Evidence",
            Stream.of(log, checks, config, answer)
                .filter(each -> each.status() != 403) // what a viewer does not see
                .map(LocalCalls.Answer::problem)
                .filter(problem -> !problem.isEmpty())
                .findFirst()
                .orElse(""),
            List.of(), offers, sections));
  }

  /** The last of a list, or those before one of them. */
  private static Map<String, String> part(@Nullable String before) {
    String most = String.valueOf(EvidenceTables.PAGE);
    return before == null
        ? Map.of("last", most)
        : Map.of("last", most, "before", before);
  }
}
