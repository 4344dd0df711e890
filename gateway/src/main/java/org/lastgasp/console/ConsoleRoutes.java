package org.lastgasp.console;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.lastgasp.access.Role;
import org.lastgasp.api.AdminServices;
import org.lastgasp.api.ExplainResponse;
import org.lastgasp.api.NowReader;
import org.lastgasp.api.NowResponse;
import org.lastgasp.server.LocalCalls;
import org.lastgasp.server.Query;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the pages. */
public final class ConsoleRoutes implements Routes {
  private static final String STORY = "20"; // alerts on a page

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
        .register(new Assets())
        .register(new LoginRoutes(parts.authenticator()))
        .register(new TodoRoutes(api, frames))
        .register(new ListRoutes(api, frames))
        .get("/", Role.VIEWER, this::now)
        .get("/story", Role.VIEWER, this::story)
        .get("/story/pack", Role.VIEWER, this::pack);
  }

  private void now(ServerRequest request, ServerResponse response) {
    NowResponse now = frames.now(request);
    Frame frame = frames.of(Destination.NOW, request);
    Page.send(response, "now", Map.of("frame", frame, "now", new NowPage(now, frame)));
  }

  private void story(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    String id = query.text("id").map(String::strip).orElse("");
    String after = String.valueOf(query.number("after", 0));
    query.check();
    LocalCalls.Answer answer =
        api.get(
            request, response, "/api/v1/explain/" + id, Map.of("limit", STORY, "after", after));
    Frame frame = frames.of(Destination.STORY, request);
    StoryPage page =
        new StoryPage(
            id,
            answer.isGood() ? Optional.of(answer.as(ExplainResponse.class)) : Optional.empty(),
            answer.problem(),
            frame);
    response.status(answer.isGood() ? 200 : 404);
    Page.send(response, "story", Map.of("frame", frame, "story", page));
  }

  /** What is known of something, to be kept elsewhere. */
  private void pack(ServerRequest request, ServerResponse response) {
    Query query = new Query(request);
    String id = query.text("id").map(String::strip).orElse("");
    query.check();
    LocalCalls.Answer answer = api.get(request, response, "/api/v1/support/" + id, Map.of());
    response
        .status(answer.status())
        .header("Content-Type", "application/json")
        .header(
            "Content-Disposition",
            "attachment; filename=\"lastgasp-" + id.replaceAll("[^A-Za-z0-9-]", "-") + ".json\"")
        .send(answer.body());
  }
}
