package org.lastgasp.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lastgasp.duis.MessageBuilder;
import org.lastgasp.id.Eui64;
import org.lastgasp.id.RequestId;

/**
 * A request that has nothing to do with firmware, its answer, and the response that follows: what
 * the gateway has to carry as it is. Some come in odd dress.
 */
record UnrelatedRequest(RequestId id, Service service, Dress dress, Duration at) {
  private static final int LARGE = 300_000;

  /** The services that are requested. */
  enum Service {
    READ_REGISTERS("4.1.1", 1, "/api/v1/serviceS", "ReadInstantaneousImportRegisters"),
    READ_SUPPLY("7.4", 1, "/api/v1/serviceS", "ReadSupplyStatus"),
    READ_VERSION("11.2", 1, "/api/v1/serviceS", "ReadFirmwareVersion"),
    SET_CLOCK("6.11", 4, "/api/v1/serviceT", "SynchroniseClock"),
    READ_INVENTORY("8.2", 8, "/api/v1/serviceD", "ReadInventory");

    private final String variant;
    private final int commandVariant;
    private final String path;
    private final String element;

    Service(String variant, int commandVariant, String path, String element) {
      this.variant = variant;
      this.commandVariant = commandVariant;
      this.path = path;
      this.element = element;
    }
  }

  /** The forms of the documents. */
  enum Dress {
    PLAIN,
    /** Line breaks, comments, entities and letters that a re-serialisation would change. */
    FANCY,
    LARGE,
    /** The answer is an HTTP 400 that is no XML at all. */
    REFUSED
  }

  static List<UnrelatedRequest> drawn(RandomGenerator random, List<Hub> hubs, int count) {
    List<UnrelatedRequest> unrelatedRequests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Hub hub = hubs.get(random.nextInt(hubs.size()));
      Eui64 target =
          hub.meters().isEmpty() ? hub.id() : hub.meters().getFirst().id();
      ServiceUser user =
          ServiceUser.SUPPLIERS.get(random.nextInt(ServiceUser.SUPPLIERS.size()));
      Service service = Service.values()[random.nextInt(Service.values().length)];
      int kind = random.nextInt(20);
      Dress dress =
          kind < 9
              ? Dress.PLAIN
              : kind < 16 ? Dress.FANCY : kind < 18 ? Dress.LARGE : Dress.REFUSED;
      Duration at = Duration.ofMillis(random.nextLong(60_000, 110 * 60_000));
      unrelatedRequests.add(
          new UnrelatedRequest(
              new RequestId(user.id(), target, 5_000_000L + i), service, dress, at));
    }
    return unrelatedRequests;
  }

  String path() {
    return service.path;
  }

  int variant() {
    return service.commandVariant;
  }

  byte[] request() {
    return dressed(
        MessageBuilder.request(id, service.commandVariant, service.variant, body(service.element)));
  }

  LoopbackServer.Reply answer(Instant at) {
    if (dress == Dress.REFUSED) {
      byte[] words = "not now – «ask again»\r\n\t".getBytes(UTF_8);
      return new LoopbackServer.Reply(400, "text/plain; charset=utf-8", words);
    }
    byte[] plain = MessageBuilder.acknowledgement(id, service.variant, "I99", at);
    return new LoopbackServer.Reply(200, "application/xml", dressed(plain));
  }

  byte[] response(Instant at) {
    return dressed(MessageBuilder.deviceResponse(id, service.variant, new byte[] {1, 2, 3}, at));
  }

  private String body(String element) {
    return MessageBuilder.inside(element, "");
  }

  private byte[] dressed(byte[] document) {
    String text = new String(document, UTF_8);
    return switch (dress) {
      case PLAIN, REFUSED -> document;
      case FANCY ->
          text.replace("?><", "?>\r\n<!-- Ünïcode & < > ‐ kept -->\n<")
              .replace("sr:Body", "sr:Body  ")
              .replace("<sr:Header>", "\n\t<sr:Header>\n&#32;")
              .concat("\n<!-- after the end -->\n")
              .getBytes(UTF_8);
      case LARGE ->
          text.concat("<!--" + "x".repeat(LARGE) + "-->").getBytes(UTF_8);
    };
  }
}
