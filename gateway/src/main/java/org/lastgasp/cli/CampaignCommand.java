package org.lastgasp.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.CampaignsResponse;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.hindsight.WorkList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp campaign}. */
@Command(
    name = "campaign",
    description = {
      "Totals what firmware activations did.",
      "By model, firmware and distributor: AD1s suppressed, also per thousand activations;",
      "activations without an AD1 (is the list too wide?), with an 8F35 to 8F3C of their meter",
      "in the window (do listed meters really send none?); AD1s that missed a window by",
      "less than its length (is the window too short?); how long hubs were blind.",
      "Then activations that were not tracked, by model, firmware and reason, and the AD1s",
      "of their hubs less than the window's length after their time (is the list too narrow?)."
    },
    footer = {
      "  lastgasp campaign --from 2030-01-15T00:00:00Z --to 2030-01-16T00:00:00Z",
      "  lastgasp campaign --distributor 17 -o json"
    })
final class CampaignCommand implements Callable<Integer> {
  private static final int HASH_SHOWN = 12; // digits, enough to tell firmwares apart
  private static final List<String> COLUMNS =
      List.of(
          "MODEL", "FIRMWARE", "DISTRIBUTOR", "ACTIVATIONS", "REFUSED", "CANCELLED", "SUPPRESSED",
          "STAND FOR", "PER 1000", "NO AD1", "8F35-8F3C", "BEFORE", "AFTER", "BLIND HOURS");

  private static final List<String> UNTRACKED =
      List.of("MODEL", "FIRMWARE", "NOT TRACKED BECAUSE", "ACTIVATIONS", "AD1 AFTER");

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Activations requested from this time, as 2030-01-15T10:00:00Z.")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "Before this time.")
  private @Nullable Instant to;

  @Option(
      names = "--distributor",
      paramLabel = "N",
      description = "Only this distributor: 0 to 99, or unknown.")
  private String distributor = "all";

  @Mixin private GatewayOption gateway;
  private final Console console;

  CampaignCommand(Console console) {
    this.console = console;
    this.gateway = new GatewayOption(console);
  }

  @Override
  public Integer call() {
    Optional<String> whose = whose();
    CampaignsResponse all =
        gateway.ask(
            "/api/v1/campaigns",
            GatewayOption.query("from", from, "to", to),
            CampaignsResponse.class,
            folder -> folder.told(queries -> offline(queries, folder.now())));
    List<CampaignsResponse.Row> rows =
        all.campaigns().stream()
            .filter(each -> whose.isEmpty() || whose.get().equals(each.distributor()))
            .toList();
    List<CampaignsResponse.Untracked> untracked =
        whose.isEmpty() ? all.untracked() : List.of(); // nobody knows whose they are
    gateway.print(new CampaignsResponse(rows, untracked, null), () -> print(rows, untracked));
    return Exit.DONE;
  }

  /** The distributor that is asked for, as rows name it; empty for all. */
  private Optional<String> whose() {
    return switch (WorkListCommand.whose(distributor.equals("all") ? "" : distributor)) {
      case WorkList.Whose.All _ -> Optional.empty();
      case WorkList.Whose.Of(OptionalInt one) ->
          Optional.of(one.isPresent() ? String.valueOf(one.getAsInt()) : "unknown");
    };
  }

  private void print(
      List<CampaignsResponse.Row> rows, List<CampaignsResponse.Untracked> untracked) {
    if (rows.isEmpty()) {
      console.remark("no tracked activation in that time, and no alert of one");
    } else {
      Table table = new Table();
      table.row(COLUMNS);
      rows.forEach(each -> table.row(cells(each)));
      table.lines().forEach(console::say);
    }
    if (!untracked.isEmpty()) {
      Table table = new Table();
      table.row(UNTRACKED);
      untracked.forEach(each -> table.row(cells(each)));
      console.say("");
      table.lines().forEach(console::say);
    }
    rows.forEach(this::ask);
  }

  private static List<String> cells(CampaignsResponse.Untracked each) {
    return List.of(
        each.model().isEmpty() ? "-" : each.model(), firmware(each.firmwareHash()),
        each.reason(), String.valueOf(each.activations()), String.valueOf(each.alertsAfter()));
  }

  private static List<String> cells(CampaignsResponse.Row each) {
    return Stream.of(
            each.model(),
            firmware(each.firmwareHash()),
            each.distributor(),
            each.activations(),
            each.refused(),
            each.cancelled(),
            each.alertsHeld(),
            each.alertsHeldStandFor(),
            each.heldPerThousand(),
            each.withoutAlert(),
            each.supplyRestored(),
            each.justBefore(),
            each.justAfter(),
            String.format(Locale.ROOT, "%.1f", each.blindHubSeconds() / 3600.0))
        .map(cell -> cell.toString().isEmpty() ? "-" : cell.toString())
        .toList();
  }

  private static String firmware(String hash) {
    return hash.isEmpty() ? "-" : hash.substring(0, Math.min(HASH_SHOWN, hash.length()));
  }

  private void ask(CampaignsResponse.Row each) {
    String where = each.model() + ", distributor " + each.distributor();
    each.questions().forEach(question -> console.remark(where + ": " + question));
  }

  private CampaignsResponse offline(AuditQueries queries, Instant now) {
    return queries
        .campaigns().totals(Optional.ofNullable(from), Optional.ofNullable(to), now)
        .map(CampaignsResponse::of)
        .orElseThrow(() -> new CommandFailed(Exit.FAILED, CampaignsResponse.TOO_MANY));
  }
}
