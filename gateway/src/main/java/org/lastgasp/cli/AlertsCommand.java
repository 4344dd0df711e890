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
      "  lastgasp alerts --since 2030-01-15T00:00:00Z --last 50 -o json"
    })
final class AlertsCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;
  private static final Duration USUAL = Duration.ofHours(24);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final List<String> COLUMNS =
      List.of("number", "received_at", "verdict", "reason", "hub", "mpxn", "distributor");

  @Option(names = "--hub", paramLabel = "ID", description = "Only this hub.")
  private @Nullable Eui64 hub;

  @Option(
      names = "--distributor",
      paramLabel = "N",
      description = "Only this distributor: 0 to 99, or unknown.")
  private String distributor = "";

  @Option(
      names = "--verdict",
      paramLabel = "V",
      description = "Only these: suppressed, forwarded or copy.")
  private AuditQuery.@Nullable Outcome verdict;

  @Option(names = "--reason", paramLabel = "R", description = "Only with this reason.")
  private String reason = "";

  @Option(names = "--since", paramLabel = "TIME", description = "Only from this time.")
  private @Nullable Instant since;

  @Option(names = "--last", paramLabel = "N", description = "Only the last N of them.")
  private int last = Integer.MAX_VALUE;

  @Option(names = "--follow", description = "Go on with those that come.")
  private boolean follow;

  @Mixin private GatewayOption gateway;
  private final Console console;

  AlertsCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    if (last < 1) {
      throw new CommandFailed(Exit.WRONG_USE, "--last: expected 1 or more but was '" + last + "'");
    }
    AuditQuery.Filter filter = filter();
    AlertsResponse found =
        gateway.askAll(
            "/api/v1/alerts",
            query(),
            AlertsResponse.class,
            folder -> folder.alerts(Optional.ofNullable(hub), filter, from(folder.now())));
    List<Alert> rows =
        found.alerts().subList(Math.max(0, found.alerts().size() - last), found.alerts().size());
    gateway.print(
        new AlertsResponse(rows, null), rows, COLUMNS, "no such alert in that time");
    return follow ? follow(rows.isEmpty() ? 0 : rows.getLast().number()) : Exit.DONE;
  }

  private Map<String, String> query() {
    return GatewayOption.query(
        "hub", hub,
        "distributor", distributor,
        "verdict", Optional.ofNullable(verdict).map(Query::code).orElse(""),
        "reason", reason,
        "from", from(InstantSource.system().instant()),
        "limit", PAGE);
  }

  /** The first instant that is wanted, seen from the present of a gateway or of a folder. */
  private Instant from(Instant present) {
    return Optional.ofNullable(since).orElseGet(() -> present.minus(USUAL));
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
        WorkListCommand.whose(distributor),
        Optional.empty(),
        Optional.empty());
  }

  /** Prints what comes until the process is stopped. */
  private int follow(long number) {
    long behind = number;
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(BETWEEN.toNanos());
      Map<String, String> query = new LinkedHashMap<>(query());
      query.put("after", String.valueOf(behind));
      AlertsResponse more =
          gateway.ask(
              "/api/v1/alerts",
              query,
              AlertsResponse.class,
              folder -> new AlertsResponse(List.of(), null));
      for (Alert each : more.alerts()) {
        print(each);
        behind = each.number();
      }
    }
    return Exit.DONE;
  }

  private void print(Alert alert) {
    JsonNode row = CliJson.MAPPER.valueToTree(alert);
    if (gateway.isJson()) {
      console.say(row.toString());
      return;
    }
    console.say(
        String.join("  ", COLUMNS.stream().map(name -> row.path(name).asText("-")).toList()));
  }
}
