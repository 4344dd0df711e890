package org.lastgasp.recording;

import java.io.IOException;
import java.io.OutputStream;

/** A writer of the messages of one recording. Used by one thread; the stream stays the caller's. */
public final class RecordingWriter {
  private final OutputStream out;
  private long bytes;

  /** Begins a recording in an empty file. */
  public RecordingWriter(OutputStream out) throws IOException {
    this.out = out;
    out.write(RecordFormat.FIRST_LINE);
    bytes = RecordFormat.FIRST_LINE.length;
  }

  /** Writes an item behind the others. */
  public void write(RecordedMessage item) throws IOException {
    byte[] line = RecordFormat.line(item);
    out.write(line);
    out.write(item.bytes());
    out.write('\n');
    bytes += line.length + item.bytes().length + 1L;
  }

  /** Returns how long the recording is by now. */
  long bytes() {
    return bytes;
  }
}
