package org.lastgasp.console;

import java.nio.charset.StandardCharsets;
import org.lastgasp.api.AdminServices;
import org.lastgasp.api.StatusResponse;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;
import org.lastgasp.server.ServerRequest;
import org.lastgasp.server.ServerResponse;

/** The routes of the pages. */
public final class ConsoleRoutes implements Routes {
  private final AdminServices parts;

  /** Shows those services. */
  public ConsoleRoutes(AdminServices parts) {
    this.parts = parts;
  }

  @Override
  public void routing(RouteTable table) {
    table
        .get("/favicon.ico", (request, response) -> response.status(204).send())
        .get("/", this::page);
  }

  private void page(ServerRequest request, ServerResponse response) {
    response
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .send(StatusPage.of(StatusResponse.of(parts)).getBytes(StandardCharsets.UTF_8));
  }
}
