package org.lastgasp.console;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.OverridesResponse;
import org.lastgasp.api.Overview;
import org.lastgasp.api.ReportsResponse;
import org.lastgasp.api.StatusResponse;

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

  private final StatusResponse status;
  private final StringBuilder html = new StringBuilder(8_192);

  private StatusPage(StatusResponse status) {
    this.status = status;
  }

  static String of(StatusResponse status) {
    StatusPage page = new StatusPage(status);
    page.write();
    return page.html.toString();
  }

  private void write() {
    html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        .append("<meta http-equiv=\"refresh\" content=\"5\">")
        .append("<title>").append(title()).append("</title><style>")
        .append(STYLE).append("</style></head><body><h1>Lastgasp</h1><p class=\"quiet\">version ")
        .append(text(status.version())).append(", since ").append(text(status.startedAt()))
        .append(", now ").append(text(status.now())).append("</p>");
    health();
    Optional<StatusResponse.Parts> parts = Optional.ofNullable(status.gateway());
    parts.ifPresent(p -> storms(p.overrides().storms()));
    degraded();
    numbers();
    alerts();
    parts.ifPresent(this::parts);
    html.append("<p class=\"quiet\">The same as JSON: <code>GET /api/v1/status</code>; ")
        .append("<code>/api/v1/windows</code>, <code>/api/v1/alerts</code>, ")
        .append("<code>/metrics</code>.</p></body></html>\n");
  }

  private void parts(StatusResponse.Parts parts) {
    counts("Forwarded since the start", "Reason", "Alerts", parts.ad1().forwarded());
    counts("Windows", "State", "Windows", parts.windows());
    counts("Other messages carried", "Kind", "Messages", parts.relayed());
    counts(
        "Activations not tracked", "Reason", "Requests", parts.activations().untracked());
    heading("Delivery", "Service User", "#Waiting", "#Oldest, s", "#Dead letters", "Last answer");
    for (StatusResponse.Recipient user : parts.delivery()) {
      html.append("<tr><td>").append(text(user.name())).append(" <span class=\"quiet\">")
          .append(text(user.user())).append("</span></td>");
      figures(user.backlog(), user.oldestSeconds(), user.setAside());
      cells(user.lastAnswer());
    }
    html.append("</table>");
    heading(
        "Reports, up to record " + parts.reports().lastSeq(),
        "Target", "#Waiting", "Took one last", "Fault");
    for (ReportsResponse.Target target : parts.reports().targets()) {
      html.append("<tr><td>").append(text(target.target())).append("</td>");
      figures(target.waiting());
      cells(target.lastSuccess(), target.fault());
    }
    html.append("</table>");
    heading("What it knows", "List", "#Rows", "Imported");
    StatusResponse.Inventory inventory = parts.inventory();
    row("devices of the inventory", inventory.devices(), text(inventory.importedAt()));
    row("GUIDs", parts.guids().count(), text(parts.guids().importedAt()));
    row("suppression log " + text(parts.log().file()), parts.log().lastSeq(), "");
    html.append("</table>");
  }

  /** As a tab shows it: {@code (6) Suppressing · Lastgasp}. */
  private String title() {
    long count =
        Optional.ofNullable(status.overview().toLookAt())
            .map(Overview.ToLookAt::count)
            .orElse(0L);
    String state = status.state();
    String word = state.substring(0, 1).toUpperCase(Locale.ROOT) + state.substring(1);
    return (count > 0 ? "(" + count + ") " : "") + word.replace('-', ' ') + " · Lastgasp";
  }

  /** Shows what happens to an alert that arrives now. */
  private void health() {
    html.append("<p class=\"").append(status.state().equals("suppressing") ? "ok" : "warn")
        .append("\"><b>").append(text(status.sentence())).append("</b>");
    if (!status.because().isEmpty()) {
      html.append("<br>").append(text(status.because()));
    }
    html.append("</p>");
    if (Boolean.FALSE.equals(status.ready())) {
      html.append("<p class=\"warn\"><b>Not ready</b>: messages other than alerts are refused.")
          .append("</p>");
    }
  }

  private void storms(List<OverridesResponse.Storm> storms) {
    for (OverridesResponse.Storm each : storms) {
      html.append("<p class=\"warn\"><b>Storm order</b>: everything of distributor ")
          .append(text(each.distributor())).append(", region ").append(text(each.region()))
          .append(" is forwarded, since ").append(text(each.since())).append(", until ")
          .append(each.until() == null ? "it is taken back" : text(each.until()))
          .append(", by ").append(text(each.by())).append(": ").append(text(each.reason()))
          .append("</p>");
    }
  }

  private void degraded() {
    for (StatusResponse.Degraded each : status.degraded()) {
      html.append("<p class=\"warn\"><b>").append(text(each.reason())).append("</b>: ")
          .append(text(each.detail())).append(" <span class=\"quiet\">To do: ")
          .append(text(each.toDo())).append("</span></p>");
    }
  }

  /** Shows what there is to do, what is blind, what came, what waits. */
  private void numbers() {
    html.append("<h2>Now</h2><table>");
    Overview.ToLookAt list = status.overview().toLookAt();
    row(
        "to look at", list == null ? "not known" : list.count(),
        list == null || list.oldest() == null
            ? "" : list.suspects() + " suspect, the oldest of " + list.oldest());
    Overview.Blind blind = status.overview().blind();
    row(
        "hubs blind now", blind.hubs(),
        blind.until() == null ? "" : "the last until " + blind.until());
    StatusResponse.Waiting waiting = status.waiting();
    if (waiting != null) {
      row(
          "waiting for delivery", waiting.messages(),
          waiting.deadLetters() + " dead letters, the oldest waits " + waiting.oldestSeconds()
              + " s");
    }
    html.append("</table>");
  }

  private void alerts() {
    heading(
        "Power Outage Alerts", "AD1", "#Last hour", "#Stand for", "#Last 24 hours", "#Stand for");
    lately("received", Overview.Counts::received, Overview.StandFor::received);
    lately("– forwarded", Overview.Counts::forwarded, Overview.StandFor::forwarded);
    lately("– suppressed, in the log", Overview.Counts::suppressed, Overview.StandFor::suppressed);
    lately("– duplicates of suppressed ones", Overview.Counts::copies, Overview.StandFor::copies);
    lately(
        "of the forwarded: observed, would have been suppressed", Overview.Counts::wouldSuppress,
        Overview.StandFor::wouldSuppress);
    html.append("</table><p class=\"quiet\">A throttled message stands for several alerts.</p>");
    heading(
        "By distributor", "Distributor", "#To look at", "#Blind now", "Until",
        "#Received, last hour", "#Suppressed");
    for (Overview.Distributor each : status.overview().distributors()) {
      html.append("<tr><td>").append(text(each.distributor())).append("</td>");
      figures(each.toLookAt(), each.blind());
      html.append("<td>").append(text(each.until())).append("</td>");
      figures(each.received(), each.suppressed());
      html.append("</tr>");
    }
    html.append("</table>");
  }

  private void lately(
      String name,
      ToLongFunction<Overview.Counts> count,
      ToLongFunction<Overview.StandFor> standFor) {
    html.append("<tr><td>").append(name).append("</td>");
    for (Overview.Counts counts :
        new Overview.@Nullable Counts[] {
          status.overview().lastHour(), status.overview().lastDay()
        }) {
      if (counts == null) {
        figures("–", "–");
      } else {
        figures(count.applyAsLong(counts), standFor.applyAsLong(counts.standFor()));
      }
    }
    html.append("</tr>");
  }

  /** A table of counts. */
  private void counts(String title, String first, String second, Map<String, Long> counts) {
    heading(title, first, "#" + second);
    counts.forEach(
        (name, count) -> {
          html.append("<tr><td>").append(text(name)).append("</td>");
          figures(count);
          html.append("</tr>");
        });
    html.append("</table>");
  }

  /** Begins a table; a column of numbers has a {@code #}. */
  private void heading(String title, String... columns) {
    html.append("<h2>").append(title).append("</h2><table><tr>");
    for (String column : columns) {
      boolean number = column.startsWith("#");
      html.append(number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">")
          .append(number ? column.substring(1) : column).append("</th>");
    }
    html.append("</tr>");
  }

  private void row(String name, Object figure, String more) {
    html.append("<tr><td>").append(name).append("</td>");
    figures(figure);
    html.append("<td>").append(more).append("</td></tr>");
  }

  private void figures(Object... figures) {
    for (Object figure : figures) {
      html.append("<td class=\"n\">").append(figure).append("</td>");
    }
  }

  /** The last cells of a row. */
  private void cells(@Nullable Object... texts) {
    for (Object each : texts) {
      html.append("<td>").append(text(each)).append("</td>");
    }
    html.append("</tr>");
  }

  private static String text(@Nullable Object value) {
    return value == null
        ? "–"
        : value
            .toString()
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
  }
}
