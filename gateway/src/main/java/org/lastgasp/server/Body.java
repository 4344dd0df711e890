package org.lastgasp.server;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.lastgasp.server.Router.BodyBroken;

/** A reader of a request's body up to a limit. */
final class Body {
  private static final long MOST_DRAINED = 256L << 20; // 256 MiB: who sends more is cut off
  private static final Duration DRAINING = Duration.ofSeconds(10); // and a second for each
  private static final int SLOWEST_DRAINED = 1_000_000; // bytes

  private Body() {}

  /** The result of reading a body. */
  sealed interface Outcome {
    /** The whole body; the leave is to be closed once nobody needs the bytes. */
    record Whole(byte[] bytes, BodyMemoryLimit.Leave leave) implements Outcome {}

    /** A body that is larger than allowed. */
    record TooLarge() implements Outcome {}

    /** A body for which there is no room beside other large ones. */
    record NoRoom() implements Outcome {}
  }

  /** A piece of work that reads. */
  private interface Reading<T> {
    T of(InputStream in) throws IOException;
  }

  /** One of at most so many bytes, which are few; empty if it is larger. */
  static Optional<byte[]> small(ServerRequest request, int most) {
    byte[] read = reading(request, most, in -> in.readNBytes(most + 1));
    return read.length > most ? Optional.empty() : Optional.of(read);
  }

  /**
   * Reads it, once there is room for it.
   *
   * @throws BodyBroken if it ends before it should
   */
  static Outcome read(ServerRequest request, long most, BodyMemoryLimit room) {
    Optional<Long> announced = request.announced();
    return announced.isPresent()
        ? announced(request, announced.get(), most, room)
        : chunked(request, most, room);
  }

  private static Outcome announced(
      ServerRequest request, long announced, long most, BodyMemoryLimit room) {
    if (announced > most) {
      return new Outcome.TooLarge();
    }
    Optional<BodyMemoryLimit.Leave> leave = room.enter(announced);
    return leave.isEmpty()
        ? new Outcome.NoRoom()
        : held(
            leave.get(),
            () -> Optional.of(reading(request, announced, in -> exactly(in, (int) announced))));
  }

  /**
   * Reads a body whose length shows only at its end, so what is not small takes the most it may be.
   */
  private static Outcome chunked(ServerRequest request, long most, BodyMemoryLimit room) {
    int glance = (int) Math.min(most, BodyMemoryLimit.SMALL) + 1;
    byte[] first = reading(request, most, in -> in.readNBytes(glance));
    if (first.length < glance) {
      return new Outcome.Whole(first, room.small());
    }
    if (first.length > most) {
      return new Outcome.TooLarge();
    }
    Optional<BodyMemoryLimit.Leave> leave = room.enter(most);
    return leave.isEmpty()
        ? new Outcome.NoRoom()
        : held(leave.get(), () -> reading(request, most, in -> rest(first, in, most)));
  }

  private static Optional<byte[]> rest(byte[] first, InputStream in, long most)
      throws IOException {
    byte[] rest = in.readNBytes((int) Math.min(most - first.length + 1, Integer.MAX_VALUE - 8L));
    if (first.length + rest.length > most) {
      return Optional.empty();
    }
    byte[] all = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return Optional.of(all);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int read = in.readNBytes(bytes, 0, length);
    if (read < length) {
      throw new EOFException(read + " of " + length + " bytes");
    }
    return bytes;
  }

  private interface Bytes {
    Optional<byte[]> read();
  }

  /** The leave is given back unless there is a body to hold it for. */
  private static Outcome held(BodyMemoryLimit.Leave leave, Bytes reading) {
    Optional<byte[]> bytes = Optional.empty();
    try {
      bytes = reading.read();
    } finally {
      if (bytes.isEmpty()) {
        leave.close();
      }
    }
    return bytes.isPresent()
        ? new Outcome.Whole(bytes.get(), leave)
        : new Outcome.TooLarge();
  }

  /** One of any length, as a stream whose faults are the sender's. */
  static InputStream stream(ServerRequest request) {
    return new FilterInputStream(DeadlineInputStream.ofAnyLength(request.content())) {
      @Override
      public int read() throws IOException {
        throw new UnsupportedOperationException("a list is read in pieces");
      }

      @Override
      public int read(byte[] into, int from, int most) {
        try {
          return super.read(into, from, most);
        } catch (IOException broken) {
          throw new BodyBroken(broken);
        } catch (HttpException.RuntimeException broken) {
          throw new BodyBroken(broken);
        }
      }
    };
  }

  /** The time it may take depends on how long it may be. */
  private static <T> T reading(ServerRequest request, long most, Reading<T> reading) {
    try {
      return reading.of(DeadlineInputStream.of(request.content(), most));
    } catch (IOException broken) {
      throw new BodyBroken(broken);
    } catch (HttpException.RuntimeException broken) {
      throw new BodyBroken(broken); // framed as no body may be
    }
  }

  /**
   * Lets the sender finish, so that it sees the answer rather than a broken connection. Nobody
   * waits for those bytes, so they have less time than those of a body that is taken.
   *
   * @return false if they are not read to their end: the connection can take no other request
   * @throws BodyBroken if they do not end as they should
   */
  static boolean drain(ServerRequest request) {
    if (request.awaitsContinue() || request.announced().orElse(0L) > MOST_DRAINED) {
      return false;
    }
    try {
      InputStream in = new DeadlineInputStream(request.content(), DRAINING, SLOWEST_DRAINED);
      return in.skip(MOST_DRAINED) < MOST_DRAINED;
    } catch (DeadlineInputStream.TooSlow late) {
      return false;
    } catch (IOException broken) {
      throw new BodyBroken(broken);
    } catch (HttpException.RuntimeException broken) {
      throw new BodyBroken(broken); // framed as no body may be
    }
  }
}
