package org.lastgasp.api;

import org.lastgasp.access.Role;
import org.lastgasp.server.RouteTable;
import org.lastgasp.server.Routes;

/** The route of the server-sent events. */
final class EventRoutes implements Routes {
  private final LiveEvents events;

  /** Opens streams of those events. */
  EventRoutes(LiveEvents events) {
    this.events = events;
  }

  @Override
  public void routing(RouteTable table) {
    table.get("/api/v1/events", Role.VIEWER, events::open);
  }
}
