package org.lastgasp.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

/**
 * Says why the server could make no request of what it was sent, before any door sees it. A body
 * that is packed is among it: documents are carried byte for byte as they were signed, so they have
 * to come as they are (RFC 9110, section 15.5.16).
 */
final class Protocol implements DirectHandler {

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType event,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    var response = TransportResponse.builder().headers(headers).keepAlive(false);
    if (request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      Problem problem =
          Problem.of(
              415,
              "Content-Encoding not supported",
              "documents are carried byte for byte: send it without Content-Encoding");
      return response
          .status(Status.UNSUPPORTED_MEDIA_TYPE_415)
          .header(HeaderNames.ACCEPT_ENCODING, "identity")
          .header(HeaderNames.CONTENT_TYPE, Problem.TYPE)
          .entity(problem.bytes())
          .build();
    }
    return response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, Problem.TYPE)
        .entity(Problem.of(status.code(), "Not a request of HTTP/1.1", message).bytes())
        .build();
  }
}
