package org.lastgasp.whatif;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A splitter that cuts a stream into lines, of which none is kept beyond a length. Used by one
 * thread.
 */
final class LineSplitter {
  private static final int CHUNK = 1 << 18; // 256 KiB

  private final InputStream in;
  private final int longest;
  private byte[] chunk = new byte[CHUNK];
  private int from;
  private int to;
  private boolean over;
  private boolean tooLong;
  private boolean ended = true;

  LineSplitter(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** The next line without its end; empty after the last. One that is too long is cut short. */
  Optional<byte[]> next() throws IOException {
    tooLong = false;
    int at = from;
    while (true) {
      while (at < to && chunk[at] != '\n') {
        at++;
      }
      if (at < to) {
        byte[] line = Arrays.copyOfRange(chunk, from, at);
        from = at + 1;
        ended = true;
        return Optional.of(line);
      }
      if (over) {
        return last();
      }
      at = fill();
    }
  }

  private Optional<byte[]> last() {
    if (from == to) {
      return Optional.empty();
    }
    byte[] line = Arrays.copyOfRange(chunk, from, to);
    from = to;
    ended = false;
    return Optional.of(line);
  }

  /** Moves what is begun to the front and reads more behind it; gives where that begins. */
  private int fill() throws IOException {
    int begun = to - from;
    if (begun > longest) {
      tooLong = true;
      begun = 0; // what is too long is not kept
    }
    byte[] target = begun > chunk.length / 2 ? new byte[chunk.length * 2] : chunk;
    System.arraycopy(chunk, from, target, 0, begun);
    chunk = target;
    from = 0;
    int count = in.read(chunk, begun, chunk.length - begun);
    over = count < 0;
    to = begun + Math.max(0, count);
    return begun;
  }

  /** Returns true if the line given last was longer than allowed. */
  boolean wasTooLong() {
    return tooLong;
  }

  /** Returns true if the line given last had an end. */
  boolean endedWithLine() {
    return ended;
  }
}
