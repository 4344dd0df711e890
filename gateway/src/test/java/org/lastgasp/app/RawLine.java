package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A connection on which a test says byte for byte what it likes. For tests. */
final class RawLine implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  RawLine(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException failed) {
      throw new UncheckedIOException("connecting to port " + port, failed);
    }
  }

  /** The head of a POST with these further header lines. */
  RawLine head(String path, String... headers) {
    return say(
        ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + String.join("", java.util.Arrays.stream(headers).map(h -> h + "\r\n").toList())
                + "\r\n")
            .getBytes(ISO_8859_1));
  }

  /**
   * Says these bytes. Who has been refused at the head may find the line closed before all is said:
   * that is no fault of the teller, and what was answered can still be heard.
   */
  RawLine say(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException closedByThen) {
      // what was heard last says why
    }
    return this;
  }

  /** Says no more, but listens. */
  RawLine falterAndListen() {
    try {
      socket.shutdownOutput();
    } catch (IOException closedByThen) {
      // as with what is said
    }
    return this;
  }

  /** The status, head and body of the next answer as text; empty if the line ends before one. */
  String answer() {
    try {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return head.toString(ISO_8859_1);
        }
        head.write(next);
      }
      String text = head.toString(ISO_8859_1);
      return text + new String(in.readNBytes(length(text)), ISO_8859_1);
    } catch (IOException reset) {
      return "";
    }
  }

  /** The status of the next answer; 0 if the line ends before one. */
  int status() {
    String answer = answer();
    return answer.isEmpty() ? 0 : Integer.parseInt(answer.split(" ", 3)[1]);
  }

  /** Everything that is still said until the other side ends. */
  String hears() {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException resetOrSilent) {
      return "";
    }
  }

  /** Whether the other side has ended the line, or does so now. */
  boolean isClosed() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static int length(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("hanging up", failed);
    }
  }
}
