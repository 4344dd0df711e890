package org.lastgasp.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lastgasp.delivery.DeliverySettings;

/**
 * The same hostile requests through Debian's nginx and HAProxy, and straight: the gateway never
 * executes what the other one in front took for a part of a body.
 */
class BehindAProxyTest {
  private static final Instant TEN = Instant.parse("2030-01-15T10:00:00Z");

  @TempDir Path folder;
  private final List<Process> proxies = new ArrayList<>();

  /** A request whose body holds a whole other request, framed in one way or another. */
  private static Stream<String> wraps(String hidden) {
    String post = "POST /api/v1/serviceS HTTP/1.1\r\nHost: localhost\r\n";
    String hex = Integer.toHexString(hidden.length());
    String length = "Content-Length: " + hidden.length() + "\r\n";
    String chunked = "Transfer-Encoding: chunked\r\n";
    String whole = hex + "\r\n" + hidden + "\r\n0\r\n\r\n";
    return Stream.of(
        post + length + "\r\n" + hidden,
        post + chunked + "\r\n" + whole,
        post + chunked + "\r\n" + hex + ";a=b\r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n" + hex + " \r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n0" + hex + "\r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n+" + hex + "\r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n-" + hex + "\r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n0x" + hex + "\r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n" + hex + "\n" + hidden + "\n0\n\n",
        post + chunked + "\r\n" + hex + ";x\n\r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n" + hex + "\r\n" + hidden + "XX0\r\n\r\n",
        post + chunked + "\r\nzz\r\n" + hidden + "\r\n0\r\n\r\n",
        post + chunked + "\r\n\r\n" + hidden + "\r\n0\r\n\r\n",
        post + "Transfer-Encoding: Chunked\r\n\r\n" + whole,
        post + "Transfer-Encoding:chunked\r\n\r\n" + whole,
        post + "Transfer-Encoding: xchunked\r\n" + length + "\r\n" + hidden,
        post + "Transfer-Encoding : chunked\r\n" + length + "\r\n" + hidden,
        post + "Transfer-Encoding: identity\r\n" + length + "\r\n" + hidden,
        post + "Transfer-Encoding:\u000bchunked\r\n" + length + "\r\n" + hidden,
        post + "Transfer-Encoding: chunked, identity\r\n" + length + "\r\n" + hidden,
        post + "X: a\u0000b\r\n" + length + "\r\n" + hidden,
        post + "X: a\r\n folded: b\r\n" + length + "\r\n" + hidden,
        post + "Content-Length : " + hidden.length() + "\r\n\r\n" + hidden,
        post + "Content-Length: +" + hidden.length() + "\r\n\r\n" + hidden,
        post + "Content-Length: 0" + hidden.length() + "\r\n\r\n" + hidden,
        post + length + length + "\r\n" + hidden,
        post + "Content-Length: 0\r\n" + length + "\r\n" + hidden,
        post + length + "Content-Length: 0\r\n\r\n" + hidden,
        post + "Content_Length: 0\r\n" + length + "\r\n" + hidden,
        post + "Connection: Content-Length\r\n" + length + "\r\n" + hidden,
        post + "Connection: Transfer-Encoding, close\r\n" + chunked + "\r\n" + whole,
        post + "Upgrade: h2c\r\nConnection: Upgrade\r\n" + length + "\r\n" + hidden,
        post + "Expect: 100-continue\r\n" + length + "\r\n" + hidden,
        post.replace("1.1", "1.0") + length + "\r\n" + hidden,
        post.replace("1.1", "1.0") + chunked + length + "\r\n" + hidden,
        post.replace("POST", "GET") + length + "\r\n" + hidden,
        post.replace("POST", "HEAD") + length + "\r\n" + hidden,
        post.replace("serviceS", "nothing") + length + "\r\n" + hidden,
        post.replace("serviceS", "nothing") + chunked + "\r\n" + whole);
  }

