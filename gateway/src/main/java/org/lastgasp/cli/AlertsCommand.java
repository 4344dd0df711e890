package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.AlertsResponse;
import org.lastgasp.api.AlertsResponse.Alert;
import org.lastgasp.audit.AuditQuery;
import org.lastgasp.id.Eui64;
import org.lastgasp.server.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp alerts}. */
@Command(
    name = "alerts",
    description = {
      "Lists Power Outage Alerts and what became of them, oldest first.",
      "Default: those of the last 24 hours. With --follow it goes on until Ctrl-C."
    },
    footer = {
      "  lastgasp alerts --verdict suppressed --distributor 20",
      "  lastgasp alerts --follow",
      "  lastgasp alerts --since 2h --last 50 -o json"
    })
final class AlertsCommand implements Callable<Integer> {
  private static final int NOT_NOW = 503;
  private static final int PAGE = 1_000;
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final List<String> COLUMNS =
      List.of("number", "received_at", "verdict", "reason", "hub", "mpxn", "distributor");
  private static final List<Integer> WIDTHS = List.of(8, 24, 10, 18, 23, 13, 11);

  @Option(names = "--hub", paramLabel = "ID", description = "Only this hub.")
  private @Nullable Eui64 hub;

  @Option(
      names = "--verdict",
      paramLabel = "V",
      description = "Only these: suppressed, forwarded or copy.")
  private AuditQuery.@Nullable Outcome verdict;

  @Option(names = "--reason", paramLabel = "R", description = "Only with this reason.")
  private String reason = "";

  @Option(names = "--follow", description = "Go on with those that come.")
  private boolean follow;

  @Mixin private DistributorOption distributor;
  @Mixin private ListOptions list = new ListOptions();
  @Mixin private GatewayOption gateway;
  private final Console console;

  AlertsCommand(Console console) {
    this.console = console;
    this.distributor = new DistributorOption(console);
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    AuditQuery.Filter filter = filter();
    AlertsResponse found =
        gateway.askAll(
            "/api/v1/alerts",
            query(),
            AlertsResponse.class,
            folder -> folder.alerts(Optional.ofNullable(hub), filter, from(folder.now())));
    List<Alert> rows = list.cut(found.alerts());
    if (!follow) {
      gateway.print(
          new AlertsResponse(rows, null), rows, COLUMNS, "no such alert in that time");
      return Exit.DONE;
    }
    if (!gateway.isJson()) {
      console.say(line(COLUMNS.stream().map(Table::heading).toList()));
    }
    rows.forEach(this::print);
    return follow(found.alerts().isEmpty() ? 0 : found.alerts().getLast().number());
  }

  private Map<String, String> query() {
    return GatewayOption.query(
        "hub", hub,
        "distributor", distributor.text(),
        "verdict", Optional.ofNullable(verdict).map(Query::code).orElse(""),
        "reason", reason,
        "from", from(InstantSource.system().instant()),
        "limit", PAGE);
  }

  /** The first instant that is wanted, seen from the present of a gateway or of a folder. */
  private Instant from(Instant present) {
    return list.since().orElseGet(() -> present.minus(USUAL));
  }

  /** What is wanted, checked before anybody is asked. */
  private AuditQuery.Filter filter() {
    if (!reason.isEmpty() && !AuditQuery.Filter.REASONS.contains(reason)) {
      throw new CommandFailed(
          Exit.WRONG_USE,
          "--reason: expected one of " + String.join(", ", AuditQuery.Filter.REASONS)
              + " but was '" + reason + "'");
    }
    return new AuditQuery.Filter(
        Optional.ofNullable(verdict),
        Optional.of(reason).filter(r -> !r.isEmpty()),
        distributor.whose(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Prints what comes until the process is stopped or nobody reads it any more, over restarts of
   * the gateway.
   */
  private int follow(long number) {
    Map<String, String> query = new LinkedHashMap<>(query());
    GatewayClient client = gateway.client();
    long behind = number;
    boolean silent = false;
    while (!Thread.currentThread().isInterrupted() && !console.out().checkError()) {
      query.put("after", String.valueOf(behind));
      List<Alert> more = List.of();
      switch (client.get("/api/v1/alerts", query)) {
        case GatewayClient.Answer.Done done -> {
          more = done.as(AlertsResponse.class).alerts();
          if (silent) {
            console.remark(client.url() + " answers again");
          }
          silent = false;
        }
        case GatewayClient.Answer.Silent nobody -> {
          silent = waits(silent, "no gateway answers at " + client.url(), nobody.why());
        }
        case GatewayClient.Answer.Refused refused when refused.status() == NOT_NOW -> {
          silent = waits(silent, client.url() + " cannot answer now", refused.text());
        }
        case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      }
      more.forEach(this::print);
      behind = more.isEmpty() ? behind : more.getLast().number();
      if (more.size() < PAGE) {
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    }
    return Exit.DONE;
  }

  /** Says once for what it waits; always true. */
  private boolean waits(boolean said, String what, String why) {
    if (!said) {
      console.remark(what + " (" + why + "); waiting for it, Ctrl-C ends");
    }
    return true;
  }

  private void print(Alert alert) {
    JsonNode row = CliJson.MAPPER.valueToTree(alert);
    console.say(
        gateway.isJson()
            ? row.toString()
            : line(COLUMNS.stream().map(name -> Table.text(row.path(name))).toList()));
  }

  /** A row of a table whose last row nobody knows: its columns are as wide as they usually are. */
  private static String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < cells.size(); c++) {
      line.append(cells.get(c));
      line.append(" ".repeat(Math.max(0, WIDTHS.get(c) - cells.get(c).length()) + 2));
    }
    return line.toString().stripTrailing();
  }
}
