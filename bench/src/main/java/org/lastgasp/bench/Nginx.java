package org.lastgasp.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Debian's nginx as a bare reverse proxy: connections to where it passes messages on are kept, and
 * it writes no log. {@code bench/run} installs it.
 */
final class Nginx {
  private static final String CONFIGURATION =
      """
      daemon off;
      worker_processes auto;
      pid %1$s/nginx.pid;
      error_log %1$s/nginx.log;
      events { worker_connections 4096; }
      http {
        access_log off;
        client_body_temp_path %1$s/nginx-body;
        proxy_temp_path %1$s/nginx-proxy;
        fastcgi_temp_path %1$s/nginx-fastcgi;
        uwsgi_temp_path %1$s/nginx-uwsgi;
        scgi_temp_path %1$s/nginx-scgi;
        keepalive_requests 1000000000;
        client_body_buffer_size 64k;
      %2$s
        server {
          listen 127.0.0.1:%3$d backlog=4096;
      %4$s
        }
      }
      """;
  private static final String UPSTREAM =
      "  upstream u%d { server %s; keepalive 256; keepalive_requests 1000000000; }";
  private static final String LOCATION =
      "    location = %s { proxy_pass http://u%d%s; proxy_http_version 1.1;"
          + " proxy_set_header Connection \"\"; }";

  private Nginx() {}

  /**
   * Starts one.
   *
   * @param routes from a path to the address that gets what is posted there
   */
  static Program start(Path folder, Map<String, String> routes) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    List<Map.Entry<String, String>> all = List.copyOf(routes.entrySet());
    StringBuilder upstreams = new StringBuilder();
    StringBuilder locations = new StringBuilder();
    for (int i = 0; i < all.size(); i++) {
      String to = all.get(i).getValue().replace("http://", "");
      int slash = to.indexOf('/');
      String host = slash < 0 ? to : to.substring(0, slash);
      String path = slash < 0 ? all.get(i).getKey() : to.substring(slash);
      upstreams.append(UPSTREAM.formatted(i, host)).append('\n');
      locations.append(LOCATION.formatted(all.get(i).getKey(), i, path)).append('\n');
    }
    Path file = folder.resolve("nginx.conf");
    Files.writeString(file, CONFIGURATION.formatted(folder, upstreams, port, locations));
    String settings =
        all.stream().map(each -> each.getKey() + " to " + each.getValue())
            .collect(Collectors.joining(", "));
    Load.say("nginx worker_processes=auto keepalive=256 access_log=off routes=" + settings);
    return Program.listening(
        new ProcessBuilder("nginx", "-c", file.toString(), "-p", folder.toString()),
        port,
        folder.resolve("nginx.log"));
  }
}
