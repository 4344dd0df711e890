package org.lastgasp.console;

import org.lastgasp.access.Role;
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
        .open("/favicon.ico", (request, response) -> response.status(204).send())
        .register(new LoginRoutes(parts.authenticator()))
        .get("/", Role.ANALYST, this::page);
  }

  private void page(ServerRequest request, ServerResponse response) {
    Page.send(response, StatusPage.of(StatusResponse.of(parts)));
  }
}
