package org.lastgasp.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A shell script with the commands of one case for a person, and the messages that it sends. Each
 * command is preceded by what is expected.
 */
final class ManualScript {
  private static final String HEAD =
      """
      #!/bin/sh
      # {title}
      # DUIS and ADMIN: the gateway's listeners. TOKEN: an administrator's token.
      set -eu
      cd "$(dirname "$0")"
      : "${DUIS:=http://127.0.0.1:8079}" "${ADMIN:=http://127.0.0.1:8080}" "${TOKEN:=}"
      """;
  private static final String CURL =
      "curl -sS -w '\\nHTTP %{http_code}\\n' -H \"Authorization: Bearer $TOKEN\" ";

  private final EvidenceFolder files;
  private final String id;
  private final StringBuilder text = new StringBuilder();
  private int step;
  private int messages;

  ManualScript(EvidenceFolder files, String id, String title) {
    this.files = files;
    this.id = id;
    text.append(HEAD.replace("{title}", title));
  }

  /** Sends an activation or a cancellation. */
  ManualScript request(String what, byte[] document, String expected) {
    return post(what, document, "/api/v1/serviceS", expected);
  }

  /** Sends an AD1, then asks what became of it. */
  ManualScript alert(TestDevice device, byte[] document, String expected) {
    return post("alert", document, "/api/v1/receive", "204")
        .ask("/api/v1/alerts?hub=" + device.hub(), "the last alert is " + expected);
  }

  private ManualScript post(String what, byte[] document, String path, String expected) {
    messages++;
    String name = String.format(Locale.ROOT, "%s-%d-%s.xml", id, messages, what);
    var _ = files.write(name, document);
    return command(
        expected,
        CURL
            + "-H 'Content-Type: application/xml' --data-binary @" + name + " \"$DUIS" + path
            + "\"");
  }

  /** Asks the admin API. */
  ManualScript ask(String path, String expected) {
    return command(expected, CURL + "\"$ADMIN" + path + "\"");
  }

  /** Sends a list for import. */
  ManualScript list(String path, String file, String expected) {
    return command(
        expected,
        CURL + "-H 'Content-Type: text/csv' --data-binary @\"" + file + "\" \"$ADMIN" + path
            + "\"");
  }

  /** Gives an order in JSON. */
  ManualScript order(String path, String json, String expected) {
    return command(
        expected,
        CURL
            + "-H 'Content-Type: application/json' --data '" + json + "' \"$ADMIN" + path + "\"");
  }

  /** Waits until the person says that it is time. */
  ManualScript until(String when) {
    text.append("printf 'Wait until ").append(when).append(", then press Enter. '\nread -r _\n");
    return this;
  }

  /** A line of the shell that asks nothing of the gateway. */
  ManualScript line(String shell) {
    text.append(shell).append('\n');
    return this;
  }

  private ManualScript command(String expected, String shell) {
    step++;
    text.append("echo '").append(step).append(". expected: ").append(expected).append("'\n");
    text.append(shell).append('\n');
    return this;
  }

  /** Writes the script. */
  void write() {
    var _ = files.write(id + ".sh", text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
