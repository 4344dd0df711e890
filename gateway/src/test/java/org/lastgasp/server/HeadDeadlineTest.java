package org.lastgasp.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who sends a byte now and then is cut off; who sends nothing, or a body, is not: not by this. */
class HeadDeadlineTest {
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int PAUSE = 50; // milliseconds
  private static final int ENOUGH = 400; // bytes, one at a time

  private final Server server = new Server();
  private final ServerConnector connector =
      new ServerConnector(server, new HttpConnectionFactory(HttpListener.protocol()));

  /** Reads the whole body and answers 200. */
  private static final class Reader extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      try (var body = Content.Source.asInputStream(request)) {
        byte[] all = body.readAllBytes();
        response.write(true, ByteBuffer.wrap(all), callback);
      } catch (IOException broken) {
        callback.failed(broken);
      }
      return true;
    }
  }

  @BeforeEach
  void open() throws Exception {
    connector.setHost("127.0.0.1");
    connector.addBean(new HeadDeadline("test", connector, PATIENCE));
    server.addConnector(connector);
    server.setHandler(new Reader());
    server.start();
  }

  @AfterEach
  void close() throws Exception {
    server.stop();
  }

  private Socket connected(String begin) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    socket.setSoTimeout(PAUSE);
    socket.getOutputStream().write(begin.getBytes(ISO_8859_1));
    return socket;
  }

  /** Sends a byte at a time, so many at most, and says how many were sent until the end came. */
  private static int dripped(Socket socket, int most) {
    for (int i = 0; i < most; i++) {
      try {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() < 0) {
          return i;
        }
      } catch (SocketTimeoutException nothingYet) {
        continue; // that was the pause
      } catch (IOException cutOff) {
        return i;
      }
    }
    return most;
  }

  @Test
  void aHeadThatDoesNotEndIsCutOff() throws Exception {
    for (String begin : new String[] {"G", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "}) {
      try (Socket socket = connected(begin)) {
        assertThat(dripped(socket, ENOUGH)).as(begin).isLessThan(ENOUGH);
      }
    }
  }

  @Test
  void soAreTrailersThatDoNotEnd() throws Exception {
    String head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    try (Socket socket = connected(head + "1\r\na\r\n0\r\nX: ")) {
      assertThat(dripped(socket, ENOUGH)).isLessThan(ENOUGH);
    }
  }

  @Test
  void aBodyAndAnIdleConnectionAreLeftToTheirOwnDeadlines() throws Exception {
    int length = (int) (4 * PATIENCE.toMillis() / PAUSE);
    String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n";
    try (Socket idle = connected("");
        Socket body = connected(head)) {
      assertThat(dripped(body, length)).as("the answer is there, no end").isEqualTo(length);
      for (Socket each : new Socket[] {idle, body}) {
        each.setSoTimeout(60_000);
        each.getOutputStream()
            .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
        assertThat(each.getInputStream().read()).isPositive();
      }
    }
  }
}
