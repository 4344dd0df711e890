package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.lastgasp.api.ExplainJson;
import org.lastgasp.audit.AuditQueries;
import org.lastgasp.audit.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lastgasp explain}. */
@Command(
    name = "explain",
    description = {
      "Explains why alerts were suppressed or not.",
      "For each alert also what would have changed the verdict. Times are UTC."
    },
    footer = {
      "  lastgasp explain 90-B3-D5-1F-30-00-00-01",
      "  lastgasp explain 2012345678903 -o json"
    })
final class ExplainCommand implements Callable<Integer> {
  private static final int PAGE = 100;

  @Parameters(
      paramLabel = "ID",
      description = {"A hub or meter (EUI-64), an MPAN, a ResponseID", "or a RequestID."})
  private String id = "";

  @Mixin private GatewayOption gateway = new GatewayOption();
  @Mixin private OutputOption output = new OutputOption();
  private final Console console;

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ObjectNode told = told(gateway.client(console));
    if (output.isJson()) {
      console.say(told);
    } else {
      new ExplanationPrinter(told).lines().forEach(console::say);
    }
    return Exit.DONE;
  }

  /** All of it, page by page. */
  private ObjectNode told(GatewayClient client) {
    ObjectNode all = CliJson.MAPPER.createObjectNode();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("limit", String.valueOf(PAGE));
    String path = "/api/v1/explain/" + URLEncoder.encode(id.strip(), StandardCharsets.UTF_8);
    while (true) {
      switch (client.get(path, parameters)) {
        case GatewayClient.Answer.Done done -> {
          add(all, done.body());
          JsonNode next = done.body().path("next");
          if (!next.isTextual()) {
            return all;
          }
          parameters.put("after", next.asText());
        }
        case GatewayClient.Answer.Refused refused -> {
          if (refused.status() == 404) {
            throw unknown();
          }
          throw GatewayOption.refused(client, refused);
        }
        case GatewayClient.Answer.Silent silent -> {
          return DataFolder.instead(console, gateway, client, silent).told(this::offline);
        }
      }
    }
  }

  private ObjectNode offline(AuditQueries chronicle) {
    ObjectNode all = CliJson.MAPPER.createObjectNode();
    OptionalLong after = OptionalLong.of(0);
    while (after.isPresent()) {
      Optional<Explanation> page = chronicle.explain(id, after.getAsLong(), PAGE);
      add(all, ExplainJson.of(page.orElseThrow(this::unknown)));
      after = page.get().next();
    }
    return all;
  }

  private static void add(ObjectNode all, JsonNode page) {
    if (all.isEmpty()) {
      page.properties().forEach(member -> all.set(member.getKey(), member.getValue()));
      all.remove("next");
    } else if (all.path("alerts") instanceof ArrayNode alerts) {
      page.path("alerts").forEach(alerts::add);
    }
  }

  private CommandFailed unknown() {
    return new CommandFailed(
        Exit.FAILED, "nothing is known of '" + id.strip() + "'", ExplainJson.UNKNOWN);
  }
}
