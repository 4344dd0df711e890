package org.lastgasp.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;
import org.lastgasp.server.ServerResponse;

/**
 * A page as it is sent: never kept by a cache, in no frame, with nothing from another site and no
 * script but the console's own.
 */
final class Page {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final TemplateEngine TEMPLATES =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Page.class.getClassLoader(), Page.class.getPackageName());

  private Page() {}

  /** Sends a template's page. */
  static void send(ServerResponse response, String template, Map<String, Object> parameters) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    TEMPLATES.render(template + ".jte", parameters, output);
    send(response, output.toByteArray());
  }

  private static void send(ServerResponse response, byte[] html) {
    response
        .header("Content-Type", "text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "same-origin")
        .send(html);
  }

  static void send(ServerResponse response, String html) {
    send(response, html.getBytes(UTF_8));
  }
}
