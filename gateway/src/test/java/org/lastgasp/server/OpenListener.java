package org.lastgasp.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A listener on a free port, and a caller that sends exactly what it is told. */
final class OpenListener implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final HttpListener listener;

  OpenListener(RouteTable table, Router.Filter... filters) {
    InetAddress here = InetAddress.getLoopbackAddress();
    this.listener =
        HttpListener.open(
            "test",
            new InetSocketAddress(here, 0),
            Optional.empty(),
            HttpListener.Threads.VIRTUAL,
            64,
            new Router(table, List.of(filters)));
  }

  /** What came back: the head with a line for each field, and the body. */
  record Answer(int status, List<String> head, String body) {
    Optional<String> header(String name) {
      String begin = name.toLowerCase(Locale.ROOT) + ":";
      return head.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(begin))
          .map(line -> line.substring(begin.length()).strip())
          .findFirst();
    }
  }

  String host() {
    return "localhost:" + listener.port();
  }

  Answer get(String target, String... headers) {
    return send("GET", target, new byte[0], headers);
  }

  Answer post(String target, String body, String... headers) {
    return send("POST", target, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Adds Host and Content-Length unless they are named. */
  Answer send(String method, String target, byte[] body, String... headers) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Connection: close\r\n");
    String given = String.join("\r\n", headers);
    if (!given.contains("Host:")) {
      head.append("Host: ").append(host()).append("\r\n");
    }
    if (body.length > 0 && !given.contains("Content-Length:")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return raw(head.append("\r\n").toString(), body);
  }

  /** Sends a body in chunks of the given sizes, so that its length is not announced. */
  Answer chunked(String target, int... sizes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size : sizes) {
      body.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      body.writeBytes(new byte[size]);
      body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    body.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    String head =
        "POST " + target + " HTTP/1.1\r\nHost: " + host()
            + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    return raw(head, body.toByteArray());
  }

  /**
   * Sends these bytes, says that no more come, and reads what is answered: maybe before all was
   * sent, by a listener that then closes.
   */
  Answer raw(String head, byte[] body) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().write(body);
        socket.shutdownOutput();
      } catch (SocketException refused) {
        // what it answered is there to be read
      }
      try {
        socket.getInputStream().transferTo(all);
      } catch (SocketException closed) {
        if (all.size() == 0) {
          throw closed;
        }
      }
      return parsed(all.toString(StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Answer parsed(String text) {
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no answer of HTTP: '" + text + "'");
    }
    List<String> head = text.substring(0, end).lines().toList();
    int status = Integer.parseInt(head.getFirst().split(" ", 3)[1]);
    return new Answer(status, head.subList(1, head.size()), text.substring(end + 4));
  }

  @Override
  public void close() {
    listener.close();
  }
}
