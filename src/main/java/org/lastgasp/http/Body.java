package org.lastgasp.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads a request's body up to a limit. */
final class Body {
  private static final long MOST_DRAINED = 256L << 20; // 256 MiB: who sends more is cut off
  private static final int USUAL = 64 << 10; // bytes; what announces more has to send it first

  private Body() {}

  /** The bytes, or nothing if there are more than allowed. */
  static Optional<byte[]> read(ServerRequest request, long most) {
    long announced = request.headers().contentLength().orElse(-1);
    if (announced > most) {
      drain(request, announced);
      return Optional.empty();
    }
    if (!request.content().hasEntity()) {
      return Optional.of(new byte[0]);
    }
    boolean plain = !request.headers().contains(HeaderNames.CONTENT_ENCODING);
    if (announced > 0 && announced <= USUAL && plain) {
      return Optional.of(exactly((int) announced, request));
    }
    if (announced >= 0 && plain) {
      return Optional.of(request.content().as(byte[].class));
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] bytes = in.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8L));
      if (bytes.length > most) {
        long unused = in.skip(MOST_DRAINED);
        return Optional.empty();
      }
      return Optional.of(bytes);
    } catch (IOException cut) {
      throw new UncheckedIOException("the body of " + request.path() + " was cut off", cut);
    }
  }

  /** Lets the sender finish, so that it sees the answer rather than a broken connection. */
  private static void drain(ServerRequest request, long announced) {
    if (announced > MOST_DRAINED) {
      return;
    }
    try (InputStream in = request.content().inputStream()) {
      long unused = in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException cut) {
      throw new UncheckedIOException("the body of " + request.path() + " was cut off", cut);
    }
  }

  /** Into an array of that length: the framework would take 16 KiB for every message first. */
  private static byte[] exactly(int length, ServerRequest request) {
    byte[] bytes = new byte[length];
    int read;
    try (InputStream in = request.content().inputStream()) {
      read = in.readNBytes(bytes, 0, length);
    } catch (IOException cut) {
      throw new UncheckedIOException("the body of " + request.path() + " was cut off", cut);
    }
    if (read < length) {
      throw new UncheckedIOException(
          new EOFException("the body of " + request.path() + " was cut off"));
    }
    return bytes;
  }
}
