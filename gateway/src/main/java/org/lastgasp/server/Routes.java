package org.lastgasp.server;

/** Some paths of a listener and what answers them. */
public interface Routes {
  void routing(RouteTable table);
}
