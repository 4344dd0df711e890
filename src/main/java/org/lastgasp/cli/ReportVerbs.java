package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code lastgasp report}: the reports of the suppression log. */
@Command(
    name = "report",
    description = "Builds, sends, lists and verifies reports of the suppression log.",
    synopsisSubcommandLabel = "build|send|list|verify",
    footer = {"  lastgasp report list", "  lastgasp report verify data/reports/*.csv"})
final class ReportVerbs {

  /** The group with its verbs. */
  static CommandLine all(Console console) {
    return new CommandLine(new ReportVerbs()).addSubcommand(new ListThem(console));
  }

  /** {@code lastgasp report list}. */
  @Command(
      name = "list",
      description = {
        "Lists the reports, oldest first: what they hold, and which targets have them.",
        "If no gateway answers, its data folder is read."
      },
      footer = {"  lastgasp report list", "  lastgasp report list -o json"})
  static final class ListThem implements Callable<Integer> {
    private static final int PAGE = 1_000;

    @Mixin private GatewayOption gateway = new GatewayOption();
    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    ListThem(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      ArrayNode reports = reports(gateway.client(console));
      if (output.isJson()) {
        ObjectNode json = Console.JSON.createObjectNode();
        json.set("reports", reports);
        console.say(json);
      } else if (reports.isEmpty()) {
        console.remark("no report has been made yet");
      } else {
        table(reports).lines().forEach(console::say);
      }
      return Exit.DONE;
    }

    static Table table(Iterable<JsonNode> reports) {
      Table table = new Table();
      table.row(List.of("REPORT", "STATE", "TO", "RECORDS", "ROWS", "BYTES", "SENT TO"));
      for (JsonNode each : reports) {
        table.row(
            List.of(
                each.path("name").asText(),
                each.path("state").asText(),
                each.path("to").asText(),
                records(each),
                number(each.path("rows")),
                number(each.path("bytes")),
                targets(each)));
      }
      return table;
    }

    private static String records(JsonNode report) {
      return report.path("first_seq").isNull()
          ? "none"
          : report.path("first_seq").asText() + "-" + report.path("last_seq").asText();
    }

    private static String number(JsonNode value) {
      return value.isNull() ? "-" : value.asText();
    }

    private static String targets(JsonNode report) {
      List<String> names = new ArrayList<>();
      report.path("sent").forEach(sent -> names.add(sent.path("target").asText()));
      return names.isEmpty() ? "-" : String.join(", ", names);
    }

    /** All of them, page by page. */
    private ArrayNode reports(GatewayClient client) {
      ArrayNode all = Console.JSON.createArrayNode();
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("limit", String.valueOf(PAGE));
      while (true) {
        switch (client.get("/api/v1/reports", parameters)) {
          case GatewayClient.Answer.Done done -> {
            done.body().path("reports").forEach(all::add);
            if (done.body().path("next").asText("null").equals("null")) {
              return all;
            }
            parameters.put("after", done.body().path("next").asText());
          }
          case GatewayClient.Answer.Refused refused ->
              throw GatewayOption.refused(client, refused);
          case GatewayClient.Answer.Silent silent -> {
            return DataFolder.instead(console, gateway, client, silent).reports();
          }
        }
      }
    }
  }
}
