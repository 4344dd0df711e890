package org.lastgasp.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.DirectTransportRequest;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads a request's body up to a limit. */
final class Body {
  static final long MOST_DRAINED = 256L << 20; // 256 MiB: who sends more is cut off
  private static final int USUAL = 64 << 10; // bytes; what announces more has to send it first

  private Body() {}

  /**
   * The bytes, or nothing if there are more than allowed.
   *
   * @throws RequestException if they end before they should, which ends the connection
   */
  static Optional<byte[]> read(ServerRequest request, long most) {
    try {
      return atMost(request, most);
    } catch (DataReader.InsufficientDataAvailableException | IOException ended) {
      throw cutOff(request, ended);
    } catch (UncheckedIOException | NumberFormatException broken) {
      throw cutOff(request, broken); // the latter: of the length of a chunk
    }
  }

  private static RequestException cutOff(ServerRequest request, Exception cause) {
    return RequestException.builder()
        .type(DirectHandler.EventType.BAD_REQUEST)
        .request(DirectTransportRequest.create(request.prologue(), request.headers()))
        .message("the body is not whole: send all that is announced")
        .safeMessage(true)
        .setKeepAlive(false)
        .cause(cause)
        .build();
  }

  private static Optional<byte[]> atMost(ServerRequest request, long most) throws IOException {
    long announced = request.headers().contentLength().orElse(-1);
    if (announced > most) {
      drain(request, announced);
      return Optional.empty();
    }
    if (!request.content().hasEntity()) {
      return Optional.of(new byte[0]);
    }
    if (announced > 0 && announced <= USUAL) {
      return Optional.of(exactly((int) announced, request));
    }
    if (announced >= 0) {
      return Optional.of(request.content().as(byte[].class));
    }
    InputStream in = request.content().inputStream(); // closing it would wait for the rest
    byte[] bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8L));
    if (bytes.length > most) {
      long unused = in.skip(MOST_DRAINED);
      return Optional.empty();
    }
    return Optional.of(bytes);
  }

  /** Lets the sender finish, so that it sees the answer rather than a broken connection. */
  private static void drain(ServerRequest request, long announced) throws IOException {
    if (announced > MOST_DRAINED) {
      return;
    }
    try (InputStream in = request.content().inputStream()) {
      long unused = in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Into an array of that length: the framework would take 16 KiB for every message first. */
  private static byte[] exactly(int length, ServerRequest request) throws IOException {
    byte[] bytes = new byte[length];
    int read;
    try (InputStream in = request.content().inputStream()) {
      read = in.readNBytes(bytes, 0, length);
    }
    if (read < length) {
      throw new EOFException(read + " of " + length + " bytes");
    }
    return bytes;
  }
}