  @Test
  void nothingThatIsPartOfABodyIsExecutedWhateverStandsInFront() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/nginx"))
            && Files.isExecutable(Path.of("/usr/sbin/haproxy")),
        "nginx-light and haproxy are not installed");
    try (Town town = new Town(folder);
        Gateway gateway =
            Gateway.start(
                town.config(),
                () -> TEN,
                new Gateway.Options(Optional.empty(), town::read, DeliverySettings.USUAL))) {
      Town.await("lists", () -> !get(town, gateway, "status").contains("-missing"));
      Map<String, Integer> ways = new LinkedHashMap<>();
      ways.put("straight", gateway.duisPort());
      ways.put("nginx", nginx(gateway.duisPort()));
      ways.put("haproxy", haproxy(gateway.duisPort()));
      byte[] activation = Town.activation(5, Optional.empty());
      String hidden =
          "POST /api/v1/serviceS HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + activation.length + "\r\n\r\n" + new String(activation, ISO_8859_1);
      for (String request : wraps(hidden).toList()) {
        Map<String, Integer> relayed = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> way : ways.entrySet()) {
          town.atDsp.clear();
          say(way.getValue(), request);
          say(way.getValue(), posted("<a/>")); // another sender's, perhaps on the same line
          relayed.put(way.getKey(), town.atDsp.size());
          assertThat(town.atDsp)
              .as("%s: %s", way.getKey(), shown(request))
              .noneMatch(body -> new String(body, ISO_8859_1).equals(text(activation)));
        }
        assertThat(relayed.values())
            .as("%s %s", relayed, shown(request))
            .allMatch(count -> count >= 1 && count <= 2);
      }
      assertThat(get(town, gateway, "windows")).doesNotContain(Town.METER.toString());
      byte[] plain = Town.activation(6, Optional.empty());
      say(ways.get("nginx"), posted(text(plain)));
      assertThat(get(town, gateway, "windows")).contains(Town.METER.toString());
    } finally {
      proxies.forEach(Process::destroy);
      for (Process proxy : proxies) {
        proxy.waitFor();
      }
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static String posted(String body) {
    return "POST /api/v1/serviceS HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }

  private static String get(Town town, Gateway gateway, String what) {
    return town.text(town.get(gateway.adminPort(), "/api/v1/" + what));
  }

  /** Says it, then nothing more, and listens to the end. */
  private static void say(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    } catch (SocketException reset) {
      // who has heard enough may hang up
    }
  }

  private int nginx(int gateway) throws Exception {
    int port = freePort();
    Path home = Files.createDirectories(folder.resolve("nginx"));
    Path file = home.resolve("nginx.conf");
    String settings =
        """
        daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log;
        events { worker_connections 64; }
        http {
          access_log off;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          upstream gateway { server 127.0.0.1:%2$d; keepalive 4; }
          server {
            listen 127.0.0.1:%3$d;
            location / {
              proxy_pass http://gateway; proxy_http_version 1.1;
              proxy_set_header Connection ""; proxy_request_buffering off;
              proxy_ignore_client_abort on;
            }
          }
        }
        """;
    Files.writeString(file, settings.formatted(home, gateway, port));
    String log = home.resolve("start.log").toString();
    start(port, "/usr/sbin/nginx", "-c", file.toString(), "-e", log);
    return port;
  }

  private int haproxy(int gateway) throws Exception {
    int port = freePort();
    Path file = folder.resolve("haproxy.cfg");
    String settings =
        """
        defaults
          mode http
          timeout connect 5s
          timeout client 8s
          timeout server 8s
          option http-keep-alive
          http-reuse always
        frontend front
          bind 127.0.0.1:%d
          default_backend back
        backend back
          server gateway 127.0.0.1:%d
        """;
    Files.writeString(file, settings.formatted(port, gateway));
    start(port, "/usr/sbin/haproxy", "-db", "-f", file.toString());
    return port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private void start(int port, String... command) throws IOException {
    Path log = folder.resolve(Path.of(command[0]).getFileName() + ".log");
    proxies.add(
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start());
    Town.await(command[0] + " listens", () -> listens(port));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String shown(String request) {
    String text = request.replace("\r", "\\r").replace("\n", "\\n");
    return text.substring(0, Math.min(text.length(), 200));
  }
}
