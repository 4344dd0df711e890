package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.CampaignsJson;
import org.lastgasp.audit.AuditQueries;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp campaign}. */
@Command(
    name = "campaign",
    description = {
      "Totals what firmware activations did.",
      "By model, firmware and distributor: AD1s suppressed, also per thousand activations;",
      "activations without an AD1 (is the list too wide?); AD1s that missed a window by",
      "less than its length (is the window too short?); how long hubs were blind."
    },
    footer = {
      "  lastgasp campaign --from 2030-01-15T00:00:00Z --to 2030-01-16T00:00:00Z",
      "  lastgasp campaign --distributor 17 -o json"
    })
final class CampaignCommand implements Callable<Integer> {
  private static final int HASH_SHOWN = 12; // digits, enough to tell firmwares apart
  private static final List<String> COLUMNS =
      List.of(
          "model", "firmware", "distributor", "activations", "refused", "cancelled", "held",
          "per_1000", "no_ad1", "before", "after", "blind_hours");

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
      description = "Only this distributor: a number, or unknown.")
  private @Nullable String distributor;

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  CampaignCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ArrayNode rows = CliJson.MAPPER.createArrayNode();
    for (JsonNode each : campaigns(gateway.client(console))) {
      if (distributor == null || each.path("distributor").asText().equals(distributor)) {
        rows.add(each);
      }
    }
    if (output.isJson()) {
      ObjectNode json = CliJson.MAPPER.createObjectNode();
      json.set("campaigns", rows);
      console.say(json);
    } else if (rows.isEmpty()) {
      console.remark("no tracked activation in that time, and no alert of one");
    } else {
      List<JsonNode> shown = new ArrayList<>();
      rows.forEach(each -> shown.add(row(each)));
      Table.of(shown, COLUMNS).lines().forEach(console::say);
      rows.forEach(this::ask);
    }
    return Exit.DONE;
  }

  private static JsonNode row(JsonNode each) {
    String hash = each.path("firmware_hash").asText();
    return CliJson.MAPPER
        .createObjectNode()
        .put("model", each.path("model").asText())
        .put("firmware", hash.substring(0, Math.min(HASH_SHOWN, hash.length())))
        .put("distributor", each.path("distributor").asText())
        .put("activations", each.path("activations").asText())
        .put("refused", each.path("refused").asText())
        .put("cancelled", each.path("cancelled").asText())
        .put("held", each.path("alerts_held").asText())
        .put("per_1000", each.path("held_per_thousand").asText())
        .put("no_ad1", each.path("without_alert").asText())
        .put("before", each.path("just_before").asText())
        .put("after", each.path("just_after").asText())
        .put("blind_hours", String.format(
            Locale.ROOT,
            "%.1f",
            each.path("blind_hub_seconds").asLong() / 3600.0));
  }

  private void ask(JsonNode each) {
    String model = each.path("model").asText();
    String where = model + ", distributor " + each.path("distributor").asText();
    for (JsonNode question : each.path("questions")) {
      console.remark(where + ": " + question.asText());
    }
  }

  private JsonNode campaigns(GatewayClient client) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("from", word(from));
    parameters.put("to", word(to));
    return switch (client.get("/api/v1/campaigns", parameters)) {
      case GatewayClient.Answer.Done done -> done.body().path("campaigns");
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          DataFolder.instead(console, gateway, client, silent).told(this::offline);
    };
  }

  private JsonNode offline(AuditQueries chronicle) {
    Instant now = InstantSource.system().instant();
    return chronicle
        .campaigns(Optional.ofNullable(from), Optional.ofNullable(to), now)
        .map(CampaignsJson::of)
        .orElseThrow(() -> new CommandFailed(Exit.FAILED, CampaignsJson.TOO_MANY))
        .path("campaigns");
  }

  private static String word(@Nullable Instant at) {
    return Optional.ofNullable(at).map(Instant::toString).orElse("");
  }
}
