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
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Reads a request's body up to a limit. */
final class Body {
  static final long MOST_DRAINED = 256L << 20; // 256 MiB: who sends more is cut off

  private static final long UNKNOWN = -1;
  private static final BodyRoom NO_ROOM = new BodyRoom(0, Duration.ZERO);

  private Body() {}

  /** What became of reading one. */
  sealed interface Outcome {
    /** All of it; the leave is to be closed once nobody needs the bytes. */
    record Whole(byte[] bytes, BodyRoom.Leave leave) implements Outcome {}

    /** It is larger than allowed. */
    record TooLarge() implements Outcome {}

    /** There are too many large ones at once. */
    record NoRoom() implements Outcome {}
  }

  /** One that is at most {@link BodyRoom#SMALL}; empty if it is larger than allowed. */
  static Optional<byte[]> small(ServerRequest request, long most) {
    return read(request, most, NO_ROOM) instanceof Outcome.Whole whole
        ? Optional.of(whole.bytes())
        : Optional.empty();
  }

  /**
   * Reads it, once there is room for it.
   *
   * @throws RequestException if it ends before it should, which ends the connection
   */
  static Outcome read(ServerRequest request, long most, BodyRoom room) {
    try {
      long announced = request.headers().contentLength().orElse(UNKNOWN);
      if (!request.content().hasEntity()) {
        return new Outcome.Whole(new byte[0], room.small());
      }
      return announced == UNKNOWN
          ? chunked(request, most, room)
          : announced(request, announced, most, room);
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

  private static Outcome announced(
      ServerRequest request, long announced, long most, BodyRoom room) throws IOException {
    if (announced > most) {
      drain(request, announced);
      return new Outcome.TooLarge();
    }
    Optional<BodyRoom.Leave> leave = room.enter(announced);
    if (leave.isEmpty()) {
      drain(request, announced);
      return new Outcome.NoRoom();
    }
    return reading(leave.get(), () -> Optional.of(exactly((int) announced, request)));
  }

  /** How long it is shows only at its end, so what is not small takes the most it may be. */
  private static Outcome chunked(ServerRequest request, long most, BodyRoom room)
      throws IOException {
    InputStream in = Punctual.of(request.content().inputStream(), most); // closing would wait
    byte[] first = in.readNBytes((int) Math.min(most, BodyRoom.SMALL) + 1);
    if (first.length > most) {
      long unused = in.skip(MOST_DRAINED);
      return new Outcome.TooLarge();
    }
    if (first.length <= BodyRoom.SMALL) {
      return new Outcome.Whole(first, room.small());
    }
    Optional<BodyRoom.Leave> leave = room.enter(most);
    if (leave.isEmpty()) {
      long unused = in.skip(MOST_DRAINED);
      return new Outcome.NoRoom();
    }
    return reading(leave.get(), () -> rest(first, in, most));
  }

  private static Optional<byte[]> rest(byte[] first, InputStream in, long most)
      throws IOException {
    byte[] rest = in.readNBytes((int) Math.min(most - first.length + 1, Integer.MAX_VALUE - 8L));
    if (first.length + rest.length > most) {
      long unused = in.skip(MOST_DRAINED);
      return Optional.empty();
    }
    byte[] all = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return Optional.of(all);
  }

  private interface Reading {
    Optional<byte[]> bytes() throws IOException;
  }

  /** The leave is given back unless there is a body to hold it for. */
  private static Outcome reading(BodyRoom.Leave leave, Reading reading) throws IOException {
    Optional<byte[]> bytes = Optional.empty();
    try {
      bytes = reading.bytes();
    } finally {
      if (bytes.isEmpty()) {
        leave.close();
      }
    }
    return bytes.isPresent()
        ? new Outcome.Whole(bytes.get(), leave)
        : new Outcome.TooLarge();
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
    try (InputStream in = Punctual.of(request.content().inputStream(), length)) {
      read = in.readNBytes(bytes, 0, length);
    }
    if (read < length) {
      throw new EOFException(read + " of " + length + " bytes");
    }
    return bytes;
  }
}
