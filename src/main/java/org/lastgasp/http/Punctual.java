package org.lastgasp.http;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that has to come in time: whoever sends a byte now and then would keep the room for large
 * messages from all others for ever. For one thread.
 */
final class Punctual extends FilterInputStream {
  private static final Duration PATIENCE = Duration.ofMinutes(1); // and a second for each
  private static final int SLOWEST = 100_000; // bytes

  private final long until;

  /** One that may take a while, from now on. */
  Punctual(InputStream in, Duration patience) {
    super(in);
    this.until = System.nanoTime() + patience.toNanos();
  }

  /** One of so many bytes: a minute, and a second for each 100 kB. */
  static Punctual of(InputStream in, long bytes) {
    return new Punctual(in, PATIENCE.plusSeconds(bytes / SLOWEST));
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    return inTime(read);
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    int read = super.read(into, from, most);
    return inTime(read);
  }

  private int inTime(int read) throws IOException {
    if (System.nanoTime() - until > 0) {
      throw new EOFException("the body took too long");
    }
    return read;
  }
}
