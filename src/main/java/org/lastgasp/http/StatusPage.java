package org.lastgasp.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The plain page a person sees first: how the gateway stands, without scripts. */
final class StatusPage {
  private static final String STYLE =
      """
      body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;
      color:#1b1b1b;background:#fff}
      h1{font-size:1.4rem;margin:0 0 .2rem}h2{font-size:1.05rem;margin:1.8rem 0 .4rem}
      table{border-collapse:collapse;width:100%}
      th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ddd;
      vertical-align:top}
      td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
      .warn{border-left:4px solid #b35900;background:#fff4e5;padding:.5rem .8rem;margin:.4rem 0}
      .ok{border-left:4px solid #1a7f37;background:#eefaf0;padding:.5rem .8rem;margin:.4rem 0}
      .quiet{color:#555}code{font-size:.92em}
      @media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#141414}
      th,td{border-color:#333}.warn{background:#3a2a12}.ok{background:#12301a}.quiet{color:#aaa}}
      """;

  private final StringBuilder html = new StringBuilder(8_192);

  private StatusPage() {}

  static String of(ObjectNode status) {
    StatusPage page = new StatusPage();
    page.write(status);
    return page.html.toString();
  }

  private void write(ObjectNode status) {
    html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .append("<meta http-equiv=\"refresh\" content=\"5\">")
        .append("<title>Lastgasp: ").append(text(status, "switch")).append("</title><style>")
        .append(STYLE).append("</style></head><body><h1>Lastgasp</h1><p class=\"quiet\">version ")
        .append(text(status, "version")).append(", since ").append(text(status, "started_at"))
        .append(", now ").append(text(status, "now")).append("</p>");
    health(status);
    alerts(status);
    table("Windows", "State", "Windows", status.path("windows"));
    table("Other messages carried", "Kind", "Messages", status.path("relayed"));
    table(
        "Activations not tracked", "Reason", "Requests",
        status.path("activations").path("untracked"));
    delivery(status);
    reports(status.path("reports"));
    lists(status);
    html.append("<p class=\"quiet\">The same as JSON: <code>GET /api/v1/status</code>; ")
        .append("<code>/api/v1/windows</code>, <code>/api/v1/alerts</code>, ")
        .append("<code>/metrics</code>.</p></body></html>\n");
  }

  private void health(JsonNode status) {
    String position = text(status, "switch");
    String meaning =
        switch (position) {
          case "enforce" -> "alerts of tracked activations are held back";
          case "observe" -> "judged and recorded, everything is forwarded";
          default -> "nothing is tracked, everything is forwarded";
        };
    boolean enforcing = position.equals("enforce");
    html.append("<p class=\"").append(enforcing ? "ok" : "warn").append("\"><b>Switch: ")
        .append(position).append("</b>: ").append(meaning).append(".</p>");
    if (!status.path("ready").asBoolean()) {
      html.append("<p class=\"warn\"><b>Not ready</b>: the journal cannot be written; nothing is")
          .append(" suppressed.</p>");
    }
    for (JsonNode each : status.path("storms")) {
      html.append("<p class=\"warn\"><b>Storm</b>: everything of distributor ")
          .append(text(each, "distributor")).append(", region ").append(text(each, "region"))
          .append(" is forwarded, since ").append(text(each, "since")).append(", by ")
          .append(text(each, "by")).append(": ").append(text(each, "reason")).append("</p>");
    }
    for (JsonNode each : status.path("degraded")) {
      html.append("<p class=\"warn\"><b>").append(text(each, "reason")).append("</b>: ")
          .append(text(each, "detail")).append("</p>");
    }
  }

  private void alerts(JsonNode status) {
    JsonNode ad1 = status.path("ad1");
    html.append("<h2>Power Outage Alerts since the start</h2><table><tr><th scope=\"col\">AD1</th>")
        .append("<th scope=\"col\" class=\"n\">Alerts</th></tr>");
    row("received", ad1.path("received"));
    row("suppressed, in the log", ad1.path("suppressed"));
    row("copies of suppressed ones", ad1.path("copies"));
    ad1.path("forwarded").properties().forEach(e -> row("forwarded: " + e.getKey(), e.getValue()));
    html.append("</table>");
  }

  private void table(String title, String first, String second, JsonNode counts) {
    html.append("<h2>").append(title).append("</h2><table><tr><th scope=\"col\">").append(first)
        .append("</th><th scope=\"col\" class=\"n\">").append(second).append("</th></tr>");
    counts.properties().forEach(e -> row(e.getKey(), e.getValue()));
    html.append("</table>");
  }

  private void row(String name, JsonNode value) {
    html.append("<tr><td>").append(escaped(name)).append("</td><td class=\"n\">")
        .append(escaped(value.asText())).append("</td></tr>");
  }

  private void delivery(JsonNode status) {
    html.append("<h2>Delivery</h2><table><tr><th scope=\"col\">Service User</th>")
        .append("<th scope=\"col\" class=\"n\">Waiting</th>")
        .append("<th scope=\"col\" class=\"n\">Oldest, s</th>")
        .append("<th scope=\"col\" class=\"n\">Set aside</th>")
        .append("<th scope=\"col\">Last answer</th></tr>");
    for (JsonNode user : status.path("delivery")) {
      html.append("<tr><td>").append(text(user, "name")).append(" <span class=\"quiet\">")
          .append(text(user, "user")).append("</span></td><td class=\"n\">")
          .append(text(user, "backlog")).append("</td><td class=\"n\">")
          .append(text(user, "oldest_seconds")).append("</td><td class=\"n\">")
          .append(text(user, "set_aside")).append("</td><td>").append(text(user, "last_answer"))
          .append("</td></tr>");
    }
    html.append("</table>");
  }

  private void reports(JsonNode reports) {
    html.append("<h2>Reports, up to record ").append(text(reports, "last_seq"))
        .append("</h2><table><tr><th scope=\"col\">Target</th>")
        .append("<th scope=\"col\" class=\"n\">Waiting</th>")
        .append("<th scope=\"col\">Took one last</th><th scope=\"col\">Fault</th></tr>");
    for (JsonNode target : reports.path("targets")) {
      html.append("<tr><td>").append(text(target, "target")).append("</td><td class=\"n\">")
          .append(text(target, "waiting")).append("</td><td>")
          .append(text(target, "last_success")).append("</td><td>").append(text(target, "fault"))
          .append("</td></tr>");
    }
    html.append("</table>");
  }

  private void lists(JsonNode status) {
    html.append("<h2>What it knows</h2><table><tr><th scope=\"col\">List</th>")
        .append("<th scope=\"col\" class=\"n\">Rows</th><th scope=\"col\">Imported</th></tr>");
    list("devices of the inventory", status.path("inventory"), "devices");
    list("GUIDs", status.path("guids"), "count");
    html.append("<tr><td>suppression log ").append(text(status.path("log"), "file"))
        .append("</td><td class=\"n\">").append(text(status.path("log"), "last_seq"))
        .append("</td><td></td></tr></table>");
  }

  private void list(String name, JsonNode holding, String count) {
    html.append("<tr><td>").append(name).append("</td><td class=\"n\">")
        .append(text(holding, count)).append("</td><td>").append(text(holding, "imported_at"))
        .append("</td></tr>");
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNull() || value.isMissingNode() ? "–" : escaped(value.asText());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
