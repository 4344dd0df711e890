package org.lastgasp.server;

import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.lastgasp.motorway.Northbound;
import org.lastgasp.motorway.Southbound;
import org.lastgasp.recording.Recorder;

/**
 * The DUIS listener: requests of Service Users are relayed, messages for them are taken. Paths and
 * answers are those of the DCC's own test system.
 */
public final class DuisRoutes implements Routes {
  private static final String ROOT = "/api/v1/";
  private static final int LARGE = 1 << 20; // bytes: read in some 10 ms, a firmware image in 150

  private final Southbound southbound;
  private final Northbound northbound;
  private final LongSupplier maxMessage;
  private final Recorder recorder;
  private final Supplier<DuisSenders> senders;
  private final BodyMemoryLimit room = BodyMemoryLimit.ofThisProcess();
  private final OffloadedWork large =
      new OffloadedWork("large-message"); // as many as there is room for

  /**
   * Hands messages to the motorway.
   *
   * @param maxMessage the largest message taken, in bytes; may change at run time
   * @param senders who may send what; may change at run time
   */
  public DuisRoutes(
      Southbound southbound,
      Northbound northbound,
      LongSupplier maxMessage,
      Recorder recorder,
      Supplier<DuisSenders> senders) {
    this.southbound = southbound;
    this.northbound = northbound;
    this.maxMessage = maxMessage;
    this.recorder = recorder;
    this.senders = senders;
  }

  @Override
  public void routing(RouteTable table) {
    for (String service : List.of("serviceT", "serviceS", "serviceD")) {
      table.document(ROOT + service, this::relay);
    }
    table.document(ROOT + "receive", this::receive);
  }

  private interface Handling {
    void of(byte[] body);
  }

  /** Reads the body once there is room for it, and holds the room until it is handled. */
  private void handle(ServerRequest request, ServerResponse response, Handling handling) {
    if (request.header("Content-Encoding").filter(e -> !e.equals("identity")).isPresent()) {
      packed(response);
      return;
    }
    if (request.header("Origin").isPresent()) {
      fromAPage(response);
      return;
    }
    long most = maxMessage.getAsLong();
    switch (Body.read(request, most, room)) {
      case Body.Outcome.Whole whole -> {
        try (var _ = whole.leave()) {
          of(whole.bytes(), handling);
        }
      }
      case Body.Outcome.TooLarge _ -> tooLarge(response, most);
      case Body.Outcome.NoRoom _ -> tooMany(response);
    }
  }

  private void of(byte[] body, Handling handling) {
    if (body.length > LARGE) {
      large.run(() -> handling.of(body));
    } else {
      handling.of(body);
    }
  }

  private void relay(ServerRequest request, ServerResponse response) {
    handle(request, response, body -> relay(request, response, body));
  }

  private void relay(ServerRequest request, ServerResponse response, byte[] body) {
    String path = request.target();
    long call = recorder.forDsp(path, body);
    Southbound.RelayedAnswer reply =
        southbound.relay(path, request.headers(), body, senders.get().of(request));
    recorder.answered(call, reply.status(), reply.body());
    reply.headers().forEach(response::header);
    response.status(reply.status()).send(reply.body());
  }

  private void receive(ServerRequest request, ServerResponse response) {
    DuisSenders known = senders.get();
    if (!known.isDsp(request)) {
      northbound.refused(known.certificateSha256(request));
      Problem.of(
              403,
              "Not the DSP",
              "messages for Service Users are taken from the certificates that dsp.eui and"
                  + " dsp.certificate-sha256 name")
          .send(response);
      return;
    }
    handle(request, response, body -> receive(response, body));
  }

  private void receive(ServerResponse response, byte[] body) {
    recorder.fromDsp(body);
    switch (northbound.receive(body)) {
      case Northbound.Result.Taken taken -> response.status(204).send();
      case Northbound.Result.Refused refused ->
          Problem.of(400, "Not a document for a Service User", refused.fault()).send(response);
      case Northbound.Result.NotNow later ->
          Problem.of(503, "Cannot be taken now", later.why() + "; send it again later")
              .send(response);
    }
  }

  /** A document is carried byte for byte as it was signed, so it has to come as it is. */
  private static void packed(ServerResponse response) {
    response.closing().header("Accept-Encoding", "identity");
    Problem.of(
            415,
            "Content-Encoding not supported",
            "documents are carried byte for byte: send it without Content-Encoding")
        .send(response);
  }

  /** No system that sends documents is a page, but a page could send one without being asked. */
  private static void fromAPage(ServerResponse response) {
    Problem.of(403, "From a page in a browser", "documents are taken from systems alone")
        .send(response);
  }

  private static void tooMany(ServerResponse response) {
    response.closing().header("Retry-After", "10");
    Problem.of(503, "Too many large messages at once", "send it again in a while").send(response);
  }

  private static void tooLarge(ServerResponse response, long most) {
    String detail = "the message is larger than max-message, " + most + " bytes";
    response.closing();
    Problem.of(413, "Message too large", detail).send(response);
  }
}
