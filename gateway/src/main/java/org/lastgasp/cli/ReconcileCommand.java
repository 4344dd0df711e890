package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ReconciliationJson;
import org.lastgasp.report.ReconciliationService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp reconcile}. */
@Command(
    name = "reconcile",
    description = {
      "Checks that the totals of the alerts received in a period match.",
      "Compares index, journal, suppression log and delivery, by hour and distributor:",
      "received = forwarded + suppressed + copies (duplicates); suppressed = records in the",
      "log; forwarded = delivered + set aside (dead letters) + waiting. Differences are",
      "listed; the exit code is then 1. If no gateway answers, its data folder is read."
    },
    footer = {
      "  lastgasp reconcile --from 2030-01-15T00:00:00Z --to 2030-01-16T00:00:00Z",
      "  lastgasp reconcile -o json              the last 24 hours"
    })
final class ReconcileCommand implements Callable<Integer> {
  private static final Duration USUAL = Duration.ofDays(1);
  private static final List<String> COLUMNS =
      List.of(
          "hour", "distributor", "received", "forwarded", "suppressed", "copies", "delivered",
          "set_aside", "waiting", "logged");

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Received from this time (default: a day before --to).")
  private @Nullable Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Received before this time (default: now). At most 31 days.")
  private @Nullable Instant to;

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  ReconcileCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Instant end = Optional.ofNullable(to).orElseGet(() -> InstantSource.system().instant());
    Instant beginning = Optional.ofNullable(from).orElse(end.minus(USUAL));
    if (!beginning.isBefore(end)
        || Duration.between(beginning, end).compareTo(ReconciliationService.LONGEST) > 0) {
      throw new CommandFailed(
          Exit.WRONG_USE,
          "--from has to be before --to, by at most "
              + ReconciliationService.LONGEST.toDays()
              + " days");
    }
    JsonNode books = books(beginning, end);
    if (output.isJson()) {
      console.say(books);
    } else {
      lines(books).forEach(console::say);
    }
    return books.path("balances").asBoolean() ? Exit.DONE : Exit.FAILED;
  }

  private JsonNode books(Instant beginning, Instant end) {
    GatewayClient client = gateway.client(console);
    Map<String, String> parameters =
        Map.of("from", beginning.toString(), "to", end.toString());
    return switch (client.get("/api/v1/reconcile", parameters)) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          switch (DataFolder.instead(console, gateway, client, silent).reconciled(beginning, end)) {
            case ReconciliationService.Order.Done done -> ReconciliationJson.of(done.books());
            case ReconciliationService.Order.NotNow notNow ->
                throw new CommandFailed(Exit.FAILED, notNow.why());
          };
    };
  }

  private static List<String> lines(JsonNode books) {
    List<String> lines = new ArrayList<>();
    lines.add("received from " + books.path("from").asText() + " to " + books.path("to").asText());
    lines.add("");
    lines.addAll(rows(books).lines());
    counts("FORWARDED BECAUSE", books.path("total").path("reasons"), lines);
    counts("SUPPRESSED, SINCE THEN", books.path("total").path("assessed"), lines);
    forwarding(books.path("forwarding"), lines);
    for (JsonNode gap : books.path("unrecorded")) {
      lines.add(
          "not recorded from %s to %s, when the journal could not be written: %s alerts handed"
              .formatted(
                  gap.path("since").asText(),
                  gap.path("until").asText(),
                  gap.path("alerts_relayed").asText())
              + " straight over, " + gap.path("refused").asText()
              + " messages refused and left with their senders");
    }
    books.path("remarks").forEach(remark -> lines.add(remark.asText()));
    lines.add("");
    verdict(books, lines);
    return lines;
  }

  private static Table rows(JsonNode books) {
    Table table = new Table();
    List<String> heading = new ArrayList<>(COLUMNS);
    heading.add("balances");
    table.row(heading.stream().map(n -> n.replace('_', ' ').toUpperCase(Locale.ROOT)).toList());
    books.path("rows").forEach(row -> table.row(cells(row, row.path("hour").asText())));
    table.row(cells(books.path("total"), "total"));
    return table;
  }

  private static List<String> cells(JsonNode row, String first) {
    List<String> cells = new ArrayList<>();
    cells.add(first);
    COLUMNS.stream()
        .skip(1)
        .forEach(name -> cells.add(name.equals("distributor") && first.equals("total")
            ? "all" : row.path(name).asText()));
    cells.add(row.path("imbalances").asLong() == 0 ? "yes" : "NO");
    return cells;
  }

  private static void counts(String what, JsonNode reasons, List<String> lines) {
    if (!reasons.isEmpty()) {
      Table table = new Table();
      table.row(List.of(what, "ALERTS"));
      reasons.properties().forEach(
          each -> table.row(List.of(each.getKey(), each.getValue().asText())));
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private static void forwarding(JsonNode forwarding, List<String> lines) {
    lines.add("");
    if (forwarding.path("forwarded").asLong() > 0) {
      lines.add(
          String.format(
              Locale.ROOT,
              "of %d forwarded alerts %.3f %% are delivered; %.3f %% were judged within a second,"
                  + " the slowest after %.3f s; what was suppressed is not in these figures",
              forwarding.path("forwarded").asLong(),
              100 * forwarding.path("delivered_share").asDouble(),
              100 * forwarding.path("judged_within_a_second_share").asDouble(),
              forwarding.path("slowest_verdict_seconds").asDouble()));
    }
  }

  private static void verdict(JsonNode books, List<String> lines) {
    if (books.path("balances").asBoolean()) {
      lines.add("the books balance");
      return;
    }
    long found = books.path("found").asLong();
    lines.add("the books do NOT balance: " + found + (found == 1 ? " entry" : " entries"));
    Table table = new Table();
    table.row(List.of("ENTRY", "RECORD", "RECEIVED", "DISTRIBUTOR", "HUB", "WHAT"));
    for (JsonNode each : books.path("imbalances")) {
      table.row(
          List.of("number", "seq", "received_at", "distributor", "hub", "what").stream()
              .map(name -> each.path(name).isNull() ? "-" : each.path(name).asText())
              .toList());
    }
    lines.addAll(table.lines());
    long more = found - books.path("imbalances").size();
    if (more > 0) {
      lines.add("… and " + more + " more");
    }
  }
}
