package org.lastgasp.console;

import java.util.Map;
import java.util.function.Supplier;
import org.lastgasp.access.Role;
import org.lastgasp.api.AdminServices;
import org.lastgasp.api.NowReader;
import org.lastgasp.api.NowResponse;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the pages. */
public final class ConsoleRoutes implements Routes {
  private final AdminServices parts;
  private final Frames frames;

  /**
   * Shows those services.
   *
   * @param environment the name of the installation; may be empty
   */
  public ConsoleRoutes(AdminServices parts, NowReader now, Supplier<String> environment) {
    this.parts = parts;
    this.frames = new Frames(now, environment, parts.clock());
  }

  @Override
  public void routing(RouteTable table) {
    table
        .register(new Assets())
        .register(new LoginRoutes(parts.authenticator()))
        .get("/", Role.VIEWER, this::now);
  }

  private void now(ServerRequest request, ServerResponse response) {
    NowResponse now = frames.now(request);
    Frame frame = frames.of(Destination.NOW, request);
    Page.send(response, "now", Map.of("frame", frame, "now", new NowPage(now, frame)));
  }
}
