package org.lastgasp.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that has to come in time: whoever sends a byte now and then would keep the room for large
 * messages from all others for ever. Who sends nothing at all is given up by the listener. For one
 * thread.
 */
final class DeadlineInputStream extends FilterInputStream {
  private static final Duration PATIENCE = Duration.ofMinutes(1); // and a second for each
  private static final int SLOWEST = 100_000; // bytes
  private static final int SKIPPED = 8_192; // bytes at once

  private final long began = System.nanoTime();
  private final Duration patience;
  private final long slowest;
  private long bytes;

  /** An exception for a body that came too slowly. */
  static final class TooSlow extends IOException {
    private static final long serialVersionUID = 1;

    TooSlow() {
      super("the body took too long");
    }
  }

  /**
   * One that may take a while, from now on.
   *
   * @param slowest how many bytes each buy another second
   */
  DeadlineInputStream(InputStream in, Duration patience, long slowest) {
    super(in);
    this.patience = patience;
    this.slowest = slowest;
  }

  /** One of so many bytes: a minute, and a second for each 100 kB. */
  static DeadlineInputStream of(InputStream in, long bytes) {
    return new DeadlineInputStream(in, PATIENCE.plusSeconds(bytes / SLOWEST), Long.MAX_VALUE);
  }

  /** One of any length: a minute, and a second for each 100 kB that has come. */
  static DeadlineInputStream ofAnyLength(InputStream in) {
    return new DeadlineInputStream(in, PATIENCE, SLOWEST);
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    return inTime(read, 1);
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    int read = super.read(into, from, most);
    return inTime(read, read);
  }

  /** Reads them, so that they are in time too. */
  @Override
  public long skip(long most) throws IOException {
    byte[] unused = new byte[SKIPPED];
    long left = most;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = read(unused, 0, (int) Math.min(left, SKIPPED));
      left -= Math.max(read, 0);
    }
    return most - left;
  }

  private int inTime(int read, int length) throws IOException {
    bytes += Math.max(length, 0);
    Duration allowed = patience.plusSeconds(bytes / slowest);
    if (System.nanoTime() - began > allowed.toNanos()) {
      throw new TooSlow();
    }
    return read;
  }
}
