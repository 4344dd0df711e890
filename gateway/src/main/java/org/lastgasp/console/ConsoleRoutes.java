package org.lastgasp.console;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.lastgasp.access.Role;
import org.lastgasp.api.AdminServices;
import org.lastgasp.api.ExplainResponse;
import org.lastgasp.api.NowReader;
import org.lastgasp.api.NowResponse;
import org.lastgasp.api.Remedies;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the pages. */
public final class ConsoleRoutes implements Routes {
  private static final String STORY = "20"; // alerts on a page, as in StoryPage
  private static final String PACK = "100"; // alerts in an evidence pack, the last ones
  private static final int LONGEST = 200; // characters of an id
  private static final byte[] NO_ID =
      "{\"title\":\"Not an id\",\"detail\":\"ids have 1 to 200 characters, no slash\"}"
          .getBytes(StandardCharsets.UTF_8);

  private final AdminServices parts;
  private final LocalCalls api;
  private final Frames frames;

  /**
   * Shows those services.
   *
   * @param api what pages are made of
   * @param environment the name of the installation; may be empty
   */
  public ConsoleRoutes(
      AdminServices parts, LocalCalls api, NowReader now, Supplier<String> environment) {
    this.parts = parts;
    this.api = api;
    this.frames = new Frames(now, environment, parts.clock());
  }

  @Override
  public void routing(RouteTable table) {
    table
        .problems(ConsoleRoutes::problem)
        .register(new Assets())
        .register(new LoginRoutes(parts.authenticator()))
        .register(new TodoRoutes(api, frames))
        .register(new AlertRoutes(api, frames))
        .register(new CampaignRoutes(api, frames))
        .register(new RecordRoutes(api, frames))
        .register(new OrderRoutes(api, frames))
        .get("/", Role.VIEWER, this::now)
        .get("/runbook", Role.VIEWER, this::runbook)
        .get("/story", Role.VIEWER, this::story)
        .get("/story/pack", Role.VIEWER, this::pack);
  }

  /** What is wrong, for people: with nothing of the gateway's state, which may be what is wrong. */
  private static void problem(
      int status, String title, String detail, ServerResponse response) {
    Page.send(
        response,
        "problem",
        Map.of(
            "status", status, "title", title, "detail", detail, "assets", Assets.VERSION));
  }

  private void now(ServerRequest request, ServerResponse response) {
    NowResponse now = frames.now(request);
    Frame frame = frames.of(Destination.NOW, request, now);
    Page.send(response, "now", Map.of("frame", frame, "now", new NowPage(now, frame)));
  }

  /** What to do about each thing that can be wrong. */
  private void runbook(ServerRequest request, ServerResponse response) {
    Frame frame = frames.of(Destination.RUNBOOK, request);
    Page.send(
        response, "runbook",
        Map.of("frame", frame, "reasons", new TreeSet<>(Remedies.reasons()).stream().toList()));
  }

  /** True of what may be an id, and can stand in a path. */
  private static boolean isId(String text) {
    return !text.isEmpty() && text.length() <= LONGEST && text.indexOf('/') < 0;
  }

  private void story(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    String id = query.text("id").map(String::strip).orElse("");
    Map<String, String> part = new HashMap<>(Map.of("last", STORY, "so-far", "true"));
    query.text("before").ifPresent(number -> part.put("before", number));
    query.check();
    LocalCalls.Answer answer =
        !isId(id)
            ? new LocalCalls.Answer(404, NO_ID)
            : api.get(request, response, "/api/v1/explain/" + id, part);
    Frame frame = frames.of(Destination.STORY, request);
    StoryPage page =
        new StoryPage(
            id,
            !part.containsKey("before"),
            answer.isGood() ? Optional.of(answer.as(ExplainResponse.class)) : Optional.empty(),
            answer.problem(),
            frame);
    response.status(answer.status());
    Page.send(response, "story", Map.of("frame", frame, "story", page));
  }

  /** What is known of something, to be kept elsewhere. */
  private void pack(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    String id = query.text("id").map(String::strip).orElse("");
    query.check();
    LocalCalls.Answer pack =
        api.get(request, response, "/api/v1/evidence/" + id, Map.of("last", PACK));
    LocalCalls.Answer answer =
        pack.status() == 403 // the messages have supply points, which some readers do not see
            ? api.get(
                request, response, "/api/v1/support/" + id, Map.of("last", PACK))
            : pack;
    response
        .status(answer.status())
        .header("Content-Type", "application/json")
        .header(
            "Content-Disposition",
            "attachment; filename=\"lastgasp-" + id.replaceAll("[^A-Za-z0-9-]", "-") + ".json\"")
        .send(answer.body());
  }
}
