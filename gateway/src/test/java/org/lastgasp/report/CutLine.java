package org.lastgasp.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A line to a server that breaks once so many bytes have gone there. */
final class CutLine implements AutoCloseable {
  private final ServerSocket door;
  private final int server;
  private final AtomicLong left;

  CutLine(int server, long bytes) throws IOException {
    this.server = server;
    this.left = new AtomicLong(bytes);
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::carry);
  }

  int port() {
    return door.getLocalPort();
  }

  /** From now on it holds. */
  void mend() {
    left.set(Long.MAX_VALUE);
  }

  private void carry() {
    while (!door.isClosed()) {
      try {
        Socket here = door.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
        Thread.ofVirtual().start(() -> carry(here, there, left));
        Thread.ofVirtual().start(() -> carry(there, here, new AtomicLong(Long.MAX_VALUE)));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void carry(Socket from, Socket to, AtomicLong left) {
    byte[] bytes = new byte[4096];
    try (from; to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int read = in.read(bytes);
      while (read >= 0 && left.addAndGet(-read) > 0) {
        out.write(bytes, 0, read);
        read = in.read(bytes);
      }
    } catch (IOException broken) {
      // as lines do
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
