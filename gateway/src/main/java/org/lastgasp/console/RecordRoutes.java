package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lastgasp.access.Role;
import org.lastgasp.api.DeliveryResponse;
import org.lastgasp.api.IntegrityResponse;
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
  private static final String PAGE = "50"; // reports
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
    List<Section> sections = new ArrayList<>();
    sections.add(receivers(parts, figures));
    sections.add(lanes(parts, figures));
    figures.ifPresent(all -> sections.add(dsp(all.dsp())));
    send(response, frame, new ListPage("Delivery", "", List.of(), sections));
  }

  private static void send(ServerResponse response, Frame frame, ListPage page) {
    Page.send(response, "list", Map.of("frame", frame, "list", page));
  }

  private static Section receivers(
      Optional<StatusResponse.Parts> parts, Optional<DeliveryResponse> figures) {
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
    for (StatusResponse.Recipient each :
        parts.map(StatusResponse.Parts::delivery).orElse(List.of())) {
      rows.add(
          List.of(
              Cell.left(each.name()),
              new Cell(state(each), "", each.failing() ? "l bad" : "l"),
              Cell.of(Words.count(each.backlog()) + (each.more() ? "+" : "")),
              Cell.of(
                  each.backlog() == 0
                      ? "–"
                      : Words.length(Duration.ofMillis((long) (each.oldestSeconds() * 1e3)))),
              Cell.of(Words.count(rates.getOrDefault(each.user(), 0L))),
              Cell.of(Words.count(each.parked())),
              new Cell(
                  Words.count(each.setAside()), each.setAside() > 0 ? "/todo#letters" : "", ""),
              Cell.left(each.lastAnswer())));
    }
    return new Section(
        "receivers", "Receivers",
        parts.isEmpty() ? OTHERS : Words.count(rows.size(), "receiver") + ".",
        List.of("<Service User", "<State", "Waiting", "Oldest", "Last minute", "On disk",
            "Dead letters", "<Last answer"),
        rows, List.of(new Cell("Dead letters", "/todo#letters", "")));
  }

  private static String state(StatusResponse.Recipient each) {
    if (each.endpoint() == null) {
      return "not configured";
    }
    return each.failing() ? "failing" : "working";
  }

  private static Section lanes(
      Optional<StatusResponse.Parts> parts, Optional<DeliveryResponse> figures) {
    Map<String, String> names =
        parts.map(StatusResponse.Parts::delivery).orElse(List.of()).stream()
            .collect(
                Collectors.toMap(
                    StatusResponse.Recipient::user, StatusResponse.Recipient::name, (a, b) -> a));
    List<List<Cell>> rows = new ArrayList<>();
    figures.ifPresent(
        all ->
            all.users()
                .forEach(
                    user ->
                        user.lanes()
                            .forEach(
                                lane ->
                                    rows.add(
                                        lane(
                                            names.getOrDefault(user.user(), user.user()),
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
    return new Section(
        "dsp", "DSP",
        "Since the start " + Words.count(answers, "answer") + ", and "
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
    query.check();
    Frame frame = frames.of(Destination.EVIDENCE, request).saying(done);
    Optional<StatusResponse.Parts> parts =
        Optional.ofNullable(frames.now(request).status().gateway());
    LocalCalls.Answer checks = api.get(request, response, "/api/v1/integrity", Map.of());
    Optional<IntegrityResponse> checked =
        checks.isGood() ? Optional.of(checks.as(IntegrityResponse.class)) : Optional.empty();
    LocalCalls.Answer answer =
        api.get(request, response, "/api/v1/reports", Map.of("limit", PAGE));
    List<Section> sections = new ArrayList<>();
    parts.ifPresent(all -> sections.add(log(all, checked, frame)));
    checked.ifPresent(all -> sections.add(books(all.books(), frame)));
    checked.map(RecordRoutes::disk).ifPresent(sections::add);
    sections.add(
        reports(
            answer.isGood() ? answer.as(ReportsResponse.class).reports().reversed() : List.of(),
            parts.map(all -> all.reports().targets()).orElse(List.of()),
            frame));
    parts.ifPresent(all -> sections.add(targets(all.reports().targets(), frame)));
    List<Offer> offers =
        frame.mayOperate()
            ? List.of(
                new Offer("build", "End the period and build now …"),
                new Offer("send", "Send what waits now …"))
            : List.of();
    send(
        response, frame,
        new ListPage("Evidence", answer.problem(), List.of(), offers, sections));
  }

  private static Section log(
      StatusResponse.Parts parts, Optional<IntegrityResponse> checked, Frame frame) {
    String verified =
        checked
            .flatMap(all -> Optional.ofNullable(all.chain()))
            .map(chain -> verified(chain, frame))
            .orElse("It was not verified since the start; that is done within a minute.");
    return new Section(
        "log", "Suppression log",
        "Its last record is " + Words.count(parts.log().lastSeq())
            + "; reports have everything up to " + Words.count(parts.reports().lastSeq()) + ". "
            + verified,
        List.of("<File", "<Hash of the last record"),
        List.of(
            List.of(
                Cell.left(Optional.ofNullable(parts.log().file()).orElse("none yet")),
                new Cell(parts.log().lastHash(), "", "l id"))),
        List.of());
  }

  private static String verified(IntegrityResponse.Chain chain, Frame frame) {
    String what =
        "verified " + Words.near(chain.at(), frame.at()) + ": "
            + Words.count(chain.files(), "file") + ", " + Words.count(chain.records(), "record");
    return chain.whole()
        ? "The chain is whole, " + what + "."
        : "The chain is NOT whole, " + what + ", " + Words.count(chain.findings(), "fault")
            + ", the first: " + chain.firstFinding() + ".";
  }

  private static Section books(List<IntegrityResponse.Hour> books, Frame frame) {
    List<List<Cell>> rows = new ArrayList<>();
    for (IntegrityResponse.Hour each : books) {
      Instant to = each.from().plus(Duration.ofHours(1));
      String alerts = "/alerts?from=" + each.from() + "&to=" + to;
      Boolean balances = each.balances();
      rows.add(
          List.of(
              Cell.of(Words.near(each.from(), frame.at())),
              new Cell(Words.count(each.received()), alerts, ""),
              new Cell(Words.count(each.forwarded()), alerts + "&verdict=forwarded", ""),
              new Cell(Words.count(each.suppressed()), alerts + "&verdict=suppressed", ""),
              Cell.of(Words.count(each.copies())),
              Cell.of(Words.count(each.logged())),
              new Cell(
                  balances == null ? "not compared" : balances ? "balances" : "does NOT balance",
                  "", Boolean.FALSE.equals(balances) ? "l bad" : "l"),
              Cell.left(each.note())));
    }
    long wrong = books.stream().filter(each -> Boolean.FALSE.equals(each.balances())).count();
    String sentence =
        rows.isEmpty()
            ? "No full hour was compared since the start; that is done within minutes."
            : wrong == 0
                ? "Journal, index, log and delivery agree on " + Words.count(rows.size(), "hour")
                    + "."
                : Words.count(wrong, "hour") + " of " + rows.size() + " do not balance.";
    return new Section(
        "books", "Books by hour", sentence,
        List.of("Hour from", "Received", "Forwarded", "Suppressed", "Copies", "In the log",
            "<Result", "<Note"),
        rows, List.of());
  }

  private static Section disk(IntegrityResponse all) {
    String words =
        Optional.ofNullable(all.disk())
            .map(
                disk ->
                    Words.bytes(disk.freeBytes()) + " of " + Words.bytes(disk.sizeBytes())
                        + " are free; "
                        + Optional.ofNullable(disk.lastsSeconds())
                            .map(
                                seconds ->
                                    "at the rate of the last hour that is enough for "
                                        + Words.length(Duration.ofSeconds(seconds)) + ".")
                            .orElse("in the last hour it did not get less."))
            .orElse("The disk could not be measured.");
    return new Section("disk", "Disk", words, List.of(), List.of(), List.of());
  }

  private static Section reports(
      List<ReportsResponse.Item> all, List<ReportsResponse.Target> targets, Frame frame) {
    Set<String> names = new LinkedHashSet<>();
    targets.forEach(target -> names.add(target.target()));
    List<String> columns =
        new ArrayList<>(
            List.of("Number", "<Name", "<Scope", "<State", "Until", "Rows"));
    names.forEach(name -> columns.add("<" + name));
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportsResponse.Item each : all) {
      String file =
          each.state().equals("built") ? "/api/v1/reports/" + each.number() + "/file" : "";
      List<Cell> row = new ArrayList<>();
      row.add(Cell.of(each.number()));
      row.add(new Cell(each.name(), file, "l"));
      row.add(Cell.left(each.scope()));
      row.add(Cell.left(each.state()));
      row.add(Cell.of(Words.near(each.to(), frame.at())));
      row.add(Cell.of(Optional.ofNullable(each.rows()).map(Words::count).orElse("–")));
      for (String name : names) {
        row.add(
            Cell.left(
                each.sent().stream()
                    .filter(sent -> sent.target().equals(name))
                    .map(sent -> "has it since " + Words.near(sent.at(), frame.at()))
                    .findFirst()
                    .orElse("waits")));
      }
      rows.add(row);
    }
    return new Section(
        "reports", "Reports",
        rows.isEmpty()
            ? "No report was built yet."
            : Words.count(rows.size(), "report") + ", the last one first.",
        columns, rows, List.of());
  }

  private static Section targets(List<ReportsResponse.Target> targets, Frame frame) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ReportsResponse.Target each : targets) {
      rows.add(
          List.of(
              Cell.left(each.target()),
              Cell.of(Words.count(each.waiting())),
              Cell.left(
                  Optional.ofNullable(each.lastSuccess())
                      .map(at -> Words.near(at, frame.at()))
                      .orElse("never")),
              Cell.left(Optional.ofNullable(each.fault()).orElse(""))));
    }
    return new Section(
        "targets", "Targets",
        rows.isEmpty() ? "No target is configured: reports stay in the data folder." : "",
        List.of("<Target", "Waiting", "<Last success", "<Fault"), rows, List.of());
  }
}
