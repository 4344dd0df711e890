package org.lastgasp.console;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lastgasp.access.Role;
import org.lastgasp.api.ChangesResponse;
import org.lastgasp.api.DeadLettersResponse;
import org.lastgasp.audit.ChangePage.Changed;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of what there is to do, and of doing it. */
final class TodoRoutes implements Routes {
  private static final String MOST = "500"; // of what was settled
  private static final String MOST_LETTERS = "50";
  private static final int MOST_AT_ONCE = 500;
  private static final Duration SHIFT = Duration.ofHours(12);
  private static final List<String> FILTERS =
      List.of("since", TodoPage.RECEIVER, TodoPage.LETTERS_AFTER);
  private static final Set<String> SHOWN = Set.of("worklist", "note", "release", "dead-letter");

  private final LocalCalls api;
  private final Frames frames;

  TodoRoutes(LocalCalls api, Frames frames) {
    this.api = api;
    this.frames = frames;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/todo", Role.VIEWER, (request, response) -> show(request, response, ""))
        .form("/todo", Role.OPERATOR, this::act);
  }

  private void show(ServerRequest request, ServerResponse response, String problem) {
    Query query = new Query(request);
    String done = query.text("done").map(TodoRoutes::said).orElse("");
    Frame frame = frames.of(Destination.TO_DO, request).saying(done);
    Instant since = since(query).orElse(frame.at().minus(SHIFT));
    TodoPage.Part part =
        new TodoPage.Part(
            new WorkItems.Begin(query.flag("others"), query.number("after", 0)),
            query.number("start", 0, 0, WorkItems.MOST));
    Map<String, String> asked = Address.asked(query, FILTERS);
    query.check();
    WorkItems.Found items =
        new WorkItems(wanted -> api.get(request, response, "/api/v1/worklist", wanted))
            .of(frame.distributors(), part.begin());
    LocalCalls.Answer letters =
        api.get(
            request, response, "/api/v1/dead-letters",
            Map.of(
                "limit", MOST_LETTERS, "user", asked.getOrDefault(TodoPage.RECEIVER, ""),
                "after", asked.getOrDefault(TodoPage.LETTERS_AFTER, "")));
    LocalCalls.Answer changes =
        api.get(
            request, response, "/api/v1/changes",
            Map.of("since", since.toString(), "last", MOST, "so-far", "true"));
    Optional<List<Changed>> settled =
        changes.isGood()
            ? Optional.of(
                changes.as(ChangesResponse.class).changes().reversed().stream()
                    .filter(each -> SHOWN.contains(each.what()))
                    .toList())
            : Optional.empty();
    TodoPage page =
        new TodoPage(
            part,
            asked,
            items.list(),
            items.next(),
            letters.isGood()
                ? Optional.of(letters.as(DeadLettersResponse.class))
                : Optional.empty(),
            settled,
            since,
            first(
                problem, items.problem(), frame.seesEverything() ? letters.problem() : "",
                changes.problem()),
            frame);
    Page.send(response, "todo", Map.of("frame", frame, "todo", page));
  }

  /** The first that is not empty. */
  private static String first(String... problems) {
    return Arrays.stream(problems).filter(each -> !each.isEmpty()).findFirst().orElse("");
  }

  /** As a browser sends a time, which is meant in UTC. */
  private static Optional<Instant> since(Query query) {
    Optional<String> text = query.text("since");
    try {
      return text.map(t -> LocalDateTime.parse(t).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException notOne) {
      query.fault("since is a time such as 2030-01-15T10:00");
      return Optional.empty();
    }
  }

  private static String said(String done) {
    return switch (done) {
      case "claim" -> "It is yours to look into.";
      case "give-back" -> "It is given back.";
      case "note" -> "The note is recorded.";
      case "settle" -> "It is settled.";
      case "release" -> "The alert is on its way to its receiver.";
      case "resend" -> "The message is on its way again.";
      case "drop" -> "The message is dropped.";
      default -> "";
    };
  }

  private void act(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.TO_DO, request);
    Query query = new Query(request);
    Map<String, String> asked = Address.asked(query, FILTERS);
    query.check();
    String action = request.field("action").orElse("");
    List<String> numbers =
        Arrays.stream(request.field("numbers").orElse("").split(","))
            .map(String::strip)
            .filter(each -> Query.counted(each).isPresent())
            .limit(MOST_AT_ONCE)
            .toList();
    String text = request.field("text").orElse("").strip();
    Map<String, String> refused = new LinkedHashMap<>();
    for (String number : numbers) {
      LocalCalls.Answer answer = order(request, response, action, number, text);
      if (!answer.isGood()) {
        refused.put(number, answer.problem());
      }
    }
    String problem = numbers.isEmpty() ? "No item was named." : problem(refused, numbers.size());
    frames.refresh();
    if (problem.isEmpty()) {
      asked.put("done", action);
      response.status(303).header("Location", frame.kept(Address.of("/todo", asked))).send();
    } else {
      response.status(409);
      show(request, response, problem);
    }
  }

  /** What was refused and why the first was, and how many were done; empty if none was refused. */
  private static String problem(Map<String, String> refused, int all) {
    if (refused.isEmpty()) {
      return "";
    }
    String done =
        refused.size() == all ? "" : "Done with " + (all - refused.size()) + " of " + all + ". ";
    return done + "Nothing was done with " + String.join(", ", refused.keySet()) + ": "
        + refused.values().iterator().next();
  }

  private LocalCalls.Answer order(
      ServerRequest request,
      ServerResponse response,
      String action,
      String number,
      String text) {
    String item = "/api/v1/worklist/" + number;
    String letter = "/api/v1/dead-letters/" + number;
    return switch (action) {
      case "claim" -> note(request, response, item, "claimed", "");
      case "give-back" -> note(request, response, item, "given-back", "");
      case "note" -> note(request, response, item, "note", text);
      case "settle" -> api.post(request, response, item + "/resolve", Map.of("reason", text));
      case "release" -> api.post(request, response, item + "/release", Map.of("reason", text));
      case "resend" -> api.post(request, response, letter + "/resend", Map.of("reason", text));
      case "drop" -> api.post(request, response, letter + "/drop", Map.of("reason", text));
      default -> api.post(request, response, "/nothing", Map.of());
    };
  }

  private LocalCalls.Answer note(
      ServerRequest request, ServerResponse response, String item, String kind, String text) {
    return api.post(request, response, item + "/note", Map.of("note", kind, "text", text));
  }
}
