package org.lastgasp.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.lastgasp.motorway.Northbound;
import org.lastgasp.motorway.Receipt;
import org.lastgasp.motorway.Reply;
import org.lastgasp.motorway.Southbound;
import org.lastgasp.recording.Recorder;

/**
 * The DUIS listener: requests of Service Users are relayed, messages for them are taken. Paths and
 * answers are those of the DCC's own test system.
 */
final class DuisDoor implements HttpService {
  private static final String ROOT = "/api/v1/";
  private static final int LARGE = 1 << 20; // bytes: read in some 10 ms, a firmware image in 150

  private final Southbound southbound;
  private final Northbound northbound;
  private final LongSupplier maxMessage;
  private final Recorder recorder;
  private final BodyRoom room = BodyRoom.ofThisProcess();
  private final Aside large = new Aside("large-message", Integer.MAX_VALUE); // as room allows

  DuisDoor(
      Southbound southbound,
      Northbound northbound,
      LongSupplier maxMessage,
      Recorder recorder) {
    this.southbound = southbound;
    this.northbound = northbound;
    this.maxMessage = maxMessage;
    this.recorder = recorder;
  }

  @Override
  public void routing(HttpRules rules) {
    for (String service : List.of("serviceT", "serviceS", "serviceD")) {
      rules.post(ROOT + service, this::relay);
      rules.any(ROOT + service, DuisDoor::onlyPost);
    }
    rules.post(ROOT + "receive", this::receive);
    rules.any(ROOT + "receive", DuisDoor::onlyPost);
  }

  private interface Handling {
    void of(byte[] body);
  }

  /** Reads the body once there is room for it, and holds the room until it is handled. */
  private void handle(ServerRequest request, ServerResponse response, Handling handling) {
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
    String path = request.path().path();
    long call = recorder.forDsp(path, body);
    Reply reply = southbound.relay(path, headers(request), body);
    recorder.answered(call, reply.status(), reply.body());
    reply
        .headers()
        .forEach(
            (name, values) ->
                response.header(HeaderNames.create(name), values.toArray(String[]::new)));
    response.status(Status.create(reply.status())).send(reply.body());
  }

  private void receive(ServerRequest request, ServerResponse response) {
    handle(request, response, body -> receive(response, body));
  }

  private void receive(ServerResponse response, byte[] body) {
    recorder.fromDsp(body);
    switch (northbound.receive(body)) {
      case Receipt.Taken taken -> response.status(Status.NO_CONTENT_204).send();
      case Receipt.Refused refused ->
          Problem.of(400, "Not a document for a Service User", refused.fault()).send(response);
      case Receipt.NotNow later ->
          Problem.of(503, "Cannot be taken now", later.why() + "; send it again later")
              .send(response);
    }
  }

  private static void tooMany(ServerResponse response) {
    response.header(HeaderNames.CONNECTION, "close").header(HeaderNames.RETRY_AFTER, "10");
    Problem.of(503, "Too many large messages at once", "send it again in a while").send(response);
  }

  private static void tooLarge(ServerResponse response, long most) {
    String detail = "the message is larger than max-message, " + most + " bytes";
    response.header(HeaderNames.CONNECTION, "close");
    Problem.of(413, "Message too large", detail).send(response);
  }

  private static void onlyPost(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.ALLOW, "POST");
    Problem.of(405, "Method not allowed", "post the document to " + request.path().path())
        .send(response);
  }

  private static Map<String, List<String>> headers(ServerRequest request) {
    Map<String, List<String>> headers = new HashMap<>();
    for (Header header : request.headers()) {
      headers
          .computeIfAbsent(header.name(), name -> new ArrayList<>())
          .addAll(header.allValues());
    }
    return headers;
  }
}
