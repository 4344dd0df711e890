package org.lastgasp.cli;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.lastgasp.api.ReportsResponse;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lastgasp report}: the reports of the suppression log. */
@Command(
    name = "report",
    description = "Builds, sends, lists and verifies reports of the suppression log.",
    synopsisSubcommandLabel = "build|send|list|verify",
    footer = {"  lastgasp report list", "  lastgasp report verify data/reports/poa-report-*.csv"})
final class ReportCommands {
  private static final String BY_ITSELF = "; it builds and sends by itself";

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
        "your reason. With --from-logs it needs no gateway: it verifies the suppression log of",
        "another one and reports what is in no report in --out yet, by report.* of --config."
      },
      footer = {
        "  lastgasp report build",
        "  lastgasp report build --past-break --reason \"disk died, no copy of record 7\"",
        "  lastgasp report build --from-logs /srv/other/log --out /srv/other/reports"
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

    @Option(
        names = "--from-logs",
        paramLabel = "DIR",
        description = "A folder with the suppression log of another gateway.")
    private @Nullable Path logs;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description = {
          "With --from-logs: where the reports go. Its folder",
          "'ledger' says what was reported; keep it."
        })
    private @Nullable Path out;

    @Mixin private GatewayOption gateway;
    private final Console console;

    Build(Console console) {
      this.console = console;
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      if (pastBreak == reason.isBlank()) {
        throw new CommandFailed(Exit.WRONG_USE, "--past-break and --reason belong together");
      }
      Path from = logs;
      Path to = out;
      if ((from == null) != (to == null) || (from != null && pastBreak)) {
        throw new CommandFailed(
            Exit.WRONG_USE, "--from-logs and --out belong together, without --past-break");
      }
      return from == null || to == null
          ? shown(ordered())
          : shown(ExternalLogBuild.build(console, gateway.configuration(), from, to));
    }

    private ReportsResponse.Built ordered() {
      return gateway.order(
              pastBreak ? "/api/v1/reports/pass" : "/api/v1/reports/build",
              Map.of(),
              pastBreak ? GatewayOption.reasoned("", reason) : Map.of(),
              ReportsResponse.Built.class,
              BY_ITSELF);
    }

    private Integer shown(ReportsResponse.Built done) {
      gateway.print(done, () -> print(done));
      return Exit.DONE;
    }

    private void print(ReportsResponse.Built done) {
      if (done.reports().isEmpty()) {
        console.remark("nothing is new since the last report");
      } else {
        ListThem.table(done.reports()).lines().forEach(console::say);
      }
      ListThem.remarks(console, done.passed());
      if (pastBreak && done.passed().isEmpty()) {
        console.remark("the suppression log is not damaged: nothing was passed");
      }
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

    @Mixin private GatewayOption gateway;

    Send(Console console) {
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      ReportsResponse.Sent done =
          gateway.order(
              "/api/v1/reports/send",
              Map.of("target", target),
              Map.of(),
              ReportsResponse.Sent.class,
              BY_ITSELF);
      gateway.print(done, done.targets(), COLUMNS, "there is no target: report.to is empty");
      boolean waiting = done.targets().stream().anyMatch(each -> each.waiting() > 0);
      return waiting ? Exit.FAILED : Exit.DONE;
    }
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

    @Mixin private ListOptions list = new ListOptions();
    @Mixin private GatewayOption gateway;
    private final Console console;

    ListThem(Console console) {
      this.console = console;
      this.gateway = new GatewayOption(console);
    }

    @Override
    public Integer call() {
      ReportsResponse all =
          gateway.askAll(
              "/api/v1/reports",
              GatewayOption.query("limit", PAGE),
              ReportsResponse.class,
              DataFolder::reports);
      ReportsResponse found =
          new ReportsResponse(
              list.cut(all.reports().stream().filter(r -> list.isWanted(r.to())).toList()),
              null,
              all.passed());
      gateway.print(found, () -> print(found));
      return Exit.DONE;
    }

    private void print(ReportsResponse found) {
      if (found.reports().isEmpty()) {
        console.remark("no report has been made yet");
      } else {
        table(found.reports()).lines().forEach(console::say);
      }
      remarks(console, found.passed());
    }

    /** Prints what is in no report. */
    static void remarks(Console console, List<ReportsResponse.Passed> passed) {
      passed.forEach(gap -> console.remark(gap.text()));
    }

    static Table table(List<ReportsResponse.Item> reports) {
      Table table = new Table();
      table.row(List.of("REPORT", "STATE", "TO", "RECORDS", "ROWS", "BYTES", "SENT TO"));
      for (ReportsResponse.Item each : reports) {
        String targets =
            each.sent().stream().map(ReportsResponse.Transfer::target).collect(joining(", "));
        table.row(
            List.of(
                each.name(),
                each.state(),
                each.to().toString(),
                each.firstSeq() == null ? "none" : each.firstSeq() + "-" + each.lastSeq(),
                number(each.rows()),
                number(each.bytes()),
                targets.isEmpty() ? "-" : targets));
      }
      return table;
    }

    private static String number(@Nullable Long value) {
      return value == null ? "-" : value.toString();
    }
  }
}
