package org.lastgasp.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is sent, and whose lines are counted as they go. */
final class CountedFile extends FilterInputStream {
  private final Progress progress;

  private CountedFile(InputStream in, Progress progress) {
    super(in);
    this.progress = progress;
  }

  /** The body of a request that sends a file, with its length. */
  static BodyPublisher of(Path file, Progress progress) throws IOException {
    long size = Files.size(file);
    return size == 0
        ? BodyPublishers.noBody() // a length of nothing cannot be announced
        : BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> open(file, progress)), size);
  }

  private static InputStream open(Path file, Progress progress) {
    try {
      return new CountedFile(Files.newInputStream(file), progress);
    } catch (IOException failed) {
      throw new UncheckedIOException("reading " + file, failed);
    }
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    if (one >= 0) {
      progress.done(one == '\n' ? 1 : 0, 1);
    }
    return one;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    long lines = 0;
    for (int i = offset; i < offset + read; i++) {
      lines += into[i] == '\n' ? 1 : 0;
    }
    progress.done(lines, Math.max(read, 0));
    return read;
  }
}
