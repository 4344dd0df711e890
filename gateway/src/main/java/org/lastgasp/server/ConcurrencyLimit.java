package org.lastgasp.server;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * A filter that limits how many admin requests are served at once, so that enough is left for the
 * messages. The orders that count in an emergency have turns of their own and wait for nobody's
 * list; that the process is alive is said at any time. Safe for any thread.
 */
final class ConcurrencyLimit implements Router.Filter {
  private static final int QUESTIONS = 16; // more would leave the messages too little
  private static final int GLANCES = 4; // at pages and figures
  private static final int ORDERS = 4; // of a kind
  private static final String API = "/api/";

  private final Semaphore questions = new Semaphore(QUESTIONS, true);
  private final Semaphore glances = new Semaphore(GLANCES, true);
  private final Map<String, Semaphore> urgent =
      Map.of(
          "/api/v1/switch", new Semaphore(ORDERS, true),
          "/api/v1/storm", new Semaphore(ORDERS, true),
          "/api/v1/breaker", new Semaphore(ORDERS, true));

  @Override
  public void pass(
      RouteTable.Route route,
      ServerRequest request,
      ServerResponse response,
      Router.Onward onward) {
    Optional<Semaphore> turn = turn(route.path());
    turn.ifPresent(Semaphore::acquireUninterruptibly);
    try {
      onward.go();
    } finally {
      turn.ifPresent(Semaphore::release);
    }
  }

  private Optional<Semaphore> turn(String path) {
    if (path.equals("/-/healthy")) {
      return Optional.empty();
    }
    Semaphore usual = path.startsWith(API) ? questions : glances;
    return Optional.of(urgent.getOrDefault(path, usual));
  }
}
