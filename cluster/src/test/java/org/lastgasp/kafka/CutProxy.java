package org.lastgasp.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A proxy before a port, which can be cut as a network is: bytes do not arrive any more, and nobody
 * is told. What was open when it was cut is closed once it is whole again.
 */
final class CutProxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final BooleanSupplier isCut;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  CutProxy(int target, BooleanSupplier isCut) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.isCut = isCut;
    Thread.ofPlatform().daemon().name("cut-proxy").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket from = listening.accept();
        open.add(from);
        Thread.ofVirtual().start(() -> connect(from));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket from) {
    try {
      Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(to);
      Thread.ofVirtual().start(() -> copy(from, to));
      copy(to, from);
    } catch (IOException nobodyThere) {
      close(from);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException closedAlready) {
      return;
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] some = new byte[64 << 10];
    boolean lost = false;
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        while (isCut.getAsBoolean()) {
          lost = true;
          LockSupport.parkNanos(10_000_000);
        }
        if (lost) {
          return;
        }
        out.write(some, 0, read);
      }
    } catch (IOException closed) {
      return;
    } finally {
      close(from);
      close(to);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
