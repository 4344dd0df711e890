package org.lastgasp.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.lastgasp.cli.GatewayClient;

/** The admin API of the gateway under test. */
record Admin(GatewayClient client) {
  /** The gateway did not do what it was asked; says what and why. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String what) {
      super(what);
    }
  }

  /** Asks for something. */
  JsonNode get(String path, Map<String, String> query) {
    return done(path, client.get(path, query));
  }

  /** Gives an order without a body. */
  JsonNode post(String path) {
    return order(path, "");
  }

  /** Gives an order in JSON. */
  JsonNode order(String path, String json) {
    return done(
        path,
        client.post(path, Map.of(), "application/json", BodyPublishers.ofString(json)));
  }

  /** Sends a list for import. */
  JsonNode list(String path, Map<String, String> query, BodyPublisher list) {
    return done(path, client.post(path, query, "text/plain; charset=utf-8", list));
  }

  private static JsonNode done(String path, GatewayClient.Answer answer) {
    return switch (answer) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused ->
          throw new Refused(path + " answered " + refused.status() + ": " + refused.text());
      case GatewayClient.Answer.Silent silent ->
          throw new Refused(path + " has no answer: " + silent.why());
    };
  }
}
