package org.lastgasp.server;

/** A group of routes with their handlers. */
public interface Routes {
  void routing(RouteTable table);
}
