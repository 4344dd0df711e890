package org.lastgasp.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

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
        .append("<title>").append(title(status)).append("</title><style>")
        .append(STYLE).append("</style></head><body><h1>Lastgasp</h1><p class=\"quiet\">version ")
        .append(text(status, "version")).append(", since ").append(text(status, "started_at"))
        .append(", now ").append(text(status, "now")).append("</p>");
    health(status);
    numbers(status);
    alerts(status);
    table(
        "Forwarded since the start", "Reason", "Alerts", status.path("ad1").path("forwarded"));
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

  /** As a tab shows it: {@code (6) Suppressing · Lastgasp}. */
  private static String title(JsonNode status) {
    long count = status.path("to_look_at").path("count").asLong();
    String state = text(status, "state");
    String word = state.substring(0, 1).toUpperCase(Locale.ROOT) + state.substring(1);
    return (count > 0 ? "(" + count + ") " : "") + word.replace('-', ' ') + " · Lastgasp";
  }

  /** What happens to an alert that arrives now, then what works less well than it should. */
  private void health(JsonNode status) {
    boolean suppressing = text(status, "state").equals("suppressing");
    html.append("<p class=\"").append(suppressing ? "ok" : "warn").append("\"><b>")
        .append(text(status, "sentence")).append("</b>");
    if (!status.path("because").asText().isEmpty()) {
      html.append("<br>").append(text(status, "because"));
    }
    html.append("</p>");
    if (!status.path("ready").asBoolean()) {
      html.append("<p class=\"warn\"><b>Not ready</b>: messages other than alerts are refused.")
          .append("</p>");
    }
    for (JsonNode each : status.path("storms")) {
      html.append("<p class=\"warn\"><b>Storm order</b>: everything of distributor ")
          .append(text(each, "distributor")).append(", region ").append(text(each, "region"))
          .append(" is forwarded, since ").append(text(each, "since")).append(", until ")
          .append(each.path("until").isTextual() ? text(each, "until") : "it is taken back")
          .append(", by ").append(text(each, "by")).append(": ").append(text(each, "reason"))
          .append("</p>");
    }
    for (JsonNode each : status.path("degraded")) {
      html.append("<p class=\"warn\"><b>").append(text(each, "reason")).append("</b>: ")
          .append(text(each, "detail")).append(" <span class=\"quiet\">To do: ")
          .append(text(each, "to_do")).append("</span></p>");
    }
  }

  /** What there is to do, what is blind, what came, what waits. */
  private void numbers(JsonNode status) {
    JsonNode list = status.path("to_look_at");
    JsonNode blind = status.path("blind");
    JsonNode waiting = status.path("waiting");
    html.append("<h2>Now</h2><table>");
    figure(
        "to look at", list.path("count"), list.path("oldest").isTextual()
            ? text(list, "suspects") + " suspect, the oldest of " + text(list, "oldest") : "");
    figure(
        "hubs blind now", blind.path("hubs"), blind.path("until").isTextual()
            ? "the last until " + text(blind, "until") : "");
    figure(
        "waiting for delivery", waiting.path("messages"),
        text(waiting, "dead_letters") + " dead letters, the oldest waits "
            + text(waiting, "oldest_seconds") + " s");
    html.append("</table>");
  }

  private void figure(String name, JsonNode number, String more) {
    html.append("<tr><td>").append(name).append("</td><td class=\"n\">")
        .append(number.isNumber() ? number.asText() : "not known").append("</td><td>")
        .append(more).append("</td></tr>");
  }

  private void alerts(JsonNode status) {
    html.append("<h2>Power Outage Alerts</h2><table><tr><th scope=\"col\">AD1</th>")
        .append("<th scope=\"col\" class=\"n\">Last hour</th>")
        .append("<th scope=\"col\" class=\"n\">Last 24 hours</th></tr>");
    lately(status, "received", "received");
    lately(status, "suppressed, in the log", "suppressed");
    lately(status, "observed: would have been suppressed", "would_suppress");
    lately(status, "copies of suppressed ones", "copies");
    html.append("</table>");
    html.append("<h2>By distributor</h2><table><tr><th scope=\"col\">Distributor</th>")
        .append("<th scope=\"col\" class=\"n\">To look at</th>")
        .append("<th scope=\"col\" class=\"n\">Blind now</th><th scope=\"col\">Until</th>")
        .append("<th scope=\"col\" class=\"n\">Received, last hour</th>")
        .append("<th scope=\"col\" class=\"n\">Suppressed</th></tr>");
    for (JsonNode each : status.path("distributors")) {
      html.append("<tr><td>").append(text(each, "distributor")).append("</td>");
      cell(each, "to_look_at");
      cell(each, "blind");
      html.append("<td>").append(text(each, "until")).append("</td>");
      cell(each, "received");
      cell(each, "suppressed");
      html.append("</tr>");
    }
    html.append("</table>");
  }

  private void lately(JsonNode status, String name, String member) {
    html.append("<tr><td>").append(name).append("</td>");
    cell(status.path("last_hour"), member);
    cell(status.path("last_day"), member);
    html.append("</tr>");
  }

  private void cell(JsonNode node, String member) {
    html.append("<td class=\"n\">").append(text(node, member)).append("</td>");
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
