package org.lastgasp.console;

import java.nio.charset.StandardCharsets;
import org.lastgasp.server.ServerResponse;

/** A page as it is sent: never kept by a cache, in no frame, with nothing from another site. */
final class Page {
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private Page() {}

  static void send(ServerResponse response, String html) {
    response
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .send(html.getBytes(StandardCharsets.UTF_8));
  }
}
