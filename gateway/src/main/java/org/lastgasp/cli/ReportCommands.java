package org.lastgasp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp report}: the reports of the suppression log. */
@Command(
    name = "report",
    description = "Builds, sends, lists and verifies reports of the suppression log.",
    synopsisSubcommandLabel = "build|send|list|verify",
    footer = {"  lastgasp report list", "  lastgasp report verify data/reports/*.csv"})
final class ReportCommands {

  /** The group with its verbs. */
  static CommandLine all(Console console) {
    return new CommandLine(new ReportCommands())
        .addSubcommand(new Build(console))
        .addSubcommand(new Send(console))
        .addSubcommand(new ListThem(console))
        .addSubcommand(new ReportVerify(console));
  }

  /** {@code lastgasp report build}. */
  @Command(
      name = "build",
      description = {
        "Ends the period now and builds its reports.",
        "Everything suppressed until now is then in a report; reports are sent as usual. The",
        "rest of the period gets a report of its own. With --past-break it skips lost records",
        "if the suppression log is damaged and there is no backup; the reports say so, with",
        "your reason."
      },
      footer = {
        "  lastgasp report build",
        "  lastgasp report build --past-break --reason \"disk died, no copy of record 7\""
      })
  static final class Build implements Callable<Integer> {
    @Option(
        names = "--past-break",
        description = "Skip the damaged or missing records.")
    private boolean pastBreak;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "Why; required with --past-break. Recorded with your name.")
    private String reason = "";

    @Mixin private GatewayOption gateway = new GatewayOption();
    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    Build(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      if (pastBreak == reason.isBlank()) {
        throw new CommandFailed(Exit.WRONG_USE, "--past-break and --reason belong together");
      }
      ObjectNode order = CliJson.MAPPER.createObjectNode();
      order.put("reason", reason.strip());
      order.put("by", System.getProperty("user.name", "unknown"));
      JsonNode done =
          pastBreak
              ? ordered(gateway, console, "/api/v1/reports/pass", Map.of(), order.toString())
              : ordered(gateway, console, "/api/v1/reports/build", Map.of(), "");
      if (output.isJson()) {
        console.say(done);
        return Exit.DONE;
      }
      ListThem.table(done.path("reports")).lines().forEach(console::say);
      ListThem.remarks(console, done.path("passed"));
      if (pastBreak && done.path("passed").isEmpty()) {
        console.remark("the suppression log is not damaged: nothing was passed");
      }
      return Exit.DONE;
    }
  }

  /** {@code lastgasp report send}. */
  @Command(
      name = "send",
      description = {
        "Sends all waiting reports now, also to targets that wait for a retry.",
        "Then shows the targets; exit code 1 if one still lacks a report."
      },
      footer = {
        "  lastgasp report send",
        "  lastgasp report send --target sftp://dcc@reports.example:22/in"
      })
  static final class Send implements Callable<Integer> {
    private static final List<String> COLUMNS =
        List.of("target", "waiting", "last_success", "fault");

    @Option(
        names = "--target",
        paramLabel = "NAME",
        description = "Only this target, named as in 'report send' and status.")
    private String target = "";

    @Mixin private GatewayOption gateway = new GatewayOption();
    @Mixin private OutputOption output = new OutputOption();
    private final Console console;

    Send(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      JsonNode done =
          ordered(gateway, console, "/api/v1/reports/send", Map.of("target", target), "");
      JsonNode targets = done.path("targets");
      if (output.isJson()) {
        console.say(done);
      } else if (targets.isEmpty()) {
        console.remark("there is no target: report.to is empty");
      } else {
        Table.of(targets, COLUMNS).lines().forEach(console::say);
      }
      boolean waiting = false;
      for (JsonNode each : targets) {
        waiting |= each.path("waiting").asLong() > 0;
      }
      return waiting ? Exit.FAILED : Exit.DONE;
    }
  }

  private static JsonNode ordered(
      GatewayOption gateway,
      Console console,
      String path,
      Map<String, String> parameters,
      String order) {
    GatewayClient client = gateway.client(console);
    return switch (client.post(
        path, parameters, "application/json", BodyPublishers.ofString(order))) {
      case GatewayClient.Answer.Done done -> done.body();
      case GatewayClient.Answer.Refused refused -> throw GatewayOption.refused(client, refused);
      case GatewayClient.Answer.Silent silent ->
          throw gateway.silent(client, silent.why(), "; it builds and sends by itself");
    };
  }

  /** {@code lastgasp report list}. */
  @Command(
      name = "list",
      description = {
        "Lists the reports, oldest first: their records, and which targets have them.",
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
      ObjectNode found = reports(gateway.client(console));
      if (output.isJson()) {
        console.say(found);
      } else if (found.path("reports").isEmpty()) {
        console.remark("no report has been made yet");
      } else {
        table(found.path("reports")).lines().forEach(console::say);
      }
      if (!output.isJson()) {
        remarks(console, found.path("passed"));
      }
      return Exit.DONE;
    }

    /** What is in no report. */
    static void remarks(Console console, JsonNode passed) {
      passed.forEach(gap -> console.remark(gap.path("text").asText()));
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
    private ObjectNode reports(GatewayClient client) {
      ObjectNode found = CliJson.MAPPER.createObjectNode();
      ArrayNode all = found.putArray("reports");
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("limit", String.valueOf(PAGE));
      while (true) {
        switch (client.get("/api/v1/reports", parameters)) {
          case GatewayClient.Answer.Done done -> {
            done.body().path("reports").forEach(all::add);
            found.set("passed", done.body().path("passed"));
            if (done.body().path("next").asText("null").equals("null")) {
              return found;
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
